// What was sent stands here until the server has it: it survives a reload and a lost line, and
// arrives once, because its id was made here.
import { HttpError, postJson } from "./http.js";
import { newId } from "./ids.js";
import { upload } from "./upload.js";
import { store, takeMessage, tell } from "./desk-store.js";

const PAUSE = 3_000;
const PASSING = new Set([0, 401, 408, 429, 500, 502, 503, 504]);
const waiting = new Map();
const busy = new Set();

/** Send something in a contact: {kind, body} or {kind, product} or {kind, file}. */
export function send(contactId, tenantId, what) {
  const entry = { id: newId(), contactId, tenantId, at: new Date().toISOString(), state: "sending", ...what };
  keep(entry);
  pump(contactId);
  return entry;
}

/** What a contact's messages are still on their way, in the order in which they were sent. */
export function unsent(contactId) {
  return [...waiting.values()].filter((entry) => entry.contactId === contactId);
}

/** Whether something would be lost if the page went away now. */
export function holdsFiles() {
  return [...waiting.values()].some((entry) => entry.file);
}

/** Try a message again that was refused. */
export function retry(id) {
  const entry = waiting.get(id);
  if (!entry) return;
  entry.state = "sending";
  keep(entry);
  pump(entry.contactId);
}

/** Give up a message; gives it back. */
export function recall(id) {
  const entry = waiting.get(id);
  forget(id);
  tell("outbox", entry);
  return entry;
}

/** The line is back, or the page is: send whatever waits. */
export function resume() {
  for (const contactId of new Set([...waiting.values()].map((entry) => entry.contactId))) pump(contactId);
}

/** Take up what an earlier page of this agent left behind. */
export function restore() {
  const prefix = keyOf("");
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  for (const key of keys.sort()) {
    const entry = JSON.parse(localStorage.getItem(key));
    waiting.set(entry.id, entry);
  }
  resume();
}

async function pump(contactId) {
  if (busy.has(contactId)) return;
  busy.add(contactId);
  let entry;
  while ((entry = unsent(contactId).find((each) => each.state !== "failed"))) {
    if (!(await deliver(entry))) {
      setTimeout(() => pump(contactId), PAUSE * (1 + Math.random()));
      break;
    }
  }
  busy.delete(contactId);
}

/** True when the message has arrived or was refused; false when it is to be tried again. */
async function deliver(entry) {
  try {
    const answer = await post(entry);
    forget(entry.id);
    takeMessage(entry.contactId, asMessage(entry, answer));
    for (const reply of entry.replies ?? []) count(entry, reply);
    tell("sent", entry);
    return true;
  } catch (error) {
    // What no answer of ours explains is tried again: nothing that was sent is given up.
    const refused = error instanceof HttpError && !PASSING.has(error.status);
    entry.state = refused ? "failed" : "waiting";
    entry.error = error.message;
    keep(entry);
    return refused;
  }
}

function tellProgress(entry, share) {
  entry.share = share;
  tell("outbox", entry);
}

function count(entry, reply) {
  const used = { reply_id: reply, message_id: entry.id };
  postJson(`/desk/contacts/${entry.contactId}/replies`, used).catch(() => {}); // a figure, no more
}

function post(entry) {
  const base = `/desk/contacts/${entry.contactId}`;
  if (!entry.file) {
    const said = { id: entry.id, tenant_id: entry.tenantId, kind: entry.kind, body: entry.body };
    if (entry.mentions?.length) said.mentions = entry.mentions;
    if (entry.product) said.product_id = entry.product.product_id;
    return postJson(`${base}/messages`, said, { key: entry.id });
  }
  const form = new FormData();
  form.set("id", entry.id);
  form.set("tenant_id", entry.tenantId);
  form.set("file", entry.file);
  return upload(`${base}/files`, form, { key: entry.id, onProgress: (share) => tellProgress(entry, share) });
}

/** The message as the event will tell it, which may come before or after. */
function asMessage(entry, answer) {
  const author = { author_kind: "agent", author_name: store.me.name };
  const found = answer.payload?.picture_id ? "picture" : "file"; // the server has looked into it
  const kind = entry.file ? found : entry.kind;
  return { kind, body: entry.body ?? "", payload: {}, ...author, ...answer };
}

function keep(entry) {
  waiting.set(entry.id, entry);
  if (!entry.file) {
    try {
      localStorage.setItem(keyOf(entry.id), JSON.stringify(entry));
    } catch {
      // No room in the browser: it is still in this page, and on its way.
    }
  }
  tell("outbox", entry);
}

function forget(id) {
  waiting.delete(id);
  localStorage.removeItem(keyOf(id));
}

function keyOf(id) {
  return `muster-outbox:${store.me.id}:${id}`;
}
