// Colleagues: who asks me into a conversation, whom I have asked, and whom I am in one with.
import { colour } from "./accents.js";
import { alertOffer } from "./desk-alerts.js";
import { answer, isBeside } from "./desk-beside.js";
import { countDown } from "./desk-deadlines.js";
import { show } from "./desk-panes.js";
import { changes, clientOf, loadInbox, loadWindow, on, store, tell } from "./desk-store.js";
import { draw, part, secondsSince, word } from "./desk-words.js";
import { getJson } from "./http.js";
import { notify } from "./notices.js";

const AGAIN = 2_000; // milliseconds after a look that failed
const AFTER = 800;
const asks = document.getElementById("asks");
const beside = document.getElementById("beside");
const told = new Set();
let timer = null;

/** Fetch the open questions, and draw them. */
export async function loadTransfers() {
  const { transfers } = await getJson("/desk/transfers");
  const gone = store.transfers.filter((one) => !transfers.some(({ id }) => id === one.id));
  const came = transfers.filter((one) => !store.transfers.some(({ id, state }) => id === one.id && state === one.state));
  store.transfers = transfers;
  redraw();
  tell("transfers");
  for (const { contact_id: id } of [...gone, ...came]) if (store.windows.has(id)) loadWindow(id).catch(() => {});
  for (const one of gone) if (one.from_agent_id === store.me?.id && one.state === "offered") tellEnd(one);
  clearTimeout(timer);
  const next = transfers.filter(({ state }) => state === "offered").map(({ expires_at: at }) => -secondsSince(at) * 1000);
  if (next.length) timer = setTimeout(look, Math.max(0, Math.min(...next)) + AFTER);
}

function look() {
  loadTransfers().catch(() => (timer = setTimeout(look, AGAIN)));
}

/** My question is over: the colleague has it now, or the conversation has ended, or it is mine as before. */
async function tellEnd({ contact_id: id, to_name: name }) {
  await loadInbox().catch(() => {}); // the line is down: what was known last
  if (store.mine.get(id)?.state === "active") notify(word("came_back", { name }), "info");
}

function redraw() {
  const asked = store.transfers.filter((one) => one.state === "offered" && one.to_agent_id === store.me?.id);
  keep(asks, asked, askedCard);
  keep(beside, store.transfers.filter(isBeside), besideRow);
  beside.hidden = !beside.childElementCount;
  colour(asks);
  colour(beside);
}

/** Draw what is new, remove what is over, leave the rest. */
function keep(root, rows, shape) {
  const known = new Map([...root.children].map((item) => [item.dataset.id, item]));
  for (const [id, item] of known) if (!rows.some((row) => row.id === id)) item.remove();
  for (const row of rows) if (!known.has(row.id)) root.append(shape(row));
}

function askedCard(row) {
  const card = draw("ask");
  const client = clientOf(row);
  card.dataset.id = row.id;
  card.dataset.accent = client.color;
  part(card, "company").textContent = client.name;
  part(card, "who").textContent = word(`asks_${row.kind}`, { name: row.from_name });
  part(card, "question").textContent = row.note || row.opening;
  countDown(part(card, "clock"), row.expires_at);
  part(card, "accept").addEventListener("click", () => accept(row));
  part(card, "decline").addEventListener("click", () => answer(row, "declining"));
  if (!told.has(row.id)) alertOffer(row.id, part(card, "who").textContent, part(card, "question").textContent);
  told.add(row.id);
  return card;
}

function besideRow(row) {
  const item = draw("beside");
  item.dataset.id = row.id;
  item.dataset.accent = clientOf(row).color;
  part(item, "company").textContent = clientOf(row).name;
  part(item, "who").textContent = word(`beside_${row.state}`, { name: row.from_name });
  item.querySelector("button").addEventListener("click", () => show(row.contact_id));
  return item;
}

async function accept(row) {
  if (!(await answer(row, "acceptance"))) return;
  await loadTransfers();
  await show(row.contact_id);
}

on("clients", redraw);
changes.addEventListener("transfer", look);
