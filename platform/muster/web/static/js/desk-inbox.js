// The left column: my contacts, who waits, everything that is open.
import { colour } from "./accents.js";
import { isBeside } from "./desk-beside.js";
import { currentPane, show } from "./desk-panes.js";
import { open } from "./desk-pane.js";
import { clientOf, loadInbox, on, store } from "./desk-store.js";
import { hasDraft } from "./desk-drafts.js";
import { countFrom, draw, moment, part, word } from "./desk-words.js";
import { arrange } from "./pieces.js";
import { whenReleased } from "./released.js";

const WARN = 60; // seconds that a consumer has waited for an answer
const LATE = 180;

const list = document.getElementById("inbox-list");
const tabs = [...document.querySelectorAll("[role=tab][data-list]")];
let shown = new Set();

function rows() {
  if (store.list !== "mine") return store.others;
  return [...store.mine.values()].filter((row) => row.state !== "offered");
}

function redraw() {
  const wanted = rows();
  const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
  arrange(list, wanted.map((row) => fill(known.get(row.id) ?? shape(row), row)));
  colour(list);
  tellCounts();
  const empty = document.getElementById("inbox-empty");
  empty.hidden = wanted.length > 0 || (store.list === "mine" && store.transfers.some(isBeside));
  empty.textContent = word(`empty_${store.list}`);
  tellMore(wanted.length);
}

function shape(row) {
  const item = draw("row");
  item.dataset.id = row.id;
  item.querySelector(".contact-open").addEventListener("click", () => show(item.dataset.id));
  part(item, "take").addEventListener("click", async () => (await open(item.dataset.id)) && choose("mine", item.dataset.id));
  return item;
}

function fill(item, row) {
  const client = clientOf(row);
  const unread = row.agent_id === store.me?.id && row.state === "active" ? row.message_count - row.read : 0;
  item.dataset.accent = client.color;
  item.dataset.state = row.state;
  item.classList.toggle("contact-unread", unread > 0);
  item.classList.toggle("contact-shown", shown.has(row.id));
  const current = row.id === currentPane()?.id;
  item.classList.toggle("contact-current", current);
  item.querySelector(".contact-open").setAttribute("aria-current", String(current));
  part(item, "company").textContent = client.name || word("company_gone");
  part(item, "line").textContent = lineOf(row);
  part(item, "who").textContent = whoOf(row);
  part(item, "draft").hidden = !hasDraft(row.id);
  const count = part(item, "unread");
  count.hidden = unread <= 0;
  count.textContent = unread;
  count.setAttribute("aria-label", word("unread", { n: unread }));
  part(item, "take").hidden = row.state !== "queued";
  countFrom(part(item, "wait"), waitOf(row), { warn: WARN, late: LATE });
  return item;
}

function waitOf(row) {
  if (row.state === "queued") return row.waits_since;
  return row.state === "active" ? row.unanswered_since : null;
}

function lineOf(row) {
  if (!row.last_kind) return row.opening;
  const text = {
    picture: () => word("picture"),
    file: () => word("file", { text: row.last_body }),
    product: () => word("product", { text: row.last_body }),
  }[row.last_kind]?.() ?? row.last_body;
  return row.last_author === "agent" && row.agent_id === store.me?.id ? word("you", { text }) : text;
}

function whoOf(row) {
  const who = row.consumer_name ?? word("anonymous");
  if (row.state === "wrap_up") return `${who} · ${word("wrap_up")}`;
  if (row.state === "snoozed") return `${who} · ${row.snoozed_until ? word("snoozed_until", { when: moment(row.snoozed_until) }) : word("snoozed_written")}`;
  if (row.state === "queued") return row.returned_count ? `${who} · ${word("returned", { n: row.returned_count })}` : who;
  if (row.agent_id === store.me?.id) return who;
  return `${who} · ${word(row.state === "offered" ? "offered_to" : "with", { name: row.agent_name })}`;
}

function tellCounts() {
  const mine = [...store.mine.values()].filter((row) => row.state !== "offered");
  const counts = { mine: mine.length, waiting: store.waitingCount, snoozed: store.snoozedCount, all: store.openCount };
  for (const [name, count] of Object.entries(counts)) {
    document.querySelector(`[data-count="${name}"]`).textContent = count || "";
  }
}

function tellMore(number) {
  const total = { waiting: store.waitingCount, snoozed: store.snoozedCount, all: store.openCount }[store.list] ?? 0;
  const more = document.getElementById("inbox-more");
  more.hidden = total <= number;
  more.textContent = word("more", { n: number, total });
}

/** Show one of the lists; with a contact, its window too. */
export function choose(name, contactId) {
  store.list = name;
  store.others = [];
  for (const tab of tabs) {
    const selected = tab.dataset.list === name;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    if (selected) document.getElementById("inbox").setAttribute("aria-labelledby", tab.id);
  }
  redraw();
  loadInbox().catch(() => {});
  if (contactId) show(contactId);
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab.dataset.list));
  tab.addEventListener("keydown", ({ key }) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (!(key in steps)) return;
    const next = tabs[(tabs.indexOf(tab) + steps[key] + tabs.length) % tabs.length];
    next.focus();
    choose(next.dataset.list);
  });
}

on("inbox clients current transfers", () => whenReleased(redraw));
on("panes", (ids) => {
  shown = ids;
  whenReleased(redraw);
});
document.addEventListener("desk:draft", ({ target }) => {
  const id = target.closest("[data-contact]")?.dataset.contact;
  const row = rows().find((each) => each.id === id);
  const item = [...list.children].find((each) => each.dataset.id === id);
  // The draft is written by the same event, a moment later.
  if (row && item) setTimeout(() => fill(item, row));
});
