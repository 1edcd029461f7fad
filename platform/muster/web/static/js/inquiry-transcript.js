// A transcript of the consumer's page: each message once, in the order of their numbers, what
// is still on its way at the end.
import { draw, fileCard, noticeOf, pictureCard, productCard } from "./cards.js";
import { recall, retry } from "./inquiry-outbox.js";
import { page, words } from "./inquiry-page.js";

const NEAR = 60;
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
const dated = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
const notices = JSON.parse(page.dataset.notices);
const known = new WeakMap();

/** The transcript of a window; null for a card, which has none. */
export function transcriptOf(part) {
  const log = part.querySelector("[data-transcript]");
  if (!log) return null;
  if (!known.has(log)) known.set(log, new Transcript(log, part));
  return known.get(log);
}

class Transcript {
  #log;
  #part;
  #newer;
  #atEnd = true;

  constructor(log, part) {
    this.#log = log;
    this.#part = part;
    this.#newer = part.querySelector("[data-newer]");
    this.#newer.addEventListener("click", () => this.toEnd());
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(log);
    for (const time of log.querySelectorAll("time")) tellTime(time, time.dateTime);
    for (const item of log.children) arrange(item);
    this.markSeen();
    this.toEnd();
  }

  /** Add a message that the server told of; gives false for one that is there already. */
  add(message) {
    const there = this.#find(message.id);
    if (there?.dataset.number) return false;
    there?.remove();
    this.#insert(shape(message), message);
    if (message.author_kind === "agent" || message.author_kind === "supervisor") this.#part.dataset.seenByThem = message.number;
    this.markSeen();
    if (this.#atEnd || message.author_kind === "consumer") this.toEnd();
    else this.#newer.hidden = false;
    return true;
  }

  /** Take over what a window that was drawn anew has more. */
  adopt(fresh) {
    for (const item of [...fresh.querySelectorAll(".said")]) {
      const { id, number } = item.dataset;
      if (this.#find(id)?.dataset.number) continue;
      this.#find(id)?.remove();
      for (const time of item.querySelectorAll("time")) tellTime(time, time.dateTime);
      this.#insert(item, { id, number });
    }
    this.markSeen();
    if (this.#atEnd) this.toEnd();
  }

  /** Show what was said and has not arrived yet, and how it stands. */
  showEntry(entry) {
    const there = this.#find(entry.id);
    if (there?.dataset.number) return;
    const item = there ?? pending(entry);
    if (!there) this.#log.append(item);
    tellState(item, entry, (text) => this.#giveBack(text));
    if (!there) this.toEnd();
  }

  /** Say under my last message that the other side has seen it. */
  markSeen() {
    const upTo = Number(this.#part.dataset.seenByThem);
    const mine = [...this.#log.querySelectorAll(".said-mine[data-number]")];
    const seen = mine.findLast((item) => Number(item.dataset.number) <= upTo);
    for (const item of mine) {
      const mark = item.querySelector(".said-seen");
      if (item !== seen) mark?.remove();
      else if (!mark) item.querySelector(".said-foot").append(note("said-seen", words("seen")));
    }
  }

  toEnd() {
    this.#atEnd = true;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#newer.hidden = true;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#newer.hidden = true;
  }

  #find(id) {
    return this.#log.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  #insert(item, { id, number }) {
    item.dataset.id = id;
    item.dataset.number = number;
    const later = [...this.#log.children].find((other) => !other.dataset.number || Number(other.dataset.number) > Number(number));
    this.#log.insertBefore(item, later ?? null);
    arrange(item);
    if (item.nextElementSibling) arrange(item.nextElementSibling);
  }

  #giveBack(text) {
    const box = this.#part.querySelector("[data-composer] textarea");
    if (!box || !text) return;
    box.value = box.value ? `${text}\n${box.value}` : text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }
}

/** Whoever goes on needs no name again. */
function arrange(item) {
  const by = item.querySelector(".said-by")?.textContent;
  const before = item.previousElementSibling?.querySelector(".said-by")?.textContent;
  item.classList.toggle("said-on", Boolean(by) && by === before);
}

/** What a message says, for whoever listens rather than looks. */
export function toldIn(message) {
  if (message.kind === "notice") return noticeOf(notices, message);
  if (message.kind === "picture") return words("picture", { name: message.payload.name });
  if (message.kind === "file") return words("file", { name: message.payload.name });
  return message.kind === "product" ? message.payload.name : message.body;
}

function shape(message) {
  if (message.kind === "notice") {
    const line = draw("notice");
    line.textContent = noticeOf(notices, message);
    return line;
  }
  const item = draw(message.author_kind === "consumer" ? "mine" : "theirs");
  const by = item.querySelector(".said-by");
  const role = message.author_kind === "supervisor" ? ` · ${words("supervisor")}` : "";
  if (message.author_name) by?.append(message.author_name + role);
  else by?.remove();
  const text = item.querySelector(".said-text");
  if (message.kind === "picture") text.replaceWith(pictureCard("picture", message.payload, `${page.dataset.base}/pictures/${message.payload.picture_id}`));
  else if (message.kind === "file") text.replaceWith(fileCard("file", message.payload, `${page.dataset.base}/files`));
  else if (message.kind === "product") text.replaceWith(productCard("product", message.payload));
  else text.textContent = message.body;
  tellTime(item.querySelector("time"), message.created_at);
  return item;
}

function pending(entry) {
  const item = draw("mine");
  item.dataset.id = entry.id;
  item.querySelector(".said-text").textContent = entry.file ? words("file", { name: entry.file.name }) : entry.body;
  return item;
}

function tellState(item, entry, giveBack) {
  item.classList.toggle("said-failed", entry.state === "failed");
  item.classList.toggle("said-sending", entry.state !== "failed");
  const foot = item.querySelector(".said-foot");
  if (entry.state === "sending" && entry.file) tellShare(foot, entry);
  else if (entry.state === "sending") foot.replaceChildren(note("said-at", words("sending")));
  else if (entry.state === "waiting") foot.replaceChildren(note("said-at", entry.error || words("waiting")));
  else foot.replaceChildren(note("said-error", entry.error), remedy("retry", () => retry(entry)), remedy("recall", () => {
    recall(entry);
    item.remove();
    if (entry.kind === "text") giveBack(entry.body);
  }));
}

/** How far an upload has come. */
function tellShare(foot, { file, share = 0 }) {
  const known = foot.querySelector("progress");
  const bar = known ?? Object.assign(document.createElement("progress"), { className: "upload", max: 1 });
  bar.value = share;
  bar.setAttribute("aria-label", words("file", { name: file.name }));
  if (!known) foot.replaceChildren(note("said-at", words("sending")), bar);
}

function remedy(key, act) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "said-remedy", textContent: words(key) });
  button.addEventListener("click", act);
  return button;
}

function note(className, text) {
  return Object.assign(document.createElement("span"), { className, textContent: text });
}

function tellTime(element, iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  element.dateTime = iso;
  element.textContent = (today ? clock : dated).format(moment);
}
