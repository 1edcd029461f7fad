// Where the consumer stands with companies that nobody answers for just now: asked now and then.
import { allParts, page } from "./inquiry-page.js";
import { whenSettled } from "./inquiry-parts.js";

const EVERY = 15_000;
const SOON = 1_000;
let lines = {};

/** Keep the lines about waiting true for as long as somebody waits and looks. */
export function followWaits() {
  let timer = null;
  const next = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(look, delay);
  };
  const look = async () => {
    if (!document.hidden && somebodyWaits()) await fetchLines();
    next(EVERY);
  };
  document.addEventListener("visibilitychange", () => !document.hidden && next(SOON));
  whenSettled((part) => {
    tell(part); // a card that becomes a window goes on saying it
    if (waits(part) && part.dataset.shape === "window") next(SOON);
  });
  look();
}

function somebodyWaits() {
  return allParts().some(waits);
}

function waits(part) {
  return "waits" in part.dataset;
}

async function fetchLines() {
  try {
    const response = await fetch(`${page.dataset.base}/waits`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    lines = await response.json();
    allParts().forEach(tell);
  } catch {
    // no line: what stands there stays, and the page says that live updates are paused
  }
}

function tell(part) {
  const line = part.querySelector("[data-wait]");
  const text = (waits(part) && lines[part.dataset.contact]) || "";
  if (line.textContent !== text) line.textContent = text;
  line.hidden = !text;
}
