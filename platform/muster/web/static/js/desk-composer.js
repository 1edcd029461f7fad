// Where an agent writes: the band says as whom, the draft survives, Enter sends.
import { serverNow } from "./clock.js";
import { Canned, filled, insert } from "./desk-canned.js";
import { pickProduct } from "./desk-picker.js";
import { send } from "./desk-outbox.js";
import { clientOf, draftKey, store } from "./desk-store.js";
import { draw, hasProducts, part, word } from "./desk-words.js";
import { clearDraft, draftOf, keepDrafts } from "./drafts.js";
import { postJson } from "./http.js";

const LONGEST = 8000;
const NEAR_LONGEST = 7000;
const DRAFT_PAUSE = 1_200;
const TYPING_PAUSE = 3_000;
const TALLEST = 240;

export class Composer {
  #contactId;
  #form;
  #text;
  #canned;
  #note = false;
  #typedAt = 0;
  #draftTimer = null;
  #draftKept = "";

  constructor(contactId) {
    this.#contactId = contactId;
    this.#form = draw("composer");
    this.#text = part(this.#form, "text");
    this.#canned = new Canned(part(this.#form, "canned"), this.#text, contactId);
    this.#text.dataset.draft = draftKey(contactId);
    part(this.#form, "product").hidden = !hasProducts;
    this.#listen();
    this.#restore();
    this.#dress();
  }

  get element() {
    return this.#form;
  }

  get client() {
    return clientOf(store.windows.get(this.#contactId).contact);
  }

  /** Write a reply, or a note, from here on. */
  begin({ note }) {
    this.#note = note;
    this.#dress();
    this.#text.focus();
  }

  /** Put a text back that was not sent. */
  take({ body, kind }) {
    this.#note = kind === "note";
    this.#text.value = this.#text.value ? `${body}\n${this.#text.value}` : body;
    this.#typed();
    this.begin({ note: this.#note });
  }

  /** Put a canned reply where the caret is. */
  insertReply(reply) {
    this.#text.focus();
    insert(this.#text, filled(this.#contactId, reply.body));
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
    else if (this.#note) this.begin({ note: false });
    else return false;
    return true;
  }

  /** The window goes: keep what was typed, or forget it when the conversation is over. */
  leave({ isOver }) {
    clearTimeout(this.#draftTimer);
    if (isOver) clearDraft(this.#text.dataset.draft);
    else this.#keepDraft();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#text.addEventListener("input", () => this.#typed());
    const act = (name, run) => part(this.#form, name).addEventListener("click", run);
    act("slash", () => this.askCanned());
    act("product", () => this.chooseProduct());
    act("note", () => this.begin({ note: !this.#note }));
    part(this.#form, "picture").addEventListener("change", ({ target }) => {
      for (const file of target.files) this.#sendPicture(file);
      target.value = "";
    });
    this.#text.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
      if (files.length) event.preventDefault();
      for (const file of files) this.#sendPicture(file);
    });
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    if (this.#canned.key(event)) {
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
    send(this.#contactId, this.client.id, { kind: this.#note ? "note" : "text", body });
    this.#text.value = "";
    this.#note = false;
    this.#dress();
    this.#forgetDraft();
    this.#measure();
  }

  #sendPicture(file) {
    send(this.#contactId, this.client.id, { kind: "picture", file });
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
    this.#tellError("");
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.#keepDraft(), DRAFT_PAUSE);
    this.#text.dispatchEvent(new CustomEvent("desk:draft", { bubbles: true }));
    const now = Date.now();
    if (this.#note || !this.#text.value || now - this.#typedAt < TYPING_PAUSE) return;
    this.#typedAt = now;
    this.#tell("typing").catch(() => {}); // only a courtesy
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

  /** The newer of what this browser and the server have kept. */
  #restore() {
    const there = store.windows.get(this.#contactId).draft;
    const here = draftOf(this.#text.dataset.draft);
    this.#draftKept = there?.body ?? "";
    const hereAt = here ? here.at + serverNow() - Date.now() : 0;
    this.#typedAt = Date.now(); // bringing back is not typing
    if (there && Date.parse(there.at) > hereAt) this.#text.value = there.body;
    else keepDrafts(this.#form);
    requestAnimationFrame(() => this.#measure());
  }

  async #keepDraft() {
    const body = this.#text.value;
    if (body === this.#draftKept) return;
    this.#draftKept = body;
    await postJson(`/desk/contacts/${this.#contactId}/draft`, { body }, { method: "PUT" }).catch(() => {
      this.#draftKept = ""; // this browser has it; the server gets it with the next word
    });
  }

  #forgetDraft() {
    clearTimeout(this.#draftTimer);
    clearDraft(this.#text.dataset.draft);
    this.#text.dispatchEvent(new CustomEvent("desk:draft", { bubbles: true }));
    this.#keepDraft();
  }

  #tell(what) {
    return postJson(`/desk/contacts/${this.#contactId}/${what}`);
  }
}
