// The live wall: redrawn by the server when something moves, at most twice a second; reading along.
import { connect } from "./live.js";

const REDRAW = 500;
const AT_LEAST = 15_000; // waiting times grow by themselves
const wall = document.getElementById("wall");
const reader = document.getElementById("reader");
const content = document.getElementById("reader-content");
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
let timer = null;

const MOVES = [
  "contact.queued", "contact.offered", "contact.returned", "contact.changed", "contact.rated",
  "agent.changed", "agent.state", "agent.assigned", "agent.unassigned", "message.posted",
  "invitation.chosen", "invitation.dismissed", "consumer.revealed",
];
for (const kind of MOVES) document.addEventListener(`live:${kind}`, soon);
document.addEventListener("live:message.posted", ({ detail }) => follow(detail));
document.addEventListener("live:contact.typing", ({ detail }) => typing(detail));
connect(wall.dataset.stream, { after: Number(wall.dataset.after) });
setInterval(() => document.visibilityState === "visible" && soon(), AT_LEAST);

function soon() {
  timer ??= setTimeout(redraw, REDRAW);
}

async function redraw() {
  timer = null;
  try {
    const response = await fetch(wall.dataset.tiles, { headers: { "HX-Request": "true" } });
    if (!response.ok) return;
    const focused = document.activeElement?.dataset?.read;
    document.getElementById("tiles").innerHTML = await response.text();
    if (focused) document.querySelector(`[data-read="${focused}"]`)?.focus();
  } catch {
    // The line is down: the status bar says so, and the next event draws again.
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-read]");
  if (!button) return;
  const response = await fetch(wall.dataset.contacts + button.dataset.read, { headers: { "HX-Request": "true" } });
  if (!response.ok) return;
  content.innerHTML = await response.text();
  reader.showModal();
  bottom();
});

function follow({ contact_id: contactId, payload }) {
  const reading = content.querySelector(`[data-reading="${contactId}"]`);
  const log = reading?.querySelector(".transcript");
  if (!log || log.querySelector(`[data-number="${payload.number}"]`)) return;
  const item = document.getElementById("read-message").content.firstElementChild.cloneNode(true);
  const consumer = payload.author_kind === "consumer";
  item.dataset.number = payload.number;
  item.classList.add(payload.kind === "notice" ? "said-notice" : consumer ? "said-theirs" : "said-mine");
  if (payload.kind === "note") item.classList.add("said-note");
  item.querySelector(".said-by").textContent = payload.author_name || (consumer ? log.dataset.consumer : "");
  item.querySelector(".said-text").textContent = payload.body || payload.payload?.name || "";
  item.querySelector(".said-at").textContent = clock.format(new Date(payload.created_at));
  log.append(item);
  reading.querySelector(".window-typing").hidden = true;
  bottom();
}

function typing({ contact_id: contactId }) {
  const line = content.querySelector(`[data-reading="${contactId}"] .window-typing`);
  if (!line) return;
  line.hidden = false;
  setTimeout(() => { line.hidden = true; }, 4_000);
}

function bottom() {
  const log = content.querySelector(".transcript");
  if (log) log.scrollTop = log.scrollHeight;
}
