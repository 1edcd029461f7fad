// The desk: fetch what there is, listen to what happens, keep what was typed.
import "./desk-inbox.js";
import "./desk-keys.js";
import { loadMentions, whenChosen } from "./desk-mentions.js";
import "./desk-preview.js";
import { sayWhereIAm } from "./desk-others.js";
import "./desk-side.js";
import "./desk-snooze.js";
import { insideOf } from "./desk-beside.js";
import "./desk-pass.js";
import { loadTransfers } from "./desk-transfers.js";
import { alertMessage, whenClicked } from "./desk-alerts.js";
import { holdsFiles, restore as restoreOutbox, resume } from "./desk-outbox.js";
import { restore as restorePanes, show } from "./desk-panes.js";
import { clientOf, loadClients, loadInbox, loadWindow, lookLater, lookSoon, on, store, takeMessage, tell } from "./desk-store.js";
import { hasWord, word, wordOf } from "./desk-words.js";
import { connect } from "./live.js";
import { notify } from "./notices.js";

const RETRY = 2_000;
const SPREAD = 500;
const NOTICE_SHOWN = 8_000;

function concernsMe({ contact_id: id, payload }) {
  return store.mine.has(id) || payload.agent_id === store.me.id;
}

/** A contact has moved: mine at once, others when there is time. */
function moved(event) {
  if (store.transfers.some((one) => one.contact_id === event.contact_id)) tell("transfer");
  sayWhatTheClockEnded(event);
  if (concernsMe(event)) lookSoon();
  else lookLater();
  if (store.windows.has(event.contact_id)) loadWindow(event.contact_id).catch(() => {});
}

/** What I have not ended myself does not leave without a word. */
function sayWhatTheClockEnded({ contact_id: id, payload }) {
  const row = store.mine.get(id) ?? store.gone.get(id);
  if (!row || payload.agent_id !== store.me.id || !hasWord("ended_by_itself", payload.reason)) return;
  notify(wordOf("ended_by_itself", payload.reason, { company: clientOf(row).name, opening: row.opening }), "warning");
}

function posted({ contact_id: id, payload }) {
  takeMessage(id, payload);
  const row = store.mine.get(id);
  if (!row) return insideOf(id) ? undefined : void lookSoon();
  if (payload.author_kind !== "consumer") return;
  alertMessage(id, word("new_message", { company: clientOf(row).name }), payload.body);
}

function read({ contact_id: id, payload }) {
  const row = store.mine.get(id);
  if (payload.by === "agent" && row) {
    row.read = Math.max(row.read, payload.up_to);
    tell("inbox");
  }
  const window = store.windows.get(id);
  if (payload.by !== "consumer" || !window) return;
  window.contact.read_by_consumer = Math.max(window.contact.read_by_consumer, payload.up_to);
  tell("read", id);
}

function changedState({ payload }) {
  if (payload.agent_id === store.me.id) lookSoon();
}

function typing({ contact_id: id, payload }) {
  if (payload.by === "consumer") tell("typing", id);
}

async function lookAtEverything() {
  await Promise.all([loadClients(), loadInbox(), loadTransfers()]);
  for (const id of [...store.windows.keys()]) await loadWindow(id);
}

function listen(cursor) {
  connect("/desk/stream", {
    after: cursor,
    on: {
      "message.posted": posted,
      "contact.typing": typing,
      "contact.read": read,
      "contact.queued": moved,
      "contact.offered": moved,
      "contact.transfer": ({ payload }) => payload.agent_id === store.me.id && tell("transfer"),
      "contact.returned": moved,
      "contact.changed": moved,
      "contact.rated": moved,
      "contact.solved": moved,
      "consumer.revealed": moved,
      "invitation.chosen": moved,
      "agent.changed": changedState,
      "client.changed": () => setTimeout(() => loadClients().catch(() => {}), Math.random() * SPREAD),
    },
    onStatus: (status) => status === "up" && resume(),
    onOpen: sayWhereIAm,
    // Spread a little: when Redis is back, every desk is told at once.
    onRenew: () => setTimeout(() => lookAtEverything().catch(() => lookSoon(RETRY)), Math.random() * SPREAD),
    onReset: () => lookAtEverything().catch(() => lookSoon(RETRY)),
  });
}

async function begin() {
  try {
    const [told] = await Promise.all([loadInbox(), loadClients()]);
    await loadTransfers();
    restoreOutbox();
    await restorePanes();
    listen(told.cursor);
    loadMentions().catch(() => {}); // they are looked for again when one comes
    document.getElementById("desk-data").dataset.ready = "yes";
  } catch {
    setTimeout(begin, RETRY);
  }
}

on("clients", (left) => {
  for (const client of left ?? []) notify(word("client_left", { company: client.name }), "warning");
});
whenClicked((id) => show(id));
whenChosen((id) => show(id, { write: false }));
// What is only told by the way leaves by itself; warnings stay until they are put away.
new MutationObserver((changes) => {
  const told = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.matches?.(".flash-info"));
  for (const notice of told) setTimeout(() => notice.remove(), NOTICE_SHOWN);
}).observe(document.getElementById("flash"), { childList: true });
window.addEventListener("beforeunload", (event) => holdsFiles() && event.preventDefault());
window.addEventListener("online", resume);
begin();
