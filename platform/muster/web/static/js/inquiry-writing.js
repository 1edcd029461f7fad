// Writing to companies: the composer of each window, product cards, pictures, and who is typing.
import { clearDraft } from "./drafts.js";
import { postJson } from "./http.js";
import { partOf, words } from "./inquiry-page.js";
import { send } from "./inquiry-outbox.js";

const TYPING_SHOWN = 4_000;
const TYPING_TOLD = 2_500;
const told = new Map();
const timers = new Map();

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-composer]")) return;
  event.preventDefault(); // in the capturing phase, before app.js takes it for a form that leaves
  const box = event.target.querySelector("textarea");
  const body = box.value.trim();
  box.focus();
  if (!body) return;
  send(contactOf(box), { kind: "text", body });
  told.delete(contactOf(box)); // the message hides that somebody types: the next word is news
  box.value = "";
  clearDraft(box.dataset.draft);
}, true);

document.addEventListener("keydown", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  if (!composer || event.target.tagName !== "TEXTAREA") return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-product]");
  if (!button) return;
  send(contactOf(button), { kind: "product", body: button.firstElementChild.textContent, product_id: button.dataset.product });
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-picture]")) return;
  for (const file of target.files) send(contactOf(target), { kind: "picture", body: "", file });
  target.value = "";
});

document.addEventListener("paste", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!composer || !files.length) return;
  event.preventDefault();
  for (const file of files) send(contactOf(composer), { kind: "picture", body: "", file });
});

document.addEventListener("input", ({ target, isTrusted }) => {
  const composer = isTrusted && target.closest("[data-composer]");
  if (!composer || !target.value) return;
  const contactId = contactOf(composer);
  const now = performance.now();
  if (now - (told.get(contactId) ?? -Infinity) < TYPING_TOLD) return;
  told.set(contactId, now);
  postJson(`${composer.closest("[data-contact]").dataset.base}/typing`).catch(() => {});
});

/** Show for a moment that somebody at a company is writing. */
export function showTyping(contactId, name) {
  const line = partOf(contactId)?.querySelector(".window-typing");
  if (!line) return;
  line.textContent = name ? words("nameWriting", { name }) : words("writing");
  line.hidden = false;
  clearTimeout(timers.get(contactId));
  timers.set(contactId, setTimeout(() => hideTyping(contactId), TYPING_SHOWN));
}

/** What they wrote is there. */
export function hideTyping(contactId) {
  const line = partOf(contactId)?.querySelector(".window-typing");
  if (line) line.hidden = true;
}

function contactOf(element) {
  return element.closest("[data-contact]").dataset.contact;
}
