// Passing a conversation on: to a colleague or a queue, at once, after a consult, or together.
import { addCommands } from "./desk-commands.js";
import { addKey } from "./desk-keys.js";
import { currentPane, hide } from "./desk-panes.js";
import { loadInbox, store } from "./desk-store.js";
import { transferOf } from "./desk-beside.js";
import { loadTransfers } from "./desk-transfers.js";
import { word, wordOf } from "./desk-words.js";
import { getJson, HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const WORKS = ["available", "interacting", "wrap_up"];
const dialog = document.getElementById("pass");
const form = dialog.querySelector("form");
const choice = form.elements.to;
const error = form.querySelector("[data-part=error]");
const send = form.querySelector(".btn-primary");
let pane = null;
let found = { agents: [], queues: [] };

/** Ask to whom this conversation shall go. */
async function askPass(about = currentPane()) {
  const contact = store.windows.get(about?.id)?.contact;
  if (contact?.state !== "active" || contact.agent_id !== store.me.id) return;
  if (transferOf(about.id)) return void notify(word("asked_already"), "info");
  pane = about;
  error.hidden = true;
  form.reset();
  fill({ agents: [], queues: [] });
  send.disabled = true; // until it is known to whom
  dialog.showModal();
  try {
    fill(await getJson(`/desk/contacts/${pane.id}/colleagues`));
  } catch (problem) {
    complain(problem.message || said("lost"));
  } finally {
    send.disabled = false;
  }
}

function fill(told = found) {
  found = told;
  const kind = form.elements.kind.value;
  const agents = found.agents.map(({ id, name, state }) => {
    const option = new Option(`${name} · ${wordOf("states", state)}`, `agent ${id}`);
    option.disabled = !WORKS.includes(state);
    return option;
  });
  const queues = kind === "cold" ? found.queues.map(({ id, name }) => new Option(name, `queue ${id}`)) : [];
  choice.replaceChildren(...group("colleagues", agents), ...group("queues", queues));
  choice.selectedIndex = [...choice.options].findIndex((option) => !option.disabled);
}

function group(name, options) {
  if (!options.length) return [];
  const element = document.createElement("optgroup");
  element.label = word(name);
  element.append(...options);
  return [element];
}

form.addEventListener("change", ({ target }) => target.name === "kind" && fill());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [what, id] = choice.value.split(" ");
  if (!id) return complain(word("choose_whom"));
  const target = what === "queue" ? { to_queue_id: id } : { to_agent_id: id };
  try {
    await postJson(`/desk/contacts/${pane.id}/transfers`, { kind: form.elements.kind.value, note: form.elements.note.value, ...target });
  } catch (problem) {
    if (!(problem instanceof HttpError)) throw problem;
    return complain(problem.message || said("lost"));
  }
  dialog.close();
  if (what === "queue") hide(pane);
  return Promise.all([loadTransfers(), loadInbox()]);
});

/** The time with one agent is up soon: pass it on to the backline now. */
export async function escalate(contactId, queueId) {
  try {
    await postJson(`/desk/contacts/${contactId}/transfers`, { kind: "cold", to_queue_id: queueId, note: "" });
  } catch (problem) {
    if (!(problem instanceof HttpError)) throw problem;
    notify(problem.message || said("lost"), "warning");
  }
  await loadInbox();
}

function complain(text) {
  error.textContent = text;
  error.hidden = false;
  choice.focus();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-part=pass]")) askPass();
  const now = target.closest("[data-escalate]");
  if (now) escalate(now.closest("[data-contact]").dataset.contact, now.dataset.escalate);
});
addKey("KeyT", () => askPass());
addCommands((about) => (about?.composer ? [{ words: word("act_pass"), hint: "Alt+T", run: () => askPass(about) }] : []));
