// The language coach beside a conversation: what its consumer has said brings notes to the top.
import { currentPane } from "./desk-panes.js";
import { on, store } from "./desk-store.js";
import { draw, part } from "./desk-words.js";
import { getJson } from "./http.js";

const KEPT = 10 * 60_000; // a note that was changed meanwhile is read by then
const SHOWN = 4; // of those that nothing has called for
const side = document.getElementById("side");
const words = document.getElementById("coach-words-template").content.firstElementChild.dataset;
const known = new Map();
let opened = new Set();
let shownFor = null;

on("current clients window background message", show);
new MutationObserver(() => side.querySelector(".side-column") && !side.querySelector(".coach") && show()).observe(side, { childList: true });

function show() {
  const id = currentPane()?.id;
  const window = store.windows.get(id);
  const column = side.querySelector(".side-column");
  if (!window || !column) return;
  if (shownFor !== id) {
    shownFor = id;
    opened = new Set();
  }
  const notes = notesOf(id);
  if (!notes) return;
  const said = normal([window.contact.opening, ...theirs(window)].join("\n"));
  const heard = notes.map((note) => [note, note.phrases.find((phrase) => contains(said, phrase))]);
  const called = heard.filter(([, phrase]) => phrase !== undefined);
  const others = heard.filter(([, phrase]) => phrase === undefined).slice(0, SHOWN);
  put(column, [...called, ...others]);
}

function notesOf(id) {
  const entry = known.get(id);
  if (!entry || Date.now() - entry.at > KEPT) {
    known.set(id, { at: Date.now(), notes: entry?.notes });
    load(id);
  }
  return entry?.notes;
}

async function load(id) {
  try {
    const { notes } = await getJson(`/desk/coaching/${id}`);
    known.set(id, { at: Date.now(), notes });
    show();
  } catch {
    known.delete(id); // the next look asks again; answering goes on without it
  }
}

function* theirs({ messages }) {
  for (const { author_kind: author, body } of messages.values()) if (author === "consumer") yield body;
}

function normal(text) {
  return text.normalize("NFKC").toLowerCase().replaceAll("’", "'");
}

/** Whether a text holds a phrase; one of letters and blanks as whole words only. */
function contains(said, phrase) {
  const wanted = normal(phrase);
  for (let at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + 1)) {
    if (isWhole(said[at - 1], wanted[0]) && isWhole(wanted.at(-1), said[at + wanted.length])) return true;
  }
  return false;
}

function isWhole(before = "", after = "") {
  return !(/[\p{Script=Latin}\d]/u.test(before) && /[\p{Script=Latin}\d]/u.test(after));
}

function put(column, notes) {
  const section = draw("coach");
  part(section, "notes").append(...notes.map(([note, phrase]) => item(note, phrase)));
  section.hidden = !notes.length;
  const there = column.querySelector(".coach");
  if (there?.outerHTML === section.outerHTML) return;
  if (there) there.replaceWith(section);
  else column.querySelector('[data-section="question"]')?.after(section);
}

function item(note, phrase) {
  const row = draw("coach-note");
  const details = row.firstElementChild;
  part(row, "title").textContent = note.title;
  part(row, "body").textContent = note.body;
  part(row, "from").textContent = [note.region, note.own ? words.own : ""].filter(Boolean).join(" · ");
  part(row, "heard").hidden = phrase === undefined;
  part(row, "phrase").textContent = phrase ?? "";
  row.classList.toggle("is-heard", phrase !== undefined);
  details.open = phrase !== undefined || opened.has(note.title);
  details.addEventListener("toggle", () => (details.open ? opened.add(note.title) : opened.delete(note.title)));
  return row;
}
