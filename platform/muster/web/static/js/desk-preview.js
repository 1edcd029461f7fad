// What the consumer has typed and not sent, where the company lets its agents see it. Never kept.
import { on } from "./desk-store.js";
import { part } from "./desk-words.js";

const SHOWN = 60_000;
const timers = new Map();

function show(contactId, text) {
  const pane = document.querySelector(`.pane[data-contact="${CSS.escape(contactId)}"]`);
  if (!pane) return;
  const line = part(pane, "preview");
  line.hidden = !text.trim();
  part(line, "words").textContent = text;
  clearTimeout(timers.get(contactId));
  if (text) timers.set(contactId, setTimeout(() => show(contactId, ""), SHOWN));
}

document.addEventListener("live:typing.previewed", ({ detail }) => show(detail.contact_id, detail.payload.text));
on("message", ({ contactId, message }) => message.author_kind === "consumer" && show(contactId, ""));
