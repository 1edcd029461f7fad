// What the consumer has seen: windows in sight of an open tab. What is not seen yet is counted
// in the title and on the roll of companies.
import { postJson } from "./http.js";
import { allParts } from "./inquiry-page.js";
import { drawRoll } from "./inquiry-roll.js";

const IN_SIGHT = 0.35;
const title = document.title;
const inSight = new Set();
const asked = new Map();

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) inSight.add(target);
    else inSight.delete(target);
  }
  look();
}, { threshold: IN_SIGHT });

/** Watch a window, and look at what is new in it. */
export function watch(part) {
  if (part.dataset.shape === "window") observer.observe(part);
  look();
}

/** See what can be seen now, tell the server, and count the rest. */
export function look() {
  const isOpen = document.visibilityState === "visible";
  let unseen = 0;
  for (const part of allParts()) {
    const news = unseenIn(part);
    if (news && isOpen && inSight.has(part) && part.isConnected) see(part);
    else unseen += news;
    part.toggleAttribute("data-news", Boolean(unseenIn(part)));
  }
  document.title = unseen ? `(${unseen}) ${title}` : title;
  drawRoll();
}

function unseenIn(part) {
  const upTo = Number(part.dataset.seenByMe);
  return [...part.querySelectorAll(".said-theirs")].filter((item) => Number(item.dataset.number) > upTo).length;
}

function see(part) {
  const upTo = Math.max(...[...part.querySelectorAll(".said-theirs")].map((item) => Number(item.dataset.number)));
  part.dataset.seenByMe = upTo;
  if ((asked.get(part.id) ?? 0) >= upTo) return;
  asked.set(part.id, upTo);
  postJson(`${part.dataset.base}/reading`, { up_to: upTo }).catch(() => asked.delete(part.id));
}

document.addEventListener("visibilitychange", look);
