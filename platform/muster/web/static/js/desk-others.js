// Who else has one of my windows open or writes in it. Nothing is kept: whoever opens a window
// says so, and whoever is there already answers.
import { on, store, tell } from "./desk-store.js";
import { postJson } from "./http.js";

const BEAT = 30_000; // while somebody else is there
const FORGOTTEN = 75_000;
const WRITING = 6_000;
const AGAIN = [500, 2_000, 0]; // milliseconds after a signal that failed
const others = new Map();
let shown = new Set();
let said = Promise.resolve();

/** Who else is in a contact now: {id, name, isWriting}, whoever writes first. */
export function othersIn(contactId) {
  const now = performance.now();
  return [...(others.get(contactId) ?? new Map())].filter(([, { until }]) => until > now)
    .map(([id, { name, writingUntil }]) => ({ id, name, isWriting: writingUntil > now }))
    .sort((one, other) => Number(other.isWriting) - Number(one.isWriting));
}

async function send(contactId, here, asks = false) {
  for (const pause of AGAIN) {
    try {
      return await postJson(`/desk/contacts/${contactId}/viewing`, { here, asks });
    } catch {
      await new Promise((go) => setTimeout(go, pause));
    }
  }
  return undefined; // only a courtesy
}

// One after the other: of two on the way at once the later one could be heard first.
function say(contactId, here, asks) {
  said = said.then(() => send(contactId, here, asks));
}

/** Say where I am and ask who else is: what was said before my line was there, I have not heard. */
export function sayWhereIAm() {
  others.clear();
  for (const id of shown) {
    tell("others", id);
    say(id, true, true);
  }
}

function hear({ contact_id: id, payload }) {
  const { name } = payload;
  const person = payload.who ?? name; // a supervisor who answers is known by name
  if (!shown.has(id) || !person || person === store.me.id) return;
  const there = others.get(id) ?? others.set(id, new Map()).get(id);
  const known = there.has(person);
  if (payload.here === false) there.delete(person);
  else {
    const now = performance.now();
    const writingUntil = payload.by ? now + WRITING : (there.get(person)?.writingUntil ?? 0);
    there.set(person, { name, until: now + FORGOTTEN, writingUntil });
    if (!known || payload.asks) say(id, true);
    if (payload.by) setTimeout(() => tell("others", id), WRITING);
  }
  tell("others", id);
}

on("panes", (ids) => {
  for (const id of ids) if (!shown.has(id)) say(id, true);
  for (const id of shown) {
    if (ids.has(id)) continue;
    others.delete(id);
    say(id, false);
  }
  shown = new Set(ids);
});
// A message says as much as a signal: whoever has written writes no more.
on("message", ({ contactId }) => {
  for (const there of others.get(contactId)?.values() ?? []) there.writingUntil = 0;
  if (others.has(contactId)) tell("others", contactId);
});
document.addEventListener("live:contact.viewed", ({ detail }) => hear(detail));
document.addEventListener("live:contact.typing", ({ detail }) => detail.payload.by !== "consumer" && hear(detail));
setInterval(() => {
  for (const id of shown) {
    if (!others.get(id)?.size) continue;
    say(id, true);
    tell("others", id);
  }
}, BEAT);
window.addEventListener("pagehide", () => shown.forEach((id) => send(id, false)));
window.addEventListener("pageshow", ({ persisted }) => persisted && sayWhereIAm());
