// Bulletins at the top of the desk: fetched when something moves, read in a window of their own.
import { drawInto, placeAbove } from "./desk-drawn.js";
import { on } from "./desk-store.js";
import { moment } from "./desk-words.js";
import { HttpError, postJson } from "./http.js";
import { notify } from "./notices.js";

const AGAIN = 60_000; // what becomes overdue by itself is drawn so, and a lost event made up for
const SOON = 200;
const ADDRESS = "/desk/bulletins";
const bar = placeAbove("bulletins-template");
let timer = null;
let known = null; // what has stood there; events of before the page was opened are no news

load();
setInterval(soon, AGAIN);
for (const kind of ["bulletin.pinned", "bulletin.changed", "bulletin.withdrawn", "agent.assigned"]) document.addEventListener(`live:${kind}`, soon);
document.addEventListener("live:bulletin.reminded", () => {
  soon();
  notify(bar.dataset.saidReminder, "warning");
});
on("clients", soon);

bar.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-bulletin]");
  if (button) begin(document.getElementById(`bulletin-${button.dataset.bulletin}`));
});
bar.addEventListener("submit", (event) => {
  event.preventDefault();
  answer(event.target);
});
bar.addEventListener("close", soon, true);

function soon() {
  clearTimeout(timer);
  timer = setTimeout(load, SOON);
}

// Nobody is interrupted in reading; closing the window looks again.
function load() {
  const isBusy = () => bar.querySelector("dialog[open]") !== null;
  return drawInto(bar, ADDRESS, { isBusy, drawn });
}

function drawn() {
  tellTimes();
  const ids = [...bar.querySelectorAll("[data-bulletin]")].map((button) => button.dataset.bulletin);
  if (known && ids.some((id) => !known.has(id))) notify(bar.dataset.saidNew, "warning");
  known = new Set([...(known ?? []), ...ids]);
}

/** The desk tells times in the zone of the agent's machine, as in the conversations. */
function tellTimes() {
  for (const time of bar.querySelectorAll("time")) time.textContent = moment(time.dateTime);
}

function begin(window) {
  step(window, "text");
  say(window, "");
  window.showModal();
}

/** Show the text, or what is asked about it. */
function step(window, name) {
  for (const part of window.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== name;
  window.querySelector(name === "text" ? "[data-step=text]" : "[data-step=question] input")?.focus();
}

function say(window, text) {
  const line = window.querySelector("[data-part=error]");
  line.textContent = text;
  line.hidden = !text;
}

async function answer(form) {
  const window = form.closest("dialog");
  const question = form.querySelector("[data-step=question]");
  if (question?.hidden) return step(window, "question");
  const chosen = question ? new FormData(form).get("choice") : null;
  if (question && chosen === null) return say(window, bar.dataset.saidChoose);
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const body = { version: Number(form.dataset.version), choice: chosen === null ? null : Number(chosen) };
    const { passed, message } = await postJson(form.dataset.bulletinForm, body);
    if (passed) return window.close();
    form.reset();
    step(window, "text");
    window.querySelector("[data-step=text]").scrollTop = 0;
    say(window, message);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    say(window, error.message || document.body.dataset.saidFault);
  } finally {
    button.disabled = false;
  }
}
