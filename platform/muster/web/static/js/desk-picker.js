// A field with a list below it: for products, and for everything the command bar can do.
import { fillOptions } from "./desk-options.js";
import { getJson } from "./http.js";

const PAUSE = 150;

/** A dialog with a search field and a list; `search(text)` gives items {kind, words, hint, run}. */
export class Finder {
  #dialog;
  #text;
  #list;
  #search;
  #items = [];
  #at = 0;
  #turn = 0;
  #timer = null;
  #isStale = false;
  #left = () => {};

  constructor(dialog, search) {
    this.#dialog = dialog;
    this.#text = dialog.querySelector("input");
    this.#list = dialog.querySelector("[role=listbox]");
    this.#search = search;
    this.#text.addEventListener("input", () => this.#lookSoon());
    dialog.addEventListener("keydown", (event) => this.#key(event));
    dialog.addEventListener("close", () => this.#left());
    this.#list.addEventListener("click", ({ target }) => {
      const item = target.closest("[role=option]");
      if (item) this.#run(Number(item.dataset.index));
    });
  }

  /** Open with an empty field; `left` is called when it closes, however that comes. */
  open(left = () => {}) {
    this.#left = left;
    this.#text.value = "";
    this.#items = [];
    this.#draw();
    this.#dialog.showModal();
    this.#look();
  }

  #lookSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PAUSE);
    this.#isStale = true;
  }

  async #look() {
    clearTimeout(this.#timer);
    this.#isStale = false;
    this.#turn += 1;
    const turn = this.#turn;
    const found = await this.#search(this.#text.value.trim());
    if (turn !== this.#turn) return; // an older question was answered late
    this.#items = found;
    this.#at = 0;
    this.#draw();
    this.#dialog.querySelector(".finder-none").hidden = found.length > 0;
  }

  #key(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.#items.length) {
      this.#at = (this.#at + steps[event.key] + this.#items.length) % this.#items.length;
      this.#draw();
    } else if (event.key === "Enter") this.#enter();
    else return;
    event.preventDefault();
  }

  /** Who types fast means what stands in the field, not what the list still shows. */
  async #enter() {
    if (this.#isStale) await this.#look();
    this.#run(this.#at);
  }

  #run(index) {
    const item = this.#items[index];
    if (!item) return;
    const { run } = item;
    this.#dialog.close();
    run();
  }

  #draw() {
    fillOptions(this.#list, this.#text, this.#items, this.#at);
  }
}

let picker = null;
let picked = null;
let contact = "";

/** Let the agent choose one of the products of a contact's company; null without a choice. */
export function pickProduct(contactId) {
  contact = contactId;
  picked = null;
  picker ??= new Finder(document.getElementById("products"), searchProducts);
  return new Promise((resolve) => {
    // The dialog closes before its item runs: look at the choice after both.
    picker.open(() => setTimeout(() => resolve(picked)));
  });
}

async function searchProducts(text) {
  const address = `/desk/contacts/${contact}/products?text=${encodeURIComponent(text)}`;
  const { products } = await getJson(address).catch(() => ({ products: [] }));
  return products.map((product) => ({
    words: product.name,
    hint: product.price,
    run: () => (picked = product),
  }));
}
