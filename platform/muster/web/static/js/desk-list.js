// A list over a text field: a sign at the start of a word opens it, typing narrows it.
import { fillOptions } from "./desk-options.js";

export class TypedList {
  #list;
  #text;
  #sign;
  #typed;
  #find;
  #take;
  #found = [];
  #at = 0;

  /**
   * sign: what opens the list, such as "/". find(words): items {kind, words, hint, …} that fit.
   * take(item, start, end): puts an item in place of what stands between the two.
   */
  constructor(list, text, { sign, find, take }) {
    this.#list = list;
    this.#text = text;
    this.#sign = sign;
    this.#typed = new RegExp(`(?:^|[\\s\\p{Script=Han}，。！？、；：])[${sign}]([^\\s${sign}]*)$`, "u");
    this.#find = find;
    this.#take = take;
    text.setAttribute("aria-controls", `${text.getAttribute("aria-controls") ?? ""} ${list.id}`.trim());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the caret stays in the text
      const item = event.target.closest("[role=option]");
      if (item) this.#choose(Number(item.dataset.index));
    });
    text.addEventListener("input", () => this.look());
    text.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /** Put the sign where the caret is, which opens the list. */
  ask() {
    this.#text.focus();
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    const gap = before === "" || /\s$/u.test(before) ? "" : " ";
    insert(this.#text, `${gap}${this.#sign}`);
  }

  /** Show what fits the word before the caret. */
  async look() {
    const typed = this.#now();
    const found = typed === null ? [] : await this.#find(typed);
    if (this.#now() !== typed) return; // an older question was answered late
    this.#found = found;
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
    } else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#at);
    else if (event.key === "Escape") this.close();
    else return false;
    return true;
  }

  #before() {
    return this.#text.value.slice(0, this.#text.selectionStart);
  }

  #now() {
    return this.#typed.exec(this.#before())?.[1] ?? null;
  }

  #choose(index) {
    const item = this.#found[index];
    const end = this.#before().length;
    const start = end - this.#now().length - this.#sign.length;
    this.close();
    this.#take(item, start, end);
  }

  #draw() {
    this.#list.hidden = this.#found.length === 0;
    fillOptions(this.#list, this.#text, this.#found, this.#at);
  }
}

/** Put text where the caret is, as if it had been typed. */
export function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
