// What a supervisor does in the contact that is open: whisper, join in, take over, hand back.
import { newId } from "./ids.js";
import { getJson, HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const TYPING_PAUSE = 3_000;
const NEAR = 60; // pixels
const REFUSED = [403, 404, 409];
const wall = document.getElementById("wall");
const acts = JSON.parse(wall.dataset.acts);
let reading = null;
let standing = null;
let typedAt = 0;
let pending = null; // what was sent and not answered yet keeps its id, so that it arrives once

/** A contact was opened: show what can be done in it. */
export function begin(element) {
  reading = element;
  pending = null;
  part("form").addEventListener("submit", send);
  part("form").addEventListener("change", dressForm);
  part("text").addEventListener("keydown", keyed);
  part("text").addEventListener("input", typed);
  part("closing").addEventListener("submit", close);
  part("acting").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) act(button.dataset.do, { agent_id: standing.agent_id });
  });
  stand(JSON.parse(reading.dataset.standing));
}

/** It was closed: I am not in it any more, unless I have taken it over. */
export function end(contactId) {
  reading = null;
  standing = null;
  if (contactId) postJson(`${wall.dataset.live}/contacts/${contactId}/departure`).catch(() => {}); // the sweep ends it
}

/** Something has changed in a contact: ask anew how it stands, if it is the one that is open. */
export async function refresh(contactId) {
  if (!reading || reading.dataset.reading !== contactId) return;
  await askAnew(contactId);
  if (reading?.dataset.reading === contactId && !part("acting").hidden) tellError(""); // what was refused may be possible now
}

/** Whoever may not read along any more does not go on looking at what was there. */
async function askAnew(contactId) {
  try {
    const told = await getJson(`${base()}/standing`);
    if (reading?.dataset.reading === contactId) stand(told);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (!REFUSED.includes(error.status) || reading?.dataset.reading !== contactId) return;
    reading.closest("dialog").close();
    notify(error.message, "warning");
  }
}

function stand(told) {
  standing = told;
  const log = reading.querySelector(".transcript");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  for (const element of reading.querySelectorAll("[data-needs]")) {
    const without = element.dataset.without;
    element.hidden = !told.can.includes(element.dataset.needs) || (without && told.can.includes(without));
  }
  part("acting").hidden = !told.can.length;
  part("form").hidden = !["whisper", "speak"].some((need) => told.can.includes(need));
  tellOthers(told);
  choose(told);
  fillEnds(told);
  dressForm();
  if (isAtEnd) log.scrollTop = log.scrollHeight; // what can be done now may take more room
}

function tellOthers({ others, holds }) {
  const names = others.map(({ name, side, act: does }) => `${side === "operator" ? fill(wall.dataset.saidOperator, { name }) : name} ${acts[does]}`);
  const lines = [holds && wall.dataset.saidHolding, names.length && fill(wall.dataset.saidOthers, { names: names.join(", ") })];
  const text = lines.filter(Boolean).join(" ");
  if (part("others").textContent !== text) part("others").textContent = text;
}

/** Whoever has just joined in speaks to the consumer; whoever cannot any more whispers again. */
function choose({ can }) {
  const current = part("form").elements.to.value;
  const needs = { whispers: "whisper", messages: "speak" };
  const gained = can.includes("speak") && reading.dataset.spoke !== "yes";
  reading.dataset.spoke = can.includes("speak") ? "yes" : "";
  if (current && can.includes(needs[current]) && !gained) return;
  const wanted = can.includes("speak") ? "messages" : "whispers";
  for (const input of part("form").elements.to) input.checked = input.value === wanted && can.includes(needs[wanted]);
}

function dressForm() {
  if (!reading) return; // closed over what was typed, the box says that it has changed
  const to = part("form").elements.to.value;
  reading.querySelector("[data-part=form]").dataset.to = to;
  part("band").textContent = to === "messages" ? wall.dataset.saidBandMessages : fill(wall.dataset.saidBandWhispers, { name: standing.agent_name ?? "–" });
}

function fillEnds({ ends }) {
  const select = part("ends");
  if (select.options.length === ends.length) return;
  select.replaceChildren(...ends.map(({ id, name }) => new Option(name, id)));
}

async function send(event) {
  event.preventDefault();
  const body = part("text").value.trim();
  const to = part("form").elements.to.value;
  if (!body || !to) return void part("text").focus();
  if (pending?.body !== body || pending.to !== to) pending = { id: newId(), body, to };
  const done = await act(to, { id: pending.id, body, agent_id: standing.agent_id });
  if (!done || !reading) return;
  pending = null;
  if (part("text").value.trim() === body) part("text").value = "";
  part("text").focus();
}

function close(event) {
  event.preventDefault();
  act("closure", { disposition_id: part("ends").value });
}

/** Do something in the contact; what is refused is said, also when the box is gone by then. */
async function act(path, values) {
  const contactId = reading.dataset.reading;
  tellError("");
  try {
    const told = await postJson(`${base()}/${path}`, values);
    if (reading?.dataset.reading === contactId) stand(told);
    return true;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (reading?.dataset.reading === contactId) tellError(error.message || said("lost"));
    else notify(error.message || said("lost"), "warning");
    await askAnew(contactId);
    return false;
  }
}

function keyed(event) {
  if (event.isComposing || event.keyCode === 229 || event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  part("form").requestSubmit();
}

function typed() {
  tellError("");
  const now = Date.now();
  if (part("form").elements.to.value !== "messages" || now - typedAt < TYPING_PAUSE) return;
  typedAt = now;
  postJson(`${base()}/typing`).catch(() => {}); // only a courtesy
}

function tellError(text) {
  part("error").hidden = !text;
  part("error").textContent = text;
}

function base() {
  return `${wall.dataset.live}/contacts/${reading.dataset.reading}`;
}

function part(name) {
  return reading.querySelector(`[data-part="${name}"]`);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
