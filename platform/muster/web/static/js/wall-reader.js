// Reading along in one contact, beside the wall, as it is written.
import { begin, end } from "./wall-acts.js";
import { draw, fileCard, noticeOf, pictureCard, productCard } from "./cards.js";
import { notify, said } from "./notices.js";

const TYPING_SHOWN = 4_000;
const NEAR = 60;
const wall = document.getElementById("wall");
const reader = document.getElementById("reader");
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: wall?.dataset.zone });
let hiding = null;
let opening = null;

/** Open a contact's transcript. */
export async function open(contactId) {
  // What is written while the transcript is on its way may not stand in it yet.
  const missed = [];
  opening = { contactId, missed };
  const html = await transcriptOf(contactId);
  if (opening?.missed !== missed) return; // another one was opened meanwhile
  opening = null;
  if (html === null) return;
  reader.innerHTML = html;
  missed.forEach(follow);
  if (!reader.open) reader.showModal();
  begin(reader.querySelector("[data-reading]"));
  document.dispatchEvent(new CustomEvent("wall:opened"));
  toEnd();
}

/** Which contact is open; null without one. */
export function openContact() {
  return reader.open ? (reader.querySelector("[data-reading]")?.dataset.reading ?? null) : null;
}

reader.addEventListener("close", () => {
  end(reader.querySelector("[data-reading]")?.dataset.reading);
  reader.replaceChildren();
});

async function transcriptOf(contactId) {
  try {
    const response = await fetch(`${wall.dataset.live}/contacts/${contactId}`, { headers: { Accept: "text/html", "HX-Request": "true" } });
    if (response.ok) return await response.text();
    const told = await response.text();
    notify(problemIn(told) || said("fault"), "error");
  } catch {
    notify(said("lost"), "warning");
  }
  return null;
}

/** What a refused look was answered with, in words. */
function problemIn(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.textContent.trim().slice(0, 300);
}

/** Close it, and forget what it showed. */
export function leave() {
  reader.close();
  reader.replaceChildren();
}

/** A message was written: show it, if it is of the contact that is open. */
export function follow(event) {
  const { contact_id: contactId, payload: message } = event;
  if (opening?.contactId === contactId) opening.missed.push(event);
  const log = logOf(contactId);
  if (!log || log.querySelector(`[data-number="${message.number}"]`)) return;
  const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  const next = [...log.children].find((item) => Number(item.dataset.number) > message.number);
  log.insertBefore(shape(message, JSON.parse(log.dataset.notices)), next ?? null);
  reader.querySelector(".reading-typing").hidden = true;
  if (wasAtEnd) toEnd();
}

/** Somebody in the contact that is open is writing. */
export function typing({ contact_id: contactId, payload }) {
  if (!logOf(contactId) || (payload.by === "supervisor" && payload.name === wall.dataset.me)) return;
  const line = reader.querySelector(".reading-typing");
  line.textContent = wall.dataset.saidWriting.replace("{name}", () => payload.name || wall.dataset.saidConsumer);
  line.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { line.hidden = true; }, TYPING_SHOWN);
}

function logOf(contactId) {
  return reader.querySelector(`[data-reading="${CSS.escape(contactId)}"] .transcript`);
}

function shape(message, notices) {
  const item = draw("read-line");
  item.dataset.number = message.number;
  if (message.kind === "notice") {
    item.className = "said said-notice";
    item.textContent = noticeOf(notices, message);
    return item;
  }
  const isNote = message.kind === "note";
  item.classList.add(message.author_kind === "consumer" ? "said-theirs" : "said-mine");
  item.classList.toggle("said-note", isNote);
  const by = message.author_name || wall.dataset.saidConsumer;
  const role = message.payload.whisper_to ? wall.dataset.saidWhisper : isNote ? wall.dataset.saidNote : message.author_kind === "supervisor" ? wall.dataset.saidSupervisor : "";
  item.querySelector(".said-by").textContent = role ? `${by} · ${role}` : by;
  const text = item.querySelector(".said-text");
  if (message.kind === "picture") text.replaceWith(pictureCard("read-picture", message.payload, `${picturesOf(openContact())}/${message.payload.picture_id}`));
  else if (message.kind === "file") text.replaceWith(fileCard("read-file", message.payload, wall.dataset.files));
  else if (message.kind === "product") text.replaceWith(productCard("read-product", message.payload));
  else text.textContent = message.body;
  item.querySelector(".said-foot").textContent = clock.format(new Date(message.created_at));
  return item;
}

function picturesOf(contactId) {
  return wall.dataset.pictures ? `${wall.dataset.pictures}/${contactId}/pictures` : "/pictures";
}

function toEnd() {
  const log = reader.querySelector(".transcript");
  if (log) log.scrollTop = log.scrollHeight;
}
