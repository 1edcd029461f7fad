// Canned replies: a slash at the start of a word opens the list, typing narrows it, Enter takes.
import { draw, part } from "./desk-words.js";
import { clientOf, store } from "./desk-store.js";

const MOST = 8;
const TYPED = /(?:^|\s)\/([^\s/]*)$/u;

export class Canned {
  #list;
  #text;
  #contactId;
  #found = [];
  #at = 0;

  constructor(list, text, contactId) {
    this.#list = list;
    this.#text = text;
    this.#contactId = contactId;
    list.id = `canned-${contactId}`;
    text.setAttribute("aria-controls", list.id);
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the caret stays in the text
      const item = event.target.closest("[role=option]");
      if (item) this.#take(Number(item.dataset.index));
    });
    text.addEventListener("input", () => this.look());
    text.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /** Put a slash where the caret is, which opens the list. */
  ask() {
    this.#text.focus();
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    const gap = before === "" || /\s$/u.test(before) ? "" : " ";
    insert(this.#text, `${gap}/`);
  }

  /** Show what fits the word before the caret. */
  look() {
    const typed = TYPED.exec(this.#text.value.slice(0, this.#text.selectionStart));
    this.#found = typed ? fitting(this.#contactId, typed[1]) : [];
    this.#at = 0;
    this.#draw();
  }

  close() {
    this.#found = [];
    this.#draw();
  }

  /** Give the list a key; true if it was meant for it. */
  key(event) {
    if (!this.isOpen) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      this.#at = (this.#at + steps[event.key] + this.#found.length) % this.#found.length;
      this.#draw();
    } else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#at);
    else if (event.key === "Escape") this.close();
    else return false;
    return true;
  }

  #take(index) {
    const reply = this.#found[index];
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    const typed = TYPED.exec(before);
    const start = before.length - typed[1].length - 1;
    this.close();
    this.#text.setRangeText(filled(this.#contactId, reply.body), start, before.length, "end");
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #draw() {
    this.#list.hidden = this.#found.length === 0;
    this.#list.replaceChildren(...this.#found.map((reply, index) => this.#item(reply, index)));
    const chosen = this.#list.children[this.#at];
    if (chosen) this.#text.setAttribute("aria-activedescendant", chosen.id);
    else this.#text.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #item(reply, index) {
    const item = draw("finder");
    item.id = `${this.#list.id}-${index}`;
    item.dataset.index = index;
    item.setAttribute("aria-selected", String(index === this.#at));
    part(item, "kind").textContent = `/${reply.shortcut}`;
    part(item, "words").textContent = reply.title;
    part(item, "hint").textContent = filled(this.#contactId, reply.body);
    return item;
  }
}

/** Canned replies of the contact's company that fit what was typed, the best first. */
export function fitting(contactId, typed, most = MOST) {
  const wanted = typed.toLowerCase();
  const client = clientOf(store.windows.get(contactId)?.contact ?? {});
  const rank = ({ shortcut, title, body }) => {
    if (shortcut.toLowerCase().startsWith(wanted)) return 0;
    if (title.toLowerCase().includes(wanted)) return 1;
    return body.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return client.canned.map((reply) => [rank(reply), reply]).filter(([value]) => value < 3)
    .sort(([one], [other]) => one - other).slice(0, most).map(([, reply]) => reply);
}

/** A canned reply with {agent}, {company} and {consumer} filled in. */
export function filled(contactId, body) {
  const contact = store.windows.get(contactId)?.contact ?? {};
  const values = { agent: store.me.name, company: clientOf(contact).name, consumer: contact.consumer_name ?? "" };
  return body.replace(/\{(agent|company|consumer)\}/g, (_, name) => values[name]);
}

/** Put text where the caret is, as if it had been typed. */
export function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
