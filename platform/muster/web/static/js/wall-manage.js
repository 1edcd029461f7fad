// Acting from the wall: tell agents, set a state, place a waiting contact, call the team lead.
import { getJson, HttpError, postJson } from "./http.js";
import { newId } from "./ids.js";
import { notify, said } from "./notices.js";

const wall = document.getElementById("wall");
const words = document.getElementById("manage-words").dataset;
const agentDialog = document.getElementById("manage-agent");
const manyDialog = document.getElementById("tell-many");
const placeDialog = document.getElementById("place-contact");
const moveDialog = document.getElementById("move-agent");
const leadDialog = document.getElementById("call-lead");
let agent = null;
let contactId = null;
let messageId = newId(); // a message keeps its id until it has arrived

wall.addEventListener("click", ({ target }) => {
  const manage = target.closest("[data-manage]");
  if (manage) openAgent(manage.dataset);
  const place = target.closest("[data-place]");
  if (place) openPlace(place.dataset);
  if (target.closest("[data-tell-many]")) openMany();
});

function openAgent({ manage, tenant, name }) {
  agent = { id: manage, tenant, name };
  agentDialog.querySelector("[data-part=title]").textContent = name;
  show(agentDialog);
}

function openMany() {
  const boxes = [...wall.querySelectorAll("[data-manage]")].map(({ dataset }) => boxOf(dataset.manage, dataset.name));
  manyDialog.querySelector("[data-part=agents]").replaceChildren(...boxes);
  show(manyDialog);
}

function boxOf(value, label, checked = true) {
  const box = document.getElementById("tell-agent-template").content.firstElementChild.cloneNode(true);
  Object.assign(box.querySelector("input"), { value, checked });
  box.querySelector("span").textContent = label;
  return box;
}

async function openQueues() {
  const told = await getJson(`${wall.dataset.live}/agents/${agent.id}/queues?tenant_id=${agent.tenant}`).catch(() => null);
  if (!told) return void notify(said("lost"), "warning");
  agentDialog.close();
  moveDialog.querySelector("[data-part=title]").textContent = words.serves.replace("{name}", () => agent.name);
  moveDialog.querySelector("[data-part=queues]").replaceChildren(...told.queues.map(({ id, name, serves }) => boxOf(id, name, serves)));
  anyway().checked = false;
  anyway().parentElement.hidden = true;
  show(moveDialog);
}

function anyway() {
  return moveDialog.querySelector("[name=anyway]");
}

async function openPlace({ place, priority }) {
  contactId = place;
  document.getElementById("place-priority").value = priority;
  const told = await getJson(`${wall.dataset.live}/contacts/${place}/choices`).catch(() => null);
  if (!told) return void notify(said("lost"), "warning");
  const groups = [[words.agents, "agent_id", told.agents], [words.queues, "queue_id", told.queues]];
  const offered = groups.filter(([, , each]) => each.length);
  document.getElementById("place-to").replaceChildren(...offered.map(groupOf));
  placeDialog.querySelector("[data-form=place]").hidden = !offered.length;
  placeDialog.querySelector("[data-part=nowhere]").hidden = offered.length > 0;
  show(placeDialog);
}

function groupOf([label, kind, entries]) {
  const group = document.createElement("optgroup");
  group.label = label;
  group.append(...entries.map(({ id, name }) => new Option(name, `${kind} ${id}`)));
  return group;
}

function show(dialog) {
  for (const error of dialog.querySelectorAll("[role=alert]")) error.hidden = true;
  dialog.showModal();
}

const FORMS = {
  tell: (form) => ["agent-messages", { id: messageId, agent_ids: [agent.id], body: form.body.value, tenant_id: agent.tenant }, words.sent],
  many: (form) => ["agent-messages", { id: messageId, agent_ids: [...form.querySelectorAll("[name=agent]:checked")].map(({ value }) => value), body: form.body.value }, words.sent],
  state: (form) => [`agents/${agent.id}/state`, { state: form.state.value, reason: form.reason.value, tenant_id: agent.tenant }, words.changed],
  queues: (form) => [`agents/${agent.id}/queues`, { queue_ids: [...form.querySelectorAll("[name=agent]:checked")].map(({ value }) => value), anyway: form.anyway.checked, tenant_id: agent.tenant }, words.changed],
  place: (form) => {
    const [kind, id] = form.to.value.split(" ");
    return [`contacts/${contactId}/placement`, kind ? { [kind]: id } : {}, words.changed];
  },
  priority: (form) => [`contacts/${contactId}/priority`, { priority: Number(form.priority.value) }, words.changed],
  lead: (form) => ["lead-calls", { words: form.words.value }, words.called],
};

async function submit(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const [path, values, done] = FORMS[form.dataset.form](form);
  const error = form.querySelector("[role=alert]");
  error.hidden = true;
  try {
    await postJson(`${wall.dataset.live}/${path}`, values);
    messageId = newId();
    form.reset();
    form.closest("dialog").close();
    notify(done, "success");
  } catch (problem) {
    if (!(problem instanceof HttpError)) throw problem;
    error.textContent = problem.message || said("lost");
    error.hidden = false;
    if (problem.problem.code === "bare") anyway().parentElement.hidden = false;
  }
}

agentDialog.querySelector("[data-action=queues]").addEventListener("click", openQueues);
for (const dialog of [agentDialog, moveDialog, manyDialog, placeDialog, leadDialog]) {
  for (const form of dialog.querySelectorAll("form")) form.addEventListener("submit", submit);
}
