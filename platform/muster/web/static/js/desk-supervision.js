// Supervisors in my conversations, as far as the client lets me know; and what they whisper.
import { on, store } from "./desk-store.js";
import { draw } from "./desk-words.js";
import { getJson } from "./http.js";
import { notify } from "./notices.js";

const words = document.getElementById("supervision-words").dataset;
const asked = new Set();

/** A window stands there: ask once who is in it, then the desk is told. */
async function ask(id) {
  const contact = store.windows.get(id)?.contact;
  const isMine = contact?.state === "active" && contact.agent_id === store.me?.id;
  if (!isMine) {
    asked.delete(id);
    return void show(id, { count: 0, names: [] });
  }
  if (asked.has(id)) return;
  asked.add(id);
  show(id, await getJson(`/desk/contacts/${id}/watchers`).catch(() => ({ count: 0, names: [] })));
}

function show(id, { count, names }) {
  const pane = paneOf(id);
  if (!pane) return;
  const there = pane.querySelector(".pane-watched");
  if (!count) return void there?.remove();
  const line = there ?? draw("watched");
  const text = names.length ? words.named.replace("{names}", () => names.join(", ")) : words.nameless;
  if (line.querySelector("span").textContent !== text) line.querySelector("span").textContent = text;
  if (!there) pane.querySelector(".pane-head").after(line);
}

function paneOf(id) {
  return document.querySelector(`.pane[data-contact="${CSS.escape(id)}"]`);
}

on("window", ask);
document.addEventListener("live:supervision.watching", ({ detail }) => show(detail.contact_id, detail.payload));
document.addEventListener("live:message.posted", ({ detail: { contact_id: contactId, payload } }) => {
  if (payload.payload?.whisper_to !== store.me?.id) return;
  if (paneOf(contactId) && document.hasFocus()) return; // it stands there already
  notify(words.whispered.replace(/\{(\w+)\}/g, (whole, name) => ({ name: payload.author_name, text: payload.body.slice(0, 120) })[name] ?? whole), "warning");
});
