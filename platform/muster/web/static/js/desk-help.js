// Asking for a supervisor in a conversation: a button, Alt+H, and how long it has been.
import { addCommands } from "./desk-commands.js";
import { addKey } from "./desk-keys.js";
import { currentPane } from "./desk-panes.js";
import { on, store } from "./desk-store.js";
import { countFrom, draw, part } from "./desk-words.js";
import { getJson, HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const words = document.getElementById("supervision-words").dataset;
const dialog = document.getElementById("help-ask");
const box = document.getElementById("help-words");
const problem = dialog.querySelector("[role=alert]");
let asking = null;

function isMine(id) {
  const contact = store.windows.get(id)?.contact;
  return contact?.state === "active" && contact.agent_id === store.me?.id;
}

function paneOf(id) {
  return document.querySelector(`.pane[data-contact="${CSS.escape(id)}"]`);
}

/** The button stands in every conversation of mine. */
function dress(id) {
  const pane = paneOf(id);
  if (!pane) return;
  let button = part(pane, "help");
  if (!button) {
    button = draw("help-button");
    button.addEventListener("click", () => open(id));
    part(pane, "close").before(button);
    if (isMine(id)) look(id);
  }
  button.hidden = !isMine(id);
  if (!isMine(id)) show(id, null);
}

function open(id) {
  if (!id || !isMine(id)) return;
  asking = id;
  problem.hidden = true;
  dialog.showModal();
  box.focus();
}

async function ask(event) {
  event.preventDefault();
  try {
    const { help } = await postJson(`/desk/contacts/${asking}/help`, { words: box.value });
    box.value = "";
    dialog.close();
    show(asking, help);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    problem.textContent = error.message || said("lost");
    problem.hidden = false;
  }
}

async function look(id) {
  const told = await getJson(`/desk/contacts/${id}/watchers`).catch(() => null);
  if (told) show(id, told.help);
}

function show(id, help) {
  const pane = paneOf(id);
  if (!pane) return;
  const there = pane.querySelector(".pane-help");
  if (!help) return void there?.remove();
  const line = there ?? draw("help");
  const text = help.called ? words.called.replace("{name}", () => help.called) : help.side ? words.leads : words.asked;
  if (part(line, "words").textContent !== text) part(line, "words").textContent = text;
  countFrom(part(line, "clock"), help.asked_at, { warn: 60, late: 180 });
  if (there) return;
  part(line, "withdraw").addEventListener("click", () => withdraw(id));
  pane.querySelector(".pane-head").after(line);
}

async function withdraw(id) {
  await postJson(`/desk/contacts/${id}/help-withdrawal`).then(() => show(id, null), () => notify(said("lost"), "warning"));
}

document.addEventListener("live:help.changed", ({ detail: { contact_id: id, payload } }) => {
  if (payload.what === "accepted" && isMine(id)) notify(words.accepted.replace("{name}", () => payload.name), "info");
  if (isMine(id)) look(id);
});
dialog.querySelector("form").addEventListener("submit", ask);
addKey("KeyH", () => open(currentPane()?.id));
addCommands(() => (isMine(currentPane()?.id) ? [{ kind: words.kind, words: words.act, hint: "Alt+H", run: () => open(currentPane().id) }] : []));
on("window", dress);
