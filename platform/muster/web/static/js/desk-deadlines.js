// Clocks that count down to a moment of the server's, in words.
import { duration, secondsSince } from "./desk-words.js";

const told = new WeakMap();

/** Let an element say how much time is left until `iso`; `say` makes the text of m:ss. */
export function countDown(element, iso, say = (left) => left) {
  element.dataset.until = iso ?? "";
  element.hidden = !iso;
  told.set(element, say);
  tick(element);
}

function tick(element) {
  const say = told.get(element);
  if (!say || !element.dataset.until) return;
  const left = Math.max(0, -secondsSince(element.dataset.until));
  const text = say(duration(left));
  if (element.textContent !== text) element.textContent = text;
  element.dataset.level = left < 30 ? "late" : left < 90 ? "warn" : "fine";
}

setInterval(() => document.querySelectorAll("[data-until][data-counts-down]").forEach(tick), 1000);
