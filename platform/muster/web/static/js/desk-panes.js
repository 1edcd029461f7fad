// Which conversations stand side by side. As many as there is room for; the others are one key
// away in the list. What stood open comes back after a reload.
import { changes, loadWindow, on, store, tell } from "./desk-store.js";
import { Pane } from "./desk-pane.js";
import { word } from "./desk-words.js";
import { dropsInto } from "./dropping.js";
import { notify, said } from "./notices.js";

const WIDTHS = [0, 0, 690, 1080];
const root = document.getElementById("panes");
const blank = document.getElementById("no-panes");
let panes = [];
let current = null;
let order = [];
let room = 1;

export function currentPane() {
  return current;
}

/** Show a contact's window, and write there unless told otherwise: from the keystroke on. */
export async function show(id, { write = true } = {}) {
  let pane = panes.find((each) => each.id === id);
  if (!pane) {
    pane = place(id);
    if (write) focusOn(pane);
    if (write) pane.expect();
    if (!(await fetched(pane))) return;
    if (write && current !== pane) return; // gone on to another one meanwhile
  }
  focusOn(pane);
  if (write) pane.write();
}

/** Whether the window of this pane came; without it the pane goes again. */
async function fetched(pane) {
  try {
    return await loadWindow(pane.id);
  } catch {
    hide(pane);
    notify(said("lost"), "warning");
    return null;
  }
}

/** Put a window away; the contact stays where it is. */
export function hide(pane, { isOver = false } = {}) {
  panes = panes.filter((each) => each !== pane);
  order = order.filter((id) => id !== pane.id);
  pane.leave({ isOver });
  store.windows.delete(pane.id);
  if (current === pane) current = null;
  if (!current && panes.length) focusOn(panes.find((each) => each.id === order.at(-1)) ?? panes[0]);
  remember();
  arrange();
}

function place(id) {
  const pane = new Pane(id, { hide, focused: focusOn });
  while (panes.length >= room) {
    const oldest = order.find((each) => panes.some((other) => other.id === each)) ?? panes[0].id;
    hide(panes.find((each) => each.id === oldest));
  }
  panes.push(pane);
  root.append(pane.element);
  arrange();
  return pane;
}

function focusOn(pane) {
  order = [...order.filter((id) => id !== pane.id), pane.id];
  if (current === pane) return;
  current = pane;
  for (const each of panes) each.element.classList.toggle("pane-current", each === pane);
  remember();
  tell("current", pane.id);
}

function arrange() {
  root.dataset.count = panes.length;
  blank.hidden = panes.length > 0;
  if (!panes.length) tell("current", null);
  tell("panes", new Set(panes.map((pane) => pane.id)));
}

function remember() {
  const ids = panes.map((pane) => pane.id);
  sessionStorage.setItem("muster-desk", JSON.stringify({ ids, current: current?.id }));
}

/** Bring back the windows that stood open, of those that are still mine. */
export async function restore() {
  const kept = JSON.parse(sessionStorage.getItem("muster-desk") ?? '{"ids": []}');
  const wanted = kept.ids.filter((id) => store.mine.has(id));
  if (!wanted.length) wanted.push(...[...store.mine.values()].filter(isOpen).map((row) => row.id).slice(0, room));
  for (const id of wanted.slice(0, room)) await show(id, { write: false });
  const pane = paneOf(kept.current) ?? panes[0];
  if (pane) focusOn(pane);
}

/** The contacts of the list in which Alt+J and Alt+K walk. */
export function step(direction) {
  const ids = [...store.mine.values()].filter(isOpen).map((row) => row.id);
  if (!ids.length) return;
  const at = ids.indexOf(current?.id);
  show(ids[(at + direction + ids.length) % ids.length]);
}

function isOpen({ state }) {
  return state === "active" || state === "wrap_up";
}

function paneOf(id) {
  return panes.find((pane) => pane.id === id);
}

/** The windows of contacts whose state or agent is not what they show. */
function refresh() {
  for (const pane of panes) {
    const shown = store.windows.get(pane.id)?.contact;
    const row = store.mine.get(pane.id);
    const stale = shown && (row ? row.state !== shown.state : shown.agent_id === store.me.id && ["active", "wrap_up", "offered"].includes(shown.state));
    if (stale) loadWindow(pane.id).catch(() => {}); // the next look at the lists asks again
  }
}

function redraw(id) {
  const pane = paneOf(id);
  if (!pane) return;
  pane.fill();
  leaveIfOver(pane, store.windows.get(id).contact);
}

/** What I have closed leaves its place to the contact of mine that waits longest for an answer. */
function leaveIfOver(pane, contact) {
  if (contact.agent_id !== store.me.id || contact.state !== "closed") return;
  hide(pane, { isOver: true });
  const others = [...store.mine.values()].filter((row) => isOpen(row) && !paneOf(row.id));
  const since = ({ unanswered_since: at }) => (at ? Date.parse(at) : Infinity);
  const [next] = others.sort((one, other) => since(one) - since(other));
  if (next) show(next.id, { write: false });
}

function measure() {
  const width = root.parentElement.clientWidth;
  room = WIDTHS.findLastIndex((least) => width >= least);
  while (panes.length > room) {
    const oldest = order.find((id) => id !== current?.id && paneOf(id)) ?? panes[0].id;
    hide(paneOf(oldest));
  }
}

on("window", redraw);
on("window-gone", (id) => paneOf(id) && hide(paneOf(id)));
on("message", ({ contactId, message }) => paneOf(contactId)?.add(message));
on("outbox", (entry) => paneOf(entry.contactId)?.showEntry(entry));
on("inbox", refresh);
on("transfers", () => panes.forEach((pane) => pane.fill()));
on("clients", () => panes.forEach((pane) => loadWindow(pane.id).catch(() => {}))); // as above
changes.addEventListener("typing", ({ detail }) => paneOf(detail)?.typing());
changes.addEventListener("read", ({ detail }) => paneOf(detail)?.markSeen());
for (const [target, name] of [[document, "visibilitychange"], [window, "focus"]]) {
  target.addEventListener(name, () => panes.forEach((pane) => pane.read()));
}
dropsInto((element) => {
  const pane = paneOf(element.closest(".pane")?.dataset.contact);
  return pane?.composer ? pane.element : null;
}, (element, files) => paneOf(element.dataset.contact)?.composer?.sendFiles(files));
new ResizeObserver(measure).observe(root.parentElement);
measure();
arrange();

on("me inbox clients", () => {
  const { title, text, act } = blankWords();
  document.getElementById("no-panes-title").textContent = title;
  document.getElementById("no-panes-text").textContent = text;
  const button = document.getElementById("no-panes-act");
  button.hidden = !act;
  button.textContent = act ?? "";
});

function blankWords() {
  const words = (name, act) => ({ title: word(`${name}_title`), text: word(`${name}_text`), act });
  if (!store.clients.size) return words("no_clients");
  if (store.me?.state === "offline") return words("start", word("start_act"));
  if ([...store.mine.values()].some(isOpen)) return words("pick");
  const works = ["available", "interacting", "wrap_up"].includes(store.me?.state);
  return works ? words("idle") : words("rest", word("back_available"));
}
