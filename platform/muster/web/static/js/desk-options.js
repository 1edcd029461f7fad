// The items of a list below a field, one of them chosen, as a screen reader needs them.
import { draw, part } from "./desk-words.js";

/** Fill `list` with items {kind, words, hint}; `at` is the one that `text`, its field, points to. */
export function fillOptions(list, text, items, at) {
  list.replaceChildren(...items.map((item, index) => shape(`${list.id}-${index}`, item, index, index === at)));
  const chosen = list.children[at];
  if (chosen) text.setAttribute("aria-activedescendant", chosen.id);
  else text.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

function shape(id, { kind, words, hint }, index, isChosen) {
  const item = draw("finder");
  item.id = id;
  item.dataset.index = index;
  item.setAttribute("aria-selected", String(isChosen));
  part(item, "kind").textContent = kind ?? "";
  part(item, "words").textContent = words;
  part(item, "hint").textContent = hint ?? "";
  return item;
}
