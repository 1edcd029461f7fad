// Writing to companies: the composer of each window, product cards, files, and who is typing.
import { clearDraft } from "./drafts.js";
import { postJson } from "./http.js";
import { dropsInto, pastedFiles } from "./dropping.js";
import { page, partOf, words } from "./inquiry-page.js";
import { send } from "./inquiry-outbox.js";

const LONGEST = 8000;
const TYPING_SHOWN = 4_000;
const TYPING_TOLD = 2_500;
const PREVIEW_PAUSE = 600;
const previews = new Map();
const told = new Map();
const timers = new Map();

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-composer]")) return;
  event.preventDefault(); // in the capturing phase, before app.js takes it for a form that leaves
  const box = event.target.querySelector("textarea");
  const body = box.value.trim();
  box.focus();
  if (!body) return;
  const over = [...body].length - LONGEST;
  if (over > 0) return void tellProblem(contactOf(box), words("tooLong", { n: over }));
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
  if (!target.matches("[data-file]")) return;
  sendFiles(contactOf(target), [...target.files]);
  target.value = "";
});

document.addEventListener("paste", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  const files = pastedFiles(event);
  if (!composer || !files.length) return;
  event.preventDefault();
  sendFiles(contactOf(composer), files);
});

dropsInto((element) => {
  const part = element.closest("[data-contact]");
  return part?.querySelector("[data-composer]") ? part : null;
}, (part, files) => sendFiles(part.dataset.contact, files));

/** Send files, each as a message of its own; what is too big is not even begun. */
function sendFiles(contactId, files) {
  const most = Number(page.dataset.mostBytes);
  for (const file of files) {
    if (file.size <= most) send(contactId, { kind: "file", body: "", file });
    else tellProblem(contactId, words("tooBig", { name: file.name, n: Math.floor(most / 1_048_576) }));
  }
}

document.addEventListener("input", ({ target, isTrusted }) => {
  const composer = isTrusted && target.closest("[data-composer]");
  if (composer) tellProblem(contactOf(composer), "");
  if (composer && isPreviewed(composer)) return void previewSoon(composer, target);
  if (!composer || !target.value) return;
  const contactId = contactOf(composer);
  const now = performance.now();
  if (now - (told.get(contactId) ?? -Infinity) < TYPING_TOLD) return;
  told.set(contactId, now);
  postJson(`${composer.closest("[data-contact]").dataset.base}/typing`).catch(() => {});
});

/** Whether the page says that this company sees what is typed; nothing is told without that. */
function isPreviewed(composer) {
  return composer.closest("[data-contact]").querySelector("[data-previews]") !== null;
}

function previewSoon(composer, box) {
  const contactId = contactOf(composer);
  if (previews.has(contactId)) return;
  previews.set(contactId, setTimeout(() => {
    previews.delete(contactId);
    if (!isPreviewed(composer)) return;
    postJson(`${composer.closest("[data-contact]").dataset.base}/typing`, { text: box.value.slice(-1000) }).catch(() => {});
  }, PREVIEW_PAUSE));
}

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

/** Say under a composer what cannot be sent as it is; the next word takes it away. */
function tellProblem(contactId, text) {
  const line = partOf(contactId)?.querySelector("[data-problem]");
  if (!line) return;
  line.textContent = text;
  line.hidden = !text;
}

function contactOf(element) {
  return element.closest("[data-contact]").dataset.contact;
}
