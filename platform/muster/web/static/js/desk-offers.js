// Contacts that are offered to me: a card with a clock, a sound, and nothing that can be missed.
import { colour } from "./accents.js";
import { alertOffer } from "./desk-alerts.js";
import { show } from "./desk-panes.js";
import { open } from "./desk-pane.js";
import { clientOf, loadInbox, lookSoon, on, store } from "./desk-store.js";
import { draw, part, secondsSince, word } from "./desk-words.js";
import { postJson } from "./http.js";

const AFTER = 400; // milliseconds after its end an offer has gone back
const root = document.getElementById("offers");
const told = new Set();

function redraw() {
  const offers = [...store.mine.values()].filter((row) => row.state === "offered");
  const known = new Map([...root.children].map((card) => [card.dataset.id, card]));
  for (const [id, card] of known) if (!offers.some((row) => row.id === id)) card.remove();
  for (const row of offers) {
    const card = known.get(row.id) ?? shape(row);
    card.dataset.accent = clientOf(row).color;
    part(card, "company").textContent = clientOf(row).name;
    card.dataset.until = row.offer_expires_at;
    card.dataset.began = row.since;
    if (!known.has(row.id)) root.append(card);
    tick(card);
    announce(row);
  }
  colour(root);
}

function shape(row) {
  const card = draw("offer");
  card.dataset.id = row.id;
  part(card, "question").textContent = row.opening;
  part(card, "language").textContent = row.consumer_name ?? "";
  part(card, "accept").addEventListener("click", () => accept(row.id));
  part(card, "decline").addEventListener("click", () => decline(row.id));
  return card;
}

function announce(row) {
  const key = `${row.id} ${row.offer_expires_at}`;
  if (told.has(key) || !store.clients.size) return;
  told.add(key);
  alertOffer(row.id, word("new_offer", { company: clientOf(row).name }), row.opening);
}

function tick(card) {
  const left = -secondsSince(card.dataset.until);
  const whole = (Date.parse(card.dataset.until) - Date.parse(card.dataset.began)) / 1000;
  const seconds = Math.max(0, Math.ceil(left));
  part(card, "clock").textContent = seconds;
  part(card, "clock").title = word("seconds_left", { n: seconds });
  part(card, "left").value = Math.max(0, Math.min(1, left / whole));
  card.classList.toggle("call-urgent", left < 6);
  if (left < 0) lookSoon(AFTER);
}

/** Take the offer, or the oldest one. */
export async function accept(id = root.firstElementChild?.dataset.id) {
  if (id && (await open(id))) await show(id);
}

async function decline(id) {
  await postJson(`/desk/contacts/${id}/refusal`).catch(() => {});
  await loadInbox().catch(() => {});
}

on("inbox clients", redraw);
setInterval(() => [...root.children].forEach(tick), 250);
