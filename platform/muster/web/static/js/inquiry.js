// The consumer's page: every company a window that fills as its people answer.
import { learn } from "./clock.js";
import { clearDraft, draftOf } from "./drafts.js";
import "./inquiry-acts.js";
import { holdsFiles, listen, restore, resume, unsent } from "./inquiry-outbox.js";
import { allParts, page, partOf, speak } from "./inquiry-page.js";
import { refresh, refreshComparison, refreshStanding, tidy, whenSettled } from "./inquiry-parts.js";
import { look, watch } from "./inquiry-seen.js";
import { toldIn, transcriptOf } from "./inquiry-transcript.js";
import { followWaits } from "./inquiry-waits.js";
import { hideTyping, showTyping } from "./inquiry-writing.js";
import { connect } from "./live.js";

const STANDING_SOON = 250;
const STANDING_EVERY = 15_000;
let standing = null;

learn(page.dataset.now);
forgetQuestion();
listen({ changed, arrived });
tidy();
whenSettled(transcriptOf);
whenSettled(watch);
whenSettled((part) => unsent(part.dataset.contact).forEach(showEntry));
followWaits();
restore(allParts().map((part) => part.dataset.contact));

connect(page.dataset.stream, {
  after: Number(page.dataset.after),
  on: {
    "message.posted": hear,
    "contact.typing": ({ contact_id: id, payload }) => payload.by !== "consumer" && showTyping(id, payload.name),
    "contact.read": ({ contact_id: id, payload }) => payload.by === "agent" && seenByThem(id, payload.up_to),
    "contact.queued": moved,
    "contact.returned": moved,
    "contact.changed": moved,
    "contact.rated": moved,
    "contact.solved": moved,
    "consumer.revealed": moved,
    "invitation.pinned": compared,
    "invitation.dismissed": compared,
    "invitation.chosen": compared,
  },
  onStatus: (status) => status === "up" && resume(),
});

function hear({ contact_id: contactId, payload: message }) {
  const part = partOf(contactId);
  const transcript = part && transcriptOf(part);
  if (message.author_kind === "agent") hideTyping(contactId);
  if (!transcript) return moved({ contact_id: contactId, payload: message });
  if (!transcript.add(message)) return look();
  if (message.author_kind !== "consumer") speak(`${part.dataset.company}: ${toldIn(message)}`);
  if (part.dataset.state === "seen" && message.author_kind === "agent") moved({ contact_id: contactId });
  return look();
}

function moved({ contact_id: contactId }) {
  refresh(contactId);
  standing ??= setTimeout(() => {
    standing = null;
    refreshStanding();
  }, STANDING_SOON);
}

function compared(event) {
  moved(event);
  refreshComparison();
}

function seenByThem(contactId, upTo) {
  const part = partOf(contactId);
  if (!part) return;
  part.dataset.seenByThem = Math.max(upTo, Number(part.dataset.seenByThem));
  transcriptOf(part)?.markSeen();
}

function showEntry(entry) {
  const part = partOf(entry.contactId);
  if (part) transcriptOf(part)?.showEntry(entry);
}

function changed(entry) {
  showEntry(entry);
  if (entry.state === "failed") refresh(entry.contactId); // most likely the conversation has ended
}

function arrived(entry, answer) {
  const part = partOf(entry.contactId);
  const kind = kindOf(entry, answer);
  const message = { kind, body: entry.body, payload: {}, author_kind: "consumer", ...answer };
  if (part) transcriptOf(part)?.add(message);
}

/** What became of a file: the server has looked into it. */
function kindOf({ kind, file }, { payload }) {
  if (!file) return kind;
  return payload.picture_id ? "picture" : "file";
}

/** The question has arrived: the box on the front page is empty again. */
function forgetQuestion() {
  const asked = page.querySelector(".inquiry-question").textContent.trim();
  if (draftOf("ask")?.text.trim() === asked) clearDraft("ask");
}

// What no event tells of: that the search has gone through everybody, that a moment has passed.
setInterval(() => {
  const waits = page.querySelector("[data-standing][data-waiting]");
  if (waits && document.visibilityState === "visible") refreshStanding();
}, STANDING_EVERY);
window.addEventListener("online", resume);
// A picture cannot wait in the browser's storage: whoever leaves is asked.
window.addEventListener("beforeunload", (event) => holdsFiles() && event.preventDefault());
