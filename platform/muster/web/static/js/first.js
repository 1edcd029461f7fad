// What cannot wait for the modules, which come when the whole page is there.

// Before the first paint, so that a dark room is never lit up by a white page.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const scheme = root.dataset.scheme;
    root.dataset.bsTheme = scheme === "auto" ? (dark.matches ? "dark" : "light") : scheme;
  };
  dark.addEventListener("change", apply);
  root.addEventListener("muster:scheme", apply);
  apply();
})();

// Whoever is faster than the page's modules loses nothing: what is pressed, typed to be sent or sent before
// they listen is done as soon as they do. DOMContentLoaded comes after them, also when one failed.
(() => {
  const held = [];
  const early = new AbortController();
  const hold = (event, again) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(again);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[type=button]:not([popovertarget])");
    if (button) hold(event, () => button.isConnected && button.click());
  }, { capture: true, signal: early.signal });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    hold(event, () => form.isConnected && form.requestSubmit(submitter));
  }, { capture: true, signal: early.signal });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-composer]");
    if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    hold(event, () => form.isConnected && form.requestSubmit());
  }, { capture: true, signal: early.signal });
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
    early.abort();
    for (const again of held) again();
  }), { once: true });
})();
