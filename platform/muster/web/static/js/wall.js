// The live wall: tiles are drawn anew by the server when something moves (it lets those who ask
// soon after each other wait for one drawing), and only those that changed are put in place;
// timers count on by themselves.
import { learn, serverNow } from "./clock.js";
import { connect } from "./live.js";
import { arrange, focusIn } from "./pieces.js";
import { whenReleased } from "./released.js";
import { follow, leave, open, openContact, typing } from "./wall-reader.js";
import { refresh } from "./wall-acts.js";
import { hear } from "./wall-alerts.js";
import { postJson } from "./http.js";

const REDRAW = 300;
const AT_LEAST = 15_000;
const TYPING_SHOWN = 4_000;
const BEAT = 15_000;
const MOVES = [
  "contact.queued", "contact.offered", "contact.returned", "contact.changed", "contact.rated",
  "agent.changed", "agent.state", "agent.assigned", "agent.unassigned", "message.posted",
  "invitation.chosen", "invitation.dismissed", "consumer.revealed", "supervision.changed",
  "help.changed", "alert.raised", "alert.cleared", "alert.acknowledged",
  "supervision.agreed", "contact.prioritized", "agent.told", "agent.moved", "wall_message.read", "loan.recalled",
];
const STANDS = ["contact.offered", "contact.returned", "contact.changed", "supervision.changed"];
const wall = document.getElementById("wall");
const asServed = new WeakMap();
const timers = new Map();
let timer = null;
let drawing = false;
let again = false; // something moved while the last drawing was on its way

for (const item of wall.querySelectorAll("[data-item]")) asServed.set(item, item.outerHTML);
learn(wall.querySelector("[data-now]").dataset.now);
tick();
setInterval(tick, 1_000);
setInterval(() => document.visibilityState === "visible" && soon(), AT_LEAST);
for (const kind of MOVES) document.addEventListener(`live:${kind}`, soon);
document.addEventListener("live:message.posted", ({ detail }) => follow(detail));
document.addEventListener("live:contact.typing", ({ detail }) => showTyping(detail));
for (const kind of STANDS) document.addEventListener(`live:${kind}`, ({ detail }) => refresh(detail.contact_id));
document.addEventListener("live:supervision.agreed", () => refresh(openContact()));
document.addEventListener("wall:opened", beat);
setInterval(beat, BEAT);
beat();
connect(`${wall.dataset.live}/stream`, { after: Number(wall.dataset.after), onStatus: (status) => status === "gone" && close() });

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-read]");
  if (button) open(button.dataset.read);
});

/** I am here, with this contact open: without a word of this what I do in it ends by itself. */
function beat() {
  postJson(`${wall.dataset.live}/presence`, { contact_id: openContact() }).catch(() => {}); // the next one tells
}

function soon() {
  if (drawing) again = true;
  else timer ??= setTimeout(redraw, REDRAW);
}

async function redraw() {
  timer = null;
  drawing = true;
  try {
    const response = await fetch(`${wall.dataset.live}/tiles${location.search}`, { headers: { Accept: "text/html", "HX-Request": "true" } });
    const html = response.ok && !response.redirected && await response.text();
    await new Promise(whenReleased);
    if (html) take(html);
  } catch {
    // The line is down: the status bar says so, and the next event draws again.
  }
  drawing = false;
  if (again) soon();
  again = false;
}

function take(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const list of template.content.querySelectorAll("[data-list]")) {
    learn(list.dataset.now);
    renew(wall.querySelector(`[data-list="${list.dataset.list}"]`), list);
  }
  tick();
  hear();
}

/** Let a list hold what the fresh one holds, in its order; what is the same is left alone. */
function renew(list, fresh) {
  const there = new Map([...list.children].map((item) => [item.dataset.item, item]));
  const key = focusIn(list);
  const items = [...fresh.children].map((item) => {
    const old = there.get(item.dataset.item);
    if (old && asServed.get(old) === item.outerHTML) return old;
    asServed.set(item, item.outerHTML);
    return item;
  });
  arrange(list, items);
  if (key !== null) list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

function tick() {
  for (const element of wall.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((serverNow() - Date.parse(element.dataset.since)) / 1000));
    element.textContent = asClock(seconds);
    const { warn, bad } = element.dataset;
    element.classList.toggle("is-bad", Boolean(bad) && seconds >= bad);
    element.classList.toggle("is-warn", Boolean(warn) && seconds >= warn && seconds < bad);
  }
}

function asClock(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function showTyping(event) {
  typing(event);
  const tile = wall.querySelector(`[data-contact="${CSS.escape(event.contact_id)}"]`);
  const line = tile?.querySelector(".wall-typing");
  if (!line) return;
  line.textContent = wall.dataset.saidWriting.replace("{name}", () => event.payload.name || wall.dataset.saidConsumer);
  line.hidden = false;
  clearTimeout(timers.get(event.contact_id));
  timers.set(event.contact_id, setTimeout(() => { line.hidden = true; }, TYPING_SHOWN));
}

/** Whoever may not look any more does not go on looking at what was there. */
function close() {
  leave();
  wall.replaceChildren();
}

// Whoever comes for one contact finds it open.
const asked = /^#contact-([\da-f-]{36})$/.exec(location.hash);
if (asked) open(asked[1]);
