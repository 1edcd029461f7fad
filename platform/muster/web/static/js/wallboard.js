// The wallboard: numbers come by a stream of their own; when they stop coming, the board says so.
const SILENCE = 7_000; // numbers come every two seconds
const AGAIN = 3_000;
const board = document.querySelector(".board");
const lang = document.documentElement.lang;
const words = JSON.parse(board.dataset.states);
const clock = new Intl.DateTimeFormat(lang, { timeStyle: "medium", timeZone: board.dataset.zone });
const percent = new Intl.NumberFormat(lang, { style: "percent" });
const number = new Intl.NumberFormat(lang);
let heardAt = performance.now();
let source = null;

tellTime(board.querySelector("[data-asof]").dateTime);
open();
setInterval(() => performance.now() - heardAt > SILENCE && setLine("lost"), 500);
document.querySelector("[data-full]").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});
keepAwake();
document.addEventListener("visibilitychange", keepAwake);

function open() {
  source?.close();
  source = new EventSource(board.dataset.stream);
  source.addEventListener("message", ({ data }) => take(JSON.parse(data)));
  source.addEventListener("gone", gone);
  source.addEventListener("lost", () => setLine("lost"));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && refused());
}

/** The server would not open the stream: the link is not good any more, or it is not well. */
async function refused() {
  try {
    const response = await fetch(board.dataset.stream, { method: "HEAD" });
    if (response.status === 404) return gone();
  } catch {
    // No line at all.
  }
  setLine("lost");
  setTimeout(open, AGAIN);
}

function gone() {
  source.close();
  heardAt = Infinity;
  setLine("gone");
  for (const place of board.querySelectorAll("[data-number], [data-agents]")) place.replaceChildren();
}

function setLine(state) {
  if (board.dataset.line === "gone") return;
  board.dataset.line = state;
  for (const text of board.querySelectorAll("[data-when]")) text.hidden = text.dataset.when !== state;
}

function take(told) {
  heardAt = performance.now();
  setLine("up");
  tellTime(told.as_of);
  put("waiting", number.format(told.waiting));
  put("wait", duration(told.longest_wait_seconds));
  put("level", share(told.service_level));
  put("abandoned", number.format(told.abandoned));
  put("csat", share(told.satisfaction));
  for (const name of ["answered", "offered"]) board.querySelector(`[data-part="${name}"]`).textContent = number.format(told[name]);
  board.querySelector(".board-csat .board-note").textContent = board.dataset.saidRatings.replace("{n}", number.format(told.ratings));
  for (const tile of board.querySelectorAll("[data-tile]")) tile.dataset.level = told.levels[tile.dataset.tile] ?? "";
  board.querySelector("[data-agents]").replaceChildren(...Object.entries(told.agents).map(agents));
}

function put(name, text) {
  const place = board.querySelector(`[data-number="${name}"]`);
  if (place.textContent !== text) place.textContent = text;
}

function agents([state, count]) {
  const item = document.getElementById("agent-template").content.firstElementChild.cloneNode(true);
  item.dataset.state = state;
  item.querySelector("i").dataset.state = state;
  item.querySelector("strong").textContent = number.format(count);
  item.querySelector("span").textContent = words[state] ?? state;
  return item;
}

function share(value) {
  return value === null ? "–" : percent.format(value);
}

function duration(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

function tellTime(iso) {
  const place = board.querySelector("[data-asof]");
  place.dateTime = iso;
  place.textContent = clock.format(new Date(iso));
}

/** A television that goes to sleep shows nothing; where the browser allows, it stays awake. */
async function keepAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}
