// One conversation in a window of its own.
import { colour } from "./accents.js";
import { Closing } from "./desk-closing.js";
import { Composer } from "./desk-composer.js";
import { countDown } from "./desk-deadlines.js";
import { clientOf, loadInbox, store } from "./desk-store.js";
import { Transcript } from "./desk-transcript.js";
import { countFrom, draw, moment, part, secondsSince, word } from "./desk-words.js";
import { fillBar, insideOf } from "./desk-beside.js";
import { HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const TYPING_SHOWN = 5_000;
const READ_PAUSE = 400;

export class Pane {
  composer = null;
  #closing = null;
  #early = null;
  #transcript;
  #foot = "";
  #typingTimer = null;
  #readTimer = null;
  #readTold = 0;
  #backlineTimer = null;

  constructor(id, { hide, focused }) {
    this.id = id;
    this.element = draw("pane");
    this.element.dataset.contact = id;
    this.#transcript = new Transcript(part(this.element, "log"), part(this.element, "newer"), id, {
      recalled: (entry) => this.composer?.take(entry),
    });
    part(this.element, "hide").addEventListener("click", () => hide(this));
    part(this.element, "close").addEventListener("click", () => this.close());
    this.element.addEventListener("focusin", () => focused(this));
    this.element.addEventListener("pointerdown", () => focused(this));
  }

  /** Its window is on the way: what is typed meanwhile waits here, never at another company's. */
  expect() {
    const row = store.mine.get(this.id);
    if (row?.state !== "active") return void part(this.element, "log").focus();
    const { name } = this.#dressHead(row);
    this.#early = Object.assign(document.createElement("textarea"), { className: "reply-text", rows: 2 });
    this.#early.setAttribute("aria-label", word("reply_as", { company: name }));
    this.#showFoot(this.#early);
    this.#early.focus();
  }

  /** Draw what is known now; what stands there and what is typed stays. */
  fill() {
    const window = store.windows.get(this.id);
    if (!window) return;
    const { contact } = window;
    const client = this.#dressHead(contact);
    part(this.element, "about").textContent = [contact.consumer_name ?? word("anonymous"), contact.language_name].join(" · ");
    part(this.element, "log").setAttribute("aria-label", client.name);
    countFrom(part(this.element, "clock"), contact.opened_at);
    for (const act of ["close", "snooze", "pass"]) part(this.element, act).hidden = !this.#isMine(contact, "active");
    this.#transcript.fill();
    fillBar(part(this.element, "bar"), this.id);
    this.#tellBackline(contact);
    this.#dressFoot(contact);
    this.read();
  }

  add(message) {
    if (message.author_kind === "consumer") this.typing(false);
    this.#transcript.add(message);
    this.read();
  }

  showEntry(entry) {
    this.#transcript.showEntry(entry);
  }

  markSeen() {
    this.#transcript.markSeen();
  }

  /** The consumer writes, or has stopped. */
  typing(isTyping = true) {
    clearTimeout(this.#typingTimer);
    const line = part(this.element, "typing");
    const text = isTyping ? word("typing") : "";
    if (line.textContent !== text) line.textContent = text;
    if (isTyping) this.#typingTimer = setTimeout(() => this.typing(false), TYPING_SHOWN);
  }

  /** Write here from now on. */
  write({ note = false } = {}) {
    if (this.#closing) this.#leaveClosing();
    if (this.composer) this.composer.begin({ note });
    else part(this.element, "log").focus();
  }

  /** Ask how the conversation ended. */
  close() {
    const window = store.windows.get(this.id);
    if (!window || this.#closing || !this.#isMine(window.contact, "active")) return;
    this.#closing = new Closing(this.id, { back: () => this.write() });
    this.#showFoot(this.#closing.element);
    this.#closing.focus();
  }

  /** The window is put away, because the conversation is over or another one takes its place. */
  leave({ isOver }) {
    clearTimeout(this.#readTimer);
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#backlineTimer);
    this.composer?.leave({ isOver });
    this.element.remove();
  }

  /** Escape: one step back; true if there was one. */
  back() {
    if (this.#closing && this.composer) return this.write() ?? true;
    return this.composer?.back() ?? false;
  }

  /** Tell that I have seen everything, while I do. */
  read() {
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => this.#tellRead(), READ_PAUSE);
  }

  async #tellRead() {
    const window = store.windows.get(this.id);
    const row = store.mine.get(this.id);
    if (!window || !row || row.state === "offered" || !this.element.isConnected) return;
    const newest = Math.max(0, ...[...window.messages.values()].map(({ number }) => number));
    const looks = document.visibilityState === "visible" && document.hasFocus();
    if (!looks || newest <= Math.max(row.read, this.#readTold)) return;
    this.#readTold = newest;
    await postJson(`/desk/contacts/${this.id}/reading`, { up_to: newest }).catch(() => (this.#readTold = 0));
  }

  /** As whom one speaks here. */
  #dressHead(contact) {
    const client = clientOf(contact);
    this.element.dataset.accent = client.color;
    colour(this.element.parentElement ?? undefined);
    part(this.element, "company").textContent = client.name || word("company_gone");
    return client;
  }

  #isMine(contact, ...states) {
    return contact.agent_id === store.me?.id && states.includes(contact.state);
  }

  /** How long until the backline gets it; shown when there is little left. */
  #tellBackline(contact) {
    const bar = part(this.element, "backline");
    const clock = this.#isMine(contact, "active") ? contact.backline : null;
    clearTimeout(this.#backlineTimer);
    const left = clock ? -secondsSince(clock.until) : Infinity;
    const shown = clock ? Math.max(60, clock.seconds / 4) : 0;
    bar.hidden = left > shown;
    if (clock && bar.hidden) this.#backlineTimer = setTimeout(() => this.fill(), (left - shown) * 1000 + 500);
    if (bar.hidden) return;
    part(bar, "escalate").dataset.escalate = clock.queue_id;
    countDown(part(bar, "backline-clock"), clock.until, (rest) => word("backline_left", { queue: clock.queue_name, left: rest }));
  }

  #dressFoot(contact) {
    const inside = contact.state === "active" ? insideOf(this.id) : null;
    const foot = inside ? `composer ${inside}` : footOf(contact, this.#isMine(contact, "active"), this.#isMine(contact, "wrap_up"));
    if (foot === this.#foot) return;
    this.#foot = foot;
    this.composer?.leave({ isOver: contact.state !== "active" });
    this.composer = null;
    this.#closing = null;
    if (foot.startsWith("composer")) {
      this.composer = new Composer(this.id, { onlyNotes: inside === "consulting" });
      this.#showFoot(this.composer.element);
      this.composer.append(this.#early?.value.trim());
    } else if (foot === "closing") {
      this.#closing = new Closing(this.id, {});
      this.#showFoot(this.#closing.element);
    } else this.#showFoot(this.#reading(contact));
    this.#early = null;
  }

  #leaveClosing() {
    if (!this.composer) return;
    this.#closing = null;
    this.#showFoot(this.composer.element);
  }

  #showFoot(element) {
    part(this.element, "foot").replaceChildren(element);
  }

  #reading(contact) {
    const foot = draw("closed");
    part(foot, "text").textContent = whose(contact);
    const take = part(foot, "take");
    take.hidden = contact.state !== "queued";
    part(foot, "wake").hidden = !this.#isMine(contact, "snoozed");
    take.addEventListener("click", () => open(this.id));
    return foot;
  }
}

function footOf(contact, writes, wraps) {
  if (writes) return "composer";
  return wraps ? "closing" : `${contact.state} ${contact.agent_id} ${contact.snoozed_until}`;
}

function whose({ state, agent_name: name, snoozed_until: until }) {
  if (state === "snoozed") return until ? word("snoozed_until", { when: moment(until) }) : word("snoozed_written");
  if (state === "queued") return word("nobody_yet");
  if (state === "offered") return word("offered_elsewhere", { name });
  if (state === "active" && !name) return word("held_by_supervisor");
  return state === "active" ? word("held_by", { name }) : word("ended");
}

const opening = new Map();

/** Take a contact; tells why not when somebody else was faster. True if it is mine now.
    Who clicks twice asks once. */
export function open(id) {
  if (!opening.has(id)) opening.set(id, take(id).finally(() => opening.delete(id)));
  return opening.get(id);
}

async function take(id) {
  const row = store.mine.get(id) ?? store.others.find((one) => one.id === id) ?? store.windows.get(id)?.contact ?? {};
  try {
    await postJson(`/desk/contacts/${id}/opening`);
    return true;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    notify(word("not_opened", { company: clientOf(row).name, why: error.message || said("lost") }), "warning");
    return false;
  } finally {
    await loadInbox().catch(() => {});
  }
}
