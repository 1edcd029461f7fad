// A call to come in, at the top of the desk: fetched when it comes, answered in place.
import { drawInto, placeAbove } from "./desk-drawn.js";
import { on } from "./desk-store.js";
import { HttpError, postJson } from "./http.js";

const AGAIN = 30_000; // for a lost event, and for calls whose time is over
const ADDRESS = "/desk/calls";
const place = placeAbove("calls-template");

load();
setInterval(load, AGAIN);
document.addEventListener("live:activation.called", load);
on("clients", load);

place.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-comes], [data-arrives]");
  if (!button) return;
  if (button.dataset.comes) send("answer", { comes: button.dataset.comes === "yes" }, button);
  else send("arrival", {}, button);
});
place.addEventListener("submit", (event) => {
  event.preventDefault();
  const questions = [...event.target.querySelectorAll("fieldset")];
  const chosen = questions.map((question) => question.querySelector("input:checked"));
  if (chosen.some((input) => input === null)) return say(place.dataset.saidChoose);
  send("briefing", { choices: chosen.map((input) => Number(input.value)) }, event.submitter);
});

// Whoever is choosing answers keeps them.
function load() {
  const isBusy = () => place.querySelector("[data-briefing] input:checked") !== null;
  return drawInto(place, ADDRESS, { isBusy });
}

async function send(what, body, button) {
  const call = place.querySelector("[data-call]").dataset.call;
  button.disabled = true;
  try {
    const told = await postJson(`${ADDRESS}/${call}/${what}`, body);
    if (told?.passed === false) {
      place.querySelector("[data-briefing]").reset();
      return say(told.message);
    }
    for (const input of place.querySelectorAll("input:checked")) input.checked = false;
    await load();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    say(error.message || document.body.dataset.saidFault);
  } finally {
    button.disabled = false;
  }
  return undefined;
}

function say(text) {
  const line = place.querySelector("[data-part=error]");
  line.textContent = text;
  line.hidden = !text;
}
