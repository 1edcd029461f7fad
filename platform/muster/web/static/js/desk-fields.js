// What a disposition asks for when a conversation ends so.
import { draw, part, word } from "./desk-words.js";

const TYPES = { number: "text", date: "date", text: "text" };
let made = 0;

/** Put an input for each field into `root`; what was typed in fields of the same key stays. */
export function showFields(root, fields, typed = {}) {
  root.replaceChildren(...fields.map((field) => shape(field, typed[field.key] ?? "")));
}

/** What was typed, by key. */
export function answersIn(root) {
  return Object.fromEntries([...root.querySelectorAll("[data-key]")].map((input) => [input.dataset.key, input.value.trim()]));
}

/** Show beside its field what is wrong; true if the field is here. */
export function complain(root, key, text) {
  clear(root);
  const input = [...root.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  if (!input) return false;
  const place = input.closest(".asked-field").querySelector("[data-part=error]");
  place.textContent = text;
  place.hidden = false;
  input.setAttribute("aria-invalid", "true");
  input.focus();
  return true;
}

/** The key of the first required field that is empty; undefined without one. */
export function missing(root) {
  return [...root.querySelectorAll("[data-key][required]")].find((input) => !input.value.trim())?.dataset.key;
}

function clear(root) {
  for (const place of root.querySelectorAll("[data-part=error]")) place.hidden = true;
  for (const input of root.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

function shape({ key, label, kind, required, choices }, value) {
  const item = draw("asked");
  const input = kind === "choice" ? select(choices) : document.createElement("input");
  if (kind !== "choice") input.type = TYPES[kind];
  if (kind === "number") input.inputMode = "decimal";
  if (kind === "text") input.maxLength = 1000;
  input.className = kind === "choice" ? "form-select" : "form-control";
  input.id = `asked-${(made += 1)}`;
  input.required = required;
  input.dataset.key = key;
  input.value = value;
  const error = part(item, "error");
  error.id = `${input.id}-error`;
  input.setAttribute("aria-describedby", error.id);
  part(item, "label").htmlFor = input.id;
  part(item, "label").textContent = required ? word("required", { label }) : label;
  error.before(input);
  return item;
}

function select(choices) {
  const element = document.createElement("select");
  element.append(new Option("", ""), ...choices.map((choice) => new Option(choice, choice)));
  return element;
}
