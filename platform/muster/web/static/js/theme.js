// Runs before the first paint, so that a dark room is never lit up by a white page.
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
