// A transcript: messages by their numbers, days between them, what I sent at the end until it
// has a number. Lines are added, never drawn anew, so that a screen reader hears each once.
import { fileCard } from "./cards.js";
import { recall, retry, unsent } from "./desk-outbox.js";
import { store } from "./desk-store.js";
import { clockTime, dayName, draw, hasWord, midnight, money, part, word, wordOf } from "./desk-words.js";

const TOGETHER = 5 * 60_000;
const NEAR = 80;

export class Transcript {
  #log;
  #newer;
  #contactId;
  #recalled;
  #atEnd = true;
  #top = 0;

  /** log: the element; newer: its button for what came while one looks at older lines. */
  constructor(log, newer, contactId, { recalled }) {
    this.#log = log;
    this.#newer = newer;
    this.#contactId = contactId;
    this.#recalled = recalled;
    newer.addEventListener("click", () => this.toEnd());
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Where one writes grows and shrinks: the newest line stays in sight.
    const follow = () => this.#atEnd && this.toEnd();
    new ResizeObserver(follow).observe(log);
    log.addEventListener("load", follow, true); // a picture has got its size
  }

  /** Everything that the window has; what is there already stays. */
  fill() {
    const window = store.windows.get(this.#contactId);
    if (!window) return;
    const { contact } = window;
    this.#put({ id: contact.id, number: 0, author_kind: "consumer", author_name: "", kind: "text", body: contact.opening, payload: {}, created_at: contact.created_at });
    for (const message of window.messages.values()) this.#put(message);
    for (const entry of unsent(this.#contactId)) this.showEntry(entry);
    this.markSeen();
    if (this.#atEnd) this.toEnd();
  }

  /** One message that was told or has arrived. */
  add(message) {
    const stays = this.#atEnd || message.author_kind === "agent";
    this.#put(message);
    this.markSeen();
    if (stays) this.toEnd();
    else this.#newer.hidden = false;
  }

  /** What I have sent and the server does not have yet; or has no more, when it was recalled. */
  showEntry(entry) {
    const known = this.#find(entry.id);
    if (known && known.dataset.number !== "") return;
    if (!unsent(this.#contactId).some((each) => each.id === entry.id)) return void known?.remove();
    const item = known ?? this.#shape({ ...entry, number: "", author_kind: "agent", author_name: store.me.name, payload: entry.product ?? {}, created_at: entry.at });
    if (!known) this.#log.append(item);
    this.#tellState(item, entry);
    arrange(item);
    if (!known) this.toEnd();
  }

  /** Say under my last message that the consumer has seen it. */
  markSeen() {
    const window = store.windows.get(this.#contactId);
    const mine = [...this.#log.querySelectorAll(".msg-mine:not(.msg-note)[data-number]")].filter((item) => item.dataset.number !== "");
    const seen = mine.findLast((item) => Number(item.dataset.number) <= window.contact.read_by_consumer);
    for (const item of mine) {
      const state = part(item, "state");
      const text = item === seen ? word("seen") : "";
      if (state.textContent !== text) state.textContent = text;
    }
  }

  toEnd() {
    this.#atEnd = true;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#newer.hidden = true;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const isEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    // Only whoever scrolls up leaves the end; a log that has shrunk is about to follow.
    if (isEnd || scrollTop < this.#top) this.#atEnd = isEnd;
    this.#top = scrollTop;
    if (isEnd) this.#newer.hidden = true;
  }

  #find(id) {
    return this.#log.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  #put(message) {
    const known = this.#find(message.id);
    if (known?.dataset.number === String(message.number)) return;
    if (message.kind === "picture" || message.kind === "file") known?.remove();
    const item = known?.isConnected ? settle(known, message) : this.#shape(message);
    const next = this.#placeOf(message.number);
    if (next !== item) this.#log.insertBefore(item, next);
    arrange(item);
    if (item.nextElementSibling) arrange(item.nextElementSibling);
  }

  #placeOf(number) {
    let next = null;
    for (let item = this.#log.lastElementChild; item; item = item.previousElementSibling) {
      if (item.dataset.number !== "" && Number(item.dataset.number) < number) break;
      next = item;
    }
    return next;
  }

  #shape(message) {
    const item = draw("msg");
    Object.assign(item.dataset, { id: message.id, number: message.number, at: message.created_at, by: message.author_kind + message.author_name + message.kind.replace(/picture|file|product/, "text") });
    item.classList.add(...classesOf(message));
    part(item, "by").textContent = byOf(message);
    part(item, "at").textContent = clockTime(message.created_at);
    part(item, "at").dateTime = message.created_at;
    part(item, "body").append(bodyOf(message));
    return item;
  }

  #tellState(item, entry) {
    const state = part(item, "state");
    item.classList.toggle("msg-failed", entry.state === "failed");
    item.classList.toggle("msg-sending", entry.state !== "failed");
    if (entry.state === "sending" && entry.file) tellShare(state, entry);
    else if (entry.state === "sending") state.textContent = word("sending");
    else if (entry.state === "waiting") state.textContent = word("waiting_line");
    else state.replaceChildren(word("failed", { text: entry.error }), ...this.#remedies(entry));
  }

  #remedies(entry) {
    const buttons = document.getElementById("retry-template").content.cloneNode(true);
    part(buttons, "retry").addEventListener("click", () => retry(entry.id));
    if (entry.body) part(buttons, "recall").addEventListener("click", () => this.#recalled(recall(entry.id)));
    else part(buttons, "recall").remove();
    return [buttons];
  }
}

/** How far an upload has come. */
function tellShare(state, { file, share = 0 }) {
  const known = state.querySelector("progress");
  const bar = known ?? Object.assign(document.createElement("progress"), { className: "upload", max: 1 });
  bar.value = share;
  bar.setAttribute("aria-label", word("file_sending", { name: file.name }));
  if (!known) state.replaceChildren(word("sending"), bar);
}

/** What was on its way has a number now. */
function settle(item, message) {
  item.dataset.number = message.number;
  item.dataset.at = message.created_at;
  item.classList.remove("msg-sending", "msg-failed");
  part(item, "state").textContent = "";
  part(item, "at").textContent = clockTime(message.created_at);
  return item;
}

function classesOf({ kind, author_kind: author }) {
  if (kind === "notice") return ["msg-notice"];
  const side = author === "consumer" ? "msg-theirs" : "msg-mine";
  return kind === "note" ? [side, "msg-note"] : [side];
}

function byOf(message) {
  if (message.kind === "notice") return "";
  if (message.payload?.whisper_to) return word("whisper_by", { name: message.author_name });
  if (message.kind === "note") return word("note_by", { name: message.author_name });
  if (message.author_kind === "supervisor") return word("supervisor_by", { name: message.author_name });
  return message.author_name || word("consumer");
}

function bodyOf({ kind, body, payload, file }) {
  if (kind === "notice") return document.createTextNode(noticeOf(body, payload));
  if (kind === "product") return productCard(payload);
  if (file) return document.createTextNode(word("file_sending", { name: file.name }));
  if (kind === "picture") return picture(payload);
  if (kind === "file") return fileCard("file-template", payload, "/files");
  return document.createTextNode(body);
}

function noticeOf(code, payload) {
  const exact = `${code} ${payload.reason}`;
  return wordOf("notices", hasWord("notices", exact) ? exact : code, { ...payload, name: payload.name || word("consumer") });
}

function picture({ picture_id: id, name, width, height }) {
  const link = draw("picture");
  const image = link.firstElementChild;
  if (!id) return link;
  link.href = `/pictures/${id}/full`;
  image.width = width;
  image.height = height;
  image.alt = name ?? "";
  image.src = `/pictures/${id}/320`;
  return link;
}

/** A product as a card; also used in lists. */
export function productCard(card) {
  const link = draw("product");
  fillProduct(link, card);
  return link;
}

/** Name, price, picture and address of a product. */
export function fillProduct(root, card) {
  const link = root.matches("a") ? root : root.querySelector("a");
  if (card.url) link.href = card.url;
  part(root, "name").textContent = card.name;
  part(root, "price").textContent = card.price ?? money(card.price_minor, card.currency);
  if (!card.picture_url) return;
  const image = new Image();
  image.alt = "";
  image.loading = "lazy";
  image.src = card.picture_url;
  root.querySelector(".product-face").append(image);
}

/** Head of a day, and whether a line goes on where the one before it ended. */
function arrange(item) {
  const before = item.previousElementSibling;
  const at = new Date(item.dataset.at);
  const newDay = !before || midnight(new Date(before.dataset.at)) !== midnight(at);
  part(item, "day").hidden = !newDay;
  part(item, "day").firstElementChild.textContent = newDay ? dayName(item.dataset.at) : "";
  const goesOn = !newDay && before.dataset.by === item.dataset.by && at - new Date(before.dataset.at) < TOGETHER;
  item.classList.toggle("msg-on", goesOn);
}
