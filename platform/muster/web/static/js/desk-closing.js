// How a conversation ended: one click or one number, what that asks for, and it is closed.
import { countDown } from "./desk-deadlines.js";
import { answersIn, complain, missing, showFields } from "./desk-fields.js";
import { clientOf, loadClients, loadInbox, store } from "./desk-store.js";
import { draw, part, word } from "./desk-words.js";
import { HttpError, postJson } from "./http.js";
import { said } from "./notices.js";

export class Closing {
  #contactId;
  #form;
  #chosen = null;
  #busy = false;

  /** back: what to do instead; without it the conversation has ended already. */
  constructor(contactId, { back }) {
    this.#contactId = contactId;
    this.#form = draw("closing");
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#close();
    });
    this.#form.addEventListener("keydown", (event) => this.#key(event));
    part(this.#form, "title").textContent = word(back ? "how_ended" : "ended_choose");
    part(this.#form, "back").hidden = !back;
    part(this.#form, "later").hidden = !back;
    part(this.#form, "back").addEventListener("click", () => back());
    part(this.#form, "later").addEventListener("click", () => this.#post("wrap-up"));
    part(this.#form, "choices").append(...this.#choices());
    const { wrap_up_until: until } = store.windows.get(contactId).contact;
    countDown(part(this.#form, "clock"), back ? null : until, (left) => word("wrap_up_left", { left }));
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
    return dispositions.map((disposition, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn";
      button.append(disposition.name);
      if (index < 9) {
        const key = document.createElement("kbd");
        key.textContent = index + 1;
        button.append(key);
      }
      button.addEventListener("click", () => this.#choose(disposition, button));
      return button;
    });
  }

  /** Closed at once, unless this end asks for something. */
  #choose(disposition, button) {
    this.#ask(disposition, button);
    if (disposition.fields.length) part(this.#form, "asked").querySelector("[data-key]").focus();
    else this.#close();
  }

  /** What this end asks for. */
  #ask(disposition, button) {
    const asked = part(this.#form, "asked");
    for (const each of part(this.#form, "choices").querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === button));
    this.#chosen = disposition;
    part(this.#form, "error").hidden = true;
    showFields(asked, disposition.fields, answersIn(asked));
    part(this.#form, "send").hidden = !disposition.fields.length;
  }

  /** The company has changed its ends since the desk was opened: show them as they are now. */
  async #renew() {
    await loadClients();
    const choices = part(this.#form, "choices");
    choices.replaceChildren(...this.#choices());
    const { dispositions } = clientOf(store.windows.get(this.#contactId).contact);
    const at = dispositions.findIndex(({ id }) => id === this.#chosen.id);
    if (at >= 0) return this.#ask(dispositions[at], choices.children[at]);
    this.#chosen = null;
    part(this.#form, "asked").replaceChildren();
    part(this.#form, "send").hidden = true;
  }

  #close() {
    if (!this.#chosen) return undefined;
    const asked = part(this.#form, "asked");
    const empty = missing(asked);
    if (empty) return complain(asked, empty, word("field_needed"));
    return this.#post("closure", { disposition_id: this.#chosen.id, answers: answersIn(asked) });
  }

  #key(event) {
    if (event.target.matches("input, select, textarea")) return;
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
      const text = problem.message || said("lost");
      const { field } = problem.problem;
      if (complain(part(this.#form, "asked"), field, text)) return;
      if (field && this.#chosen) await this.#renew().catch(() => {}); // what is wrong is said anyway
      if (complain(part(this.#form, "asked"), field, text)) return;
      error.textContent = text;
      error.hidden = false;
    } finally {
      this.#busy = false;
    }
  }
}
