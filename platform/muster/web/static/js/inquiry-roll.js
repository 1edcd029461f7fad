// The roll of the companies that answered: one touch leads to each window, a dot says news.
import { page } from "./inquiry-page.js";

const FEW = 4;
const roll = document.getElementById("roll");
let drawn = "";

/** Draw the roll as the windows are now. */
export function drawRoll() {
  const windows = [...page.querySelectorAll('[data-holds="windows"] > [data-shape="window"]')];
  roll.hidden = windows.length < 2;
  roll.toggleAttribute("data-few", windows.length < FEW);
  const now = windows.map((part) => part.id + part.hasAttribute("data-news")).join();
  if (now === drawn) return;
  drawn = now;
  const focused = roll.contains(document.activeElement) ? document.activeElement.hash : "";
  roll.replaceChildren(...windows.map(entry));
  if (focused) roll.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

function entry(part) {
  const link = document.createElement("a");
  link.className = "roll-entry";
  link.href = `#${part.id}`;
  link.toggleAttribute("data-news", part.hasAttribute("data-news"));
  const accent = part.style.getPropertyValue("--muster-accent");
  if (accent) link.style.setProperty("--muster-accent", accent);
  const name = document.createElement("span");
  name.textContent = part.dataset.company;
  name.dir = "auto";
  link.append(part.querySelector(".company-face").cloneNode(true), name);
  return link;
}
