// The right column: what is known of the conversation that one looks at.
import { send } from "./desk-outbox.js";
import { currentPane } from "./desk-panes.js";
import { clientOf, on, store } from "./desk-store.js";
import { fillProduct } from "./desk-transcript.js";
import { clockTime, draw, moment, part, word, wordOf } from "./desk-words.js";
import { whenReleased } from "./released.js";

const root = document.getElementById("side");
let shown = null;

function redraw() {
  const id = currentPane()?.id;
  const window = store.windows.get(id);
  if (!window) {
    shown = null;
    root.replaceChildren(draw("side-empty"));
    return;
  }
  const column = draw("side");
  question(column, window.contact);
  const { reasons, products, facts: known } = window.background ?? {};
  list(column, "reasons", reasons, (reason) => textItem("li", reason));
  consumer(column, window.contact);
  list(column, "products", products, (product) => productItem(window.contact, product));
  facts(column, known);
  list(column, "history", window.history, stepItem);
  const top = shown === id ? root.parentElement.scrollTop : 0;
  shown = id;
  root.replaceChildren(column);
  root.parentElement.scrollTop = top;
}

function question(column, contact) {
  part(column, "question").textContent = contact.opening;
  part(column, "asked").textContent = word("asked_at", { when: moment(contact.created_at) });
}

function list(column, name, items, shape) {
  column.querySelector(`[data-section="${name}"]`).hidden = !items?.length;
  part(column, name).append(...(items ?? []).map(shape));
}

function consumer(column, { consumer_name: name, consumer_phone: phone, language_name: language }) {
  part(column, "hidden").hidden = Boolean(name || phone);
  const known = [["known_name", name], ["known_phone", phone], ["known_language", language]];
  part(column, "consumer").append(...known.filter(([, text]) => text).flatMap(([label, text]) => fact(word(label), text, label === "known_phone")));
}

function facts(column, items) {
  column.querySelector('[data-section="facts"]').hidden = !items?.length;
  part(column, "facts").append(...(items ?? []).flatMap(({ label, text }) => fact(label, text)));
}

function fact(label, text, isPhone = false) {
  const value = textItem("dd", isPhone ? "" : text);
  if (isPhone) {
    const link = textItem("a", text);
    link.href = `tel:${text.replace(/[^\d+]/g, "")}`;
    value.append(link);
  }
  return [textItem("dt", label), value];
}

function productItem(contact, product) {
  const item = draw("side-product");
  fillProduct(item, product);
  const button = part(item, "send");
  button.hidden = contact.state !== "active" || contact.agent_id !== store.me.id;
  button.setAttribute("aria-label", `${button.textContent}: ${product.name}`);
  button.addEventListener("click", () => send(contact.id, clientOf(contact).id, { kind: "product", product, body: product.name }));
  return item;
}

function stepItem({ at, state, reason, agent_name: name }) {
  const item = draw("step");
  part(item, "at").textContent = clockTime(at);
  part(item, "at").dateTime = at;
  if (state === "aside") {
    part(item, "words").textContent = reason;
    return item;
  }
  const isTakenOver = state === "active" && !name;
  part(item, "words").textContent = isTakenOver ? word("taken_over_step") : wordOf("steps", state, { name: name ?? "–" });
  part(item, "why").textContent = /^[\w.]+$/.test(reason) ? "" : reason;
  return item;
}

function textItem(tag, text) {
  const item = document.createElement(tag);
  item.textContent = text;
  return item;
}

on("current clients", () => whenReleased(redraw));
on("window background", (id) => id === currentPane()?.id && whenReleased(redraw));
