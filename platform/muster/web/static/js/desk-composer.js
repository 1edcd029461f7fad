// Where an agent writes: the band says as whom, the draft survives, Enter sends.
import { blanksIn } from "./desk-blanks.js";
import { fitting, itemOf, put } from "./desk-canned.js";
import { Drafts, keyOf } from "./desk-drafts.js";
import { TypedList } from "./desk-list.js";
import { nameable } from "./desk-mentions.js";
import { othersIn } from "./desk-others.js";
import { pickProduct } from "./desk-picker.js";
import { send } from "./desk-outbox.js";
import { changes, clientOf, store } from "./desk-store.js";
import { draw, hasProducts, mostBytes, part, word } from "./desk-words.js";
import { pastedFiles } from "./dropping.js";
import { postJson } from "./http.js";

const LONGEST = 8000;
const NEAR_LONGEST = 7000;
const TYPING_PAUSE = 3_000;
const TALLEST = 240;

export class Composer {
  #contactId;
  #form;
  #text;
  #canned;
  #used = new Set();
  #names;
  #named = new Map();
  #drafts;
  #note = false;
  #onlyNotes = false;
  #typedAt = -Infinity;
  #leaving = new AbortController();

  /** onlyNotes: nothing written here reaches the consumer. */
  constructor(contactId, { onlyNotes = false } = {}) {
    this.#contactId = contactId;
    this.#onlyNotes = onlyNotes;
    this.#form = draw("composer");
    this.#text = part(this.#form, "text");
    this.#canned = this.#cannedList();
    this.#names = this.#namesList();
    this.#drafts = new Drafts(contactId);
    part(this.#form, "product").hidden = !hasProducts;
    this.#listen();
    if (onlyNotes) this.#hideWhatReachesTheConsumer();
    this.#turnTo(false);
    this.#tellOthers();
  }

  #hideWhatReachesTheConsumer() {
    for (const name of ["slash", "product", "note"]) part(this.#form, name).hidden = true;
    for (const input of this.#form.querySelectorAll("input[type=file]")) input.closest("label").hidden = true;
  }

  get element() {
    return this.#form;
  }

  get client() {
    return clientOf(store.windows.get(this.#contactId).contact);
  }

  /** Write a reply, or a note, from here on. */
  begin({ note }) {
    this.#turnTo(note);
    this.#text.focus();
  }

  /** Put a text back that was not sent. */
  take({ body, kind }) {
    this.begin({ note: kind === "note" });
    this.#text.value = this.#text.value ? `${body}\n${this.#text.value}` : body;
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Go on after what stands there. */
  append(text) {
    if (!text) return;
    this.#text.value += text;
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Put a canned reply where the caret is. */
  insertReply(reply) {
    this.#text.focus();
    this.#put(reply, this.#text.selectionStart, this.#text.selectionEnd);
  }

  #cannedList() {
    const list = part(this.#form, "canned");
    list.id = `canned-${this.#contactId}`;
    return new TypedList(list, this.#text, {
      sign: "/",
      find: (typed) => fitting(this.#contactId, typed).map((reply) => itemOf(this.#contactId, reply)),
      take: ({ reply }, start, end) => this.#put(reply, start, end),
    });
  }

  #namesList() {
    const list = part(this.#form, "names");
    list.id = `names-${this.#contactId}`;
    return new TypedList(list, this.#text, {
      sign: "@",
      find: (typed) => (this.#note ? nameable(this.#contactId, typed) : []),
      take: ({ words, id }, start, end) => {
        this.#named.set(words, id);
        this.#text.setRangeText(`@${words} `, start, end, "end");
        this.#text.dispatchEvent(new Event("input", { bubbles: true }));
      },
    });
  }

  /** Write a note and name a colleague in it. */
  askNames() {
    this.begin({ note: true });
    this.#names.ask();
  }

  #put(reply, start, end) {
    this.#used.add(reply.id);
    put(this.#contactId, this.#text, reply, start, end);
  }

  /** Open the list of canned replies. */
  askCanned() {
    this.#canned.ask();
  }

  /** Let the agent choose a product to send. */
  async chooseProduct() {
    const product = await pickProduct(this.#contactId);
    if (product) send(this.#contactId, this.client.id, { kind: "product", product, body: product.name });
    this.#text.focus();
  }

  /** Escape: out of the list, then out of the note; true if there was something to leave. */
  back() {
    if (this.#canned.isOpen) this.#canned.close();
    else if (this.#names.isOpen) this.#names.close();
    else if (this.#note) this.begin({ note: false });
    else return false;
    return true;
  }

  /** The window goes: keep what was typed, or forget it when the conversation is over. */
  leave({ isOver }) {
    this.#leaving.abort();
    if (isOver) this.#drafts.end();
    else this.#drafts.flush();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => this.#typed());
    changes.addEventListener("others", ({ detail }) => detail === this.#contactId && this.#tellOthers(), { signal: this.#leaving.signal });
    const act = (name, run) => part(this.#form, name).addEventListener("click", run);
    act("slash", () => this.askCanned());
    act("product", () => this.chooseProduct());
    act("note", () => this.begin({ note: !this.#note }));
    act("name", () => this.askNames());
    part(this.#form, "file").addEventListener("change", ({ target }) => {
      this.sendFiles([...target.files]);
      target.value = "";
    });
    this.#text.addEventListener("paste", (event) => {
      const files = pastedFiles(event);
      if (files.length) event.preventDefault();
      this.sendFiles(files);
    });
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    if (this.#canned.key(event) || this.#names.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#send();
    }
  }

  #send() {
    const body = this.#text.value.trim();
    if (!body) return void this.#text.focus();
    if ([...body].length > LONGEST) return void this.#tellError(word("too_long", { n: [...body].length - LONGEST }));
    if (!this.#note && this.#isOpen(body)) return;
    send(this.#contactId, this.client.id, { kind: this.#note ? "note" : "text", body, replies: [...this.#used], mentions: this.#note ? this.#namedIn(body) : [] });
    this.#used.clear();
    this.#drafts.forget(this.#kind);
    this.#typedAt = -Infinity; // the message has hidden that I type: the next word is news
    this.#turnTo(false);
    this.#text.dispatchEvent(new CustomEvent("desk:draft", { bubbles: true }));
  }

  #namedIn(body) {
    return [...this.#named].filter(([name]) => body.includes(`@${name}`)).map(([, id]) => id);
  }

  /** Whether something is still to be filled in; goes there and says so. */
  #isOpen(body) {
    const [blank] = blanksIn(this.#text.value);
    if (!blank) return false;
    this.#text.focus();
    this.#text.setSelectionRange(blank.start, blank.end);
    this.#tellError(word("blank_left", { names: [...new Set(blanksIn(body).map(({ text }) => text))].join(" ") }));
    return true;
  }

  /** What is still open stands over the text; a click goes there. */
  #tellBlanks() {
    const blanks = this.#note ? [] : blanksIn(this.#text.value);
    const line = part(this.#form, "blanks");
    line.hidden = !blanks.length;
    part(line, "places").replaceChildren(...blanks.map(({ text, start, end }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: text });
      button.addEventListener("click", () => {
        this.#text.focus();
        this.#text.setSelectionRange(start, end);
      });
      return button;
    }));
  }

  get #kind() {
    return this.#note ? "note" : "body";
  }

  /** To the reply or to the note: each has its own text, so that no note is ever sent by mistake. */
  #turnTo(note) {
    this.#note = note || this.#onlyNotes;
    this.#text.dataset.draft = keyOf(this.#contactId, this.#kind);
    this.#text.value = this.#drafts.of(this.#kind);
    this.#tellError("");
    this.#tellBlanks();
    this.#dress();
    requestAnimationFrame(() => this.#measure());
  }

  #tellOthers() {
    const [first] = othersIn(this.#contactId);
    const line = part(this.#form, "others");
    line.hidden = !first;
    line.classList.toggle("reply-others-writing", Boolean(first?.isWriting));
    const text = first ? word(first.isWriting ? "writes_too" : "looks_too", { name: first.name }) : "";
    const words = part(line, "words");
    if (words.textContent !== text) words.textContent = text;
  }

  /** Send files, each as a message of its own; what is too big is not even begun. */
  sendFiles(files) {
    const big = files.find(({ size }) => size > mostBytes);
    if (big) this.#tellError(word("file_too_big", { name: big.name, n: Math.floor(mostBytes / 1_048_576) }));
    for (const file of files) {
      if (file.size <= mostBytes) send(this.#contactId, this.client.id, { kind: "file", file });
    }
  }

  /** Let the agent choose files to send. */
  chooseFiles() {
    part(this.#form, "file").click();
  }

  #dress() {
    const { name } = this.client;
    this.#form.classList.toggle("reply-note", this.#note);
    part(this.#form, "company").textContent = name;
    part(this.#form, "note").setAttribute("aria-pressed", String(this.#note));
    part(this.#form, "send").textContent = word(this.#note ? "send_note" : "send");
    this.#text.setAttribute("aria-label", word(this.#note ? "note_for" : "reply_as", { company: name }));
    this.#text.placeholder = word(this.#note ? "write_note" : "write_here");
  }

  #typed() {
    this.#measure();
    this.#tellBlanks();
    if (!this.#text.value) this.#used.clear();
    this.#tellError("");
    this.#drafts.take(this.#kind, this.#text.value);
    this.#text.dispatchEvent(new CustomEvent("desk:draft", { bubbles: true }));
    const now = performance.now();
    if (!this.#text.value || now - this.#typedAt < TYPING_PAUSE) return;
    this.#typedAt = now;
    postJson(`/desk/contacts/${this.#contactId}/typing`, { note: this.#note }).catch(() => {}); // only a courtesy
  }

  #measure() {
    const { style } = this.#text;
    style.height = "auto";
    style.height = `${Math.min(TALLEST, this.#text.scrollHeight + 2)}px`;
    const length = [...this.#text.value].length;
    part(this.#form, "count").textContent = length > NEAR_LONGEST ? `${length} / ${LONGEST}` : "";
  }

  #tellError(text) {
    const error = part(this.#form, "error");
    error.hidden = !text;
    error.textContent = text;
  }
}
