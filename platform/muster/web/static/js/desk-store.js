// What the desk knows: my state, my clients, my contacts, the windows that are open.
import { learn } from "./clock.js";
import { getJson } from "./http.js";

const SOON = 60; // milliseconds in which several events about me become one look
const NEWS = 1_500; // a list that others move
const REMEMBERED = 20; // contacts that are mine no more
const QUIET = 8_000; // counts that nobody looks at closely

export const changes = new EventTarget();
export const store = {
  me: null,
  clients: new Map(),
  mine: new Map(),
  gone: new Map(),
  others: [],
  list: "mine",
  waitingCount: 0,
  openCount: 0,
  snoozedCount: 0,
  transfers: [],
  windows: new Map(),
};

const onTheirWay = new Set(); // windows that are being fetched, and what is written meanwhile
let timer = null;
let dueAt = Infinity;
let loading = null;
let again = false;

/** Tell whoever draws that something has changed. */
export function tell(name, detail) {
  changes.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Have `draw` called whenever one of these has changed. */
export function on(names, draw) {
  for (const name of names.split(" ")) changes.addEventListener(name, ({ detail }) => draw(detail));
}

/** Fetch my state and lists now; several calls at once become two. */
export async function loadInbox() {
  if (loading) {
    again = true;
    return loading;
  }
  clearTimeout(timer);
  dueAt = Infinity;
  loading = fetchInbox().finally(() => {
    loading = null;
    if (again) lookSoon(0);
    again = false;
  });
  return loading;
}

async function fetchInbox() {
  const query = new URLSearchParams();
  if (store.list !== "mine") query.set("list", store.list);
  if (!store.me) query.set("cursor", "yes");
  const told = await getJson(`/desk/inbox?${query}`);
  learn(told.now);
  store.me = told.me;
  hold(new Map(told.mine.map((row) => [row.id, row])));
  store.waitingCount = told.waiting_count;
  store.openCount = told.open_count;
  store.snoozedCount = told.snoozed_count;
  if (told.others) store.others = told.others;
  tell("me");
  tell("inbox");
  return told;
}

/** Hold these as mine; what has gone stays known a while: why it went may be told later. */
function hold(mine) {
  for (const [id, row] of store.mine) if (!mine.has(id)) store.gone.set(id, row);
  for (const id of [...store.gone.keys()].slice(0, -REMEMBERED)) store.gone.delete(id);
  store.mine = mine;
}

/** Fetch the companies whom I serve and their words. */
export async function loadClients() {
  const { clients } = await getJson("/desk/clients");
  const before = store.clients;
  store.clients = new Map(clients.map((client) => [client.id, client]));
  tell("clients", [...before.values()].filter((client) => !store.clients.has(client.id)));
}

/** Fetch everything of one contact; `null` when it is not mine to see any more. */
export async function loadWindow(id) {
  const fetching = { id, meanwhile: [] };
  onTheirWay.add(fetching);
  try {
    const told = await getJson(`/desk/contacts/${id}`);
    const messages = new Map([...fetching.meanwhile, ...told.messages].map((message) => [message.id, message]));
    const background = store.windows.get(id)?.background;
    store.windows.set(id, { ...told, messages, background });
    tell("window", id);
    if (!background) loadBackground(id);
    return store.windows.get(id);
  } catch (error) {
    if (error.status !== 404) throw error;
    store.windows.delete(id);
    tell("window-gone", id);
    return null;
  } finally {
    onTheirWay.delete(fetching);
  }
}

async function loadBackground(id) {
  // Answering goes on without it; the next look at this contact asks again.
  const background = await getJson(`/desk/contacts/${id}/background`).catch(() => null);
  const window = store.windows.get(id);
  if (!background || !window) return;
  window.background = background;
  tell("background", id);
}

/** Look at the lists again in a while, at the latest; an earlier wish stands. */
export function lookSoon(milliseconds = SOON) {
  const at = Date.now() + milliseconds;
  if (at >= dueAt) return;
  clearTimeout(timer);
  dueAt = at;
  timer = setTimeout(() => {
    dueAt = Infinity;
    loadInbox().catch(() => lookSoon(QUIET));
  }, milliseconds);
}

/** Something moved that is not mine. */
export function lookLater() {
  const watched = store.list !== "mine" && document.visibilityState === "visible";
  lookSoon((watched ? NEWS : QUIET) * (0.75 + Math.random() / 2));
}

/** Under which key the draft of a contact is kept: others may sit at this machine, too. */
export function draftKey(contactId) {
  return `desk-${store.me.id}-${contactId}`;
}

/** The company of a row; one that I do not serve any more has no name of its own. */
export function clientOf(row) {
  return store.clients.get(row.tenant_id) ?? { id: row.tenant_id, name: "", color: "", canned: [], dispositions: [] };
}

/** Take a message that was told or sent into its window and its row. */
export function takeMessage(contactId, message) {
  for (const { id, meanwhile } of onTheirWay) if (id === contactId) meanwhile.push(message);
  const window = store.windows.get(contactId);
  const known = window?.messages.has(message.id);
  if (window) {
    window.messages.set(message.id, message);
    tell("message", { contactId, message, known });
  }
  const row = store.mine.get(contactId);
  if (!row || message.number <= row.message_count) return;
  row.message_count = message.number;
  if (message.author_kind === "agent") row.read = message.number;
  if (message.kind !== "note" && message.kind !== "notice") {
    row.last_body = message.body;
    row.last_kind = message.kind;
    row.last_author = message.author_kind;
    row.unanswered_since = message.author_kind === "consumer" ? (row.unanswered_since ?? message.created_at) : null;
  }
  tell("inbox");
}
