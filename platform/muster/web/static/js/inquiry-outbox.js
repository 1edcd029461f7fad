// What the consumer has sent stands here until the server has it: it survives a reload and a
// lost line, and arrives once, because its id was made here.
import { HttpError, postJson } from "./http.js";
import { newId } from "./ids.js";
import { page } from "./inquiry-page.js";
import { upload } from "./upload.js";

const PREFIX = "muster-said:";
const PAUSE = 4_000;
const KEPT_MS = 7 * 24 * 3600 * 1000;
const TRIED_AGAIN = new Set([0, 408, 429, 500, 502, 503, 504]);
const waiting = new Map();
const busy = new Set();
let told = { changed() {}, arrived() {} };

/**
 * Send something to a company: {kind: "text", body}, {kind: "product", body, product_id} or
 * {kind: "file", body, file}. Messages to one company go out one after the other.
 */
export function send(contactId, what) {
  const entry = { id: newId(), contactId, at: new Date().toISOString(), state: "sending", ...what };
  keep(entry);
  pump(contactId);
}

/** Listen: changed(entry) when its state moved, arrived(entry, answer) when the server has it. */
export function listen(callbacks) {
  told = callbacks;
}

/** What is on its way to a company, in the order in which it was said. */
export function unsent(contactId) {
  return [...waiting.values()].filter((entry) => entry.contactId === contactId);
}

/** Whether something would be lost if the page went away now. */
export function holdsFiles() {
  return [...waiting.values()].some((entry) => entry.file && entry.state !== "failed");
}

/** Take up what an earlier visit to this page left behind, and send it. */
export function restore(contactIds) {
  const ours = new Set(contactIds);
  for (const key of storedKeys().sort()) {
    const entry = stored(key);
    if (!entry || Date.now() - Date.parse(entry.at) > KEPT_MS) localStorage.removeItem(key);
    else if (ours.has(entry.contactId)) keep({ ...entry, state: entry.state === "failed" ? "failed" : "waiting" });
  }
  resume();
}

/** The line is back: send whatever waits. */
export function resume() {
  for (const contactId of new Set([...waiting.values()].map((entry) => entry.contactId))) pump(contactId);
}

/** Try a message again that was refused. */
export function retry(entry) {
  keep({ ...entry, state: "sending" });
  pump(entry.contactId);
}

/** Give up a message that was refused. */
export function recall(entry) {
  forget(entry);
}

async function pump(contactId) {
  if (busy.has(contactId)) return;
  busy.add(contactId);
  try {
    let entry;
    while ((entry = unsent(contactId).find((each) => each.state !== "failed"))) {
      if (!(await deliver(entry))) {
        setTimeout(() => pump(contactId), PAUSE * (1 + Math.random()));
        break;
      }
    }
  } finally {
    busy.delete(contactId);
  }
}

/** True when the message has arrived or was refused; false when it is to be tried again. */
async function deliver(entry) {
  try {
    const answer = await post(entry);
    forget(entry);
    told.arrived(entry, answer);
    return true;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const again = TRIED_AGAIN.has(error.status);
    keep({ ...entry, state: again ? "waiting" : "failed", error: error.message });
    return !again;
  }
}

function post(entry) {
  const base = `${page.dataset.base}/contacts/${entry.contactId}`;
  const { id, body, product_id, file } = entry;
  if (!file) return postJson(`${base}/messages`, product_id ? { id, product_id } : { id, body }, { key: id });
  const form = new FormData();
  form.set("id", id);
  form.set("file", file);
  const onProgress = (share) => told.changed({ ...entry, share });
  return upload(`${base}/files`, form, { key: id, onProgress });
}

function keep(entry) {
  waiting.set(entry.id, entry);
  if (!entry.file) {
    try {
      localStorage.setItem(PREFIX + entry.id, JSON.stringify(entry));
    } catch {
      // No room in the browser: it is still in this page, and on its way.
    }
  }
  told.changed(entry);
}

function forget(entry) {
  waiting.delete(entry.id);
  try {
    localStorage.removeItem(PREFIX + entry.id);
  } catch {
    // The browser's storage is closed to us: nothing was kept there.
  }
}

function storedKeys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
