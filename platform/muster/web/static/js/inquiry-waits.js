// Where the consumer stands with companies that nobody answers for yet: asked now and then.
import { allParts, page } from "./inquiry-page.js";

const EVERY = 15_000;
const SOON = 1_000;

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
  look();
}

function somebodyWaits() {
  return allParts().some((part) => part.dataset.state === "invited" && "open" in part.dataset);
}

async function fetchLines() {
  try {
    const response = await fetch(`${page.dataset.base}/waits`, { headers: { Accept: "application/json" } });
    if (response.ok) show(await response.json());
  } catch {
    // no line: what stands there stays, and the page says that live updates are paused
  }
}

function show(lines) {
  for (const line of page.querySelectorAll("[data-wait]")) {
    const text = lines[line.closest("[data-contact]").dataset.contact] ?? "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }
}
