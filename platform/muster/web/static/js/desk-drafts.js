// What is typed and not sent, the reply and the note apart: in this browser, and on the server.
import { serverNow } from "./clock.js";
import { draftKey, store } from "./desk-store.js";
import { clearDraft, draftOf } from "./drafts.js";
import { postJson } from "./http.js";

const PAUSE = 1_200;
const KINDS = ["body", "note"];

/** Under which key this browser keeps the draft of one kind, "body" or "note". */
export function keyOf(contactId, kind) {
  return kind === "note" ? `${draftKey(contactId)}-note` : draftKey(contactId);
}

/** Whether something was begun in a contact, as far as this browser knows. */
export function hasDraft(contactId) {
  return KINDS.some((kind) => draftOf(keyOf(contactId, kind)));
}

export class Drafts {
  #contactId;
  #texts = {};
  #kept;
  #timer = null;

  constructor(contactId) {
    this.#contactId = contactId;
    const { draft: there } = store.windows.get(contactId);
    this.#kept = { body: there?.body ?? "", note: there?.note ?? "" };
    for (const kind of KINDS) this.#texts[kind] = this.#newest(kind, there);
  }

  /** What was typed last of this kind. */
  of(kind) {
    return this.#texts[kind];
  }

  /** Remember what is typed now; the server gets it when there is a pause. */
  take(kind, text) {
    this.#texts[kind] = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), PAUSE);
  }

  /** It was sent: there is no draft of this kind any more. */
  forget(kind) {
    clearDraft(keyOf(this.#contactId, kind));
    this.#texts[kind] = "";
    this.flush();
  }

  /** The conversation is over. */
  end() {
    clearTimeout(this.#timer);
    for (const kind of KINDS) clearDraft(keyOf(this.#contactId, kind));
  }

  /** Tell the server what it does not have. */
  async flush() {
    clearTimeout(this.#timer);
    const news = Object.fromEntries(KINDS.filter((kind) => this.#texts[kind] !== this.#kept[kind]).map((kind) => [kind, this.#texts[kind]]));
    if (!Object.keys(news).length) return;
    const before = this.#kept;
    this.#kept = { ...before, ...news };
    await postJson(`/desk/contacts/${this.#contactId}/draft`, news, { method: "PUT" }).catch(() => {
      this.#kept = before; // this browser has it; the server gets it with the next word
    });
  }

  /** The newer of what this browser and the server have kept, unless it was sent meanwhile. */
  #newest(kind, there) {
    const here = draftOf(keyOf(this.#contactId, kind));
    if (!here || this.#wasSent(here.text)) return there?.[kind] ?? "";
    if (here.text.startsWith(there?.[kind] ?? "")) return here.text; // the server keeps no end of it
    const hereAt = here.at + serverNow() - Date.now();
    return there?.[kind] && Date.parse(there.at) > hereAt ? there[kind] : here.text;
  }

  #wasSent(text) {
    const { messages } = store.windows.get(this.#contactId);
    return [...messages.values()].some(({ author_kind: author, body }) => author === "agent" && body === text.trim());
  }
}
