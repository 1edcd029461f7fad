// How a conversation ended: one click or one number, and it is closed.
import { clientOf, loadInbox, store } from "./desk-store.js";
import { draw, part, word } from "./desk-words.js";
import { HttpError, postJson } from "./http.js";
import { said } from "./notices.js";

export class Closing {
  #contactId;
  #form;
  #back;
  #busy = false;

  /** back: what to do instead; without it the conversation has ended already. */
  constructor(contactId, { back }) {
    this.#contactId = contactId;
    this.#back = back;
    this.#form = draw("closing");
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("keydown", (event) => this.#key(event));
    part(this.#form, "title").textContent = word(back ? "how_ended" : "ended_choose");
    part(this.#form, "back").hidden = !back;
    part(this.#form, "later").hidden = !back;
    part(this.#form, "back").addEventListener("click", () => back());
    part(this.#form, "later").addEventListener("click", () => this.#post("wrap-up"));
    part(this.#form, "choices").append(...this.#choices());
  }

  get element() {
    return this.#form;
  }

  focus() {
    this.#form.querySelector("button")?.focus();
  }

  #choices() {
    const { dispositions } = clientOf(store.windows.get(this.#contactId).contact);
    if (!dispositions.length) return [document.createTextNode(word("no_dispositions"))];
    return dispositions.map(({ id, name }, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn";
      button.append(name);
      if (index < 9) {
        const key = document.createElement("kbd");
        key.textContent = index + 1;
        button.append(key);
      }
      button.addEventListener("click", () => this.#post("closure", { disposition_id: id }));
      return button;
    });
  }

  #key(event) {
    const buttons = [...part(this.#form, "choices").querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key in steps && at >= 0) {
      buttons[(at + steps[event.key] + buttons.length) % buttons.length].focus();
    } else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      buttons[Number(event.key) - 1]?.click();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #post(what, values = {}) {
    if (this.#busy) return;
    this.#busy = true;
    const error = part(this.#form, "error");
    error.hidden = true;
    try {
      await postJson(`/desk/contacts/${this.#contactId}/${what}`, values);
      await loadInbox();
    } catch (problem) {
      if (!(problem instanceof HttpError)) throw problem;
      error.textContent = problem.message || said("lost");
      error.hidden = false;
    } finally {
      this.#busy = false;
    }
  }
}
