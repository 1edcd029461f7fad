// What supervisors tell me from the wall: it stands over the conversations until I have read it.
import { draw, part } from "./desk-words.js";
import { getJson, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const words = document.getElementById("supervision-words").dataset;
const place = document.createElement("div");
place.className = "told-messages";
document.getElementById("offers").before(place);

async function load() {
  const told = await getJson("/desk/supervisor-messages").catch(() => null);
  if (!told) return;
  const wanted = new Set(told.messages.map(({ id }) => id));
  for (const item of [...place.children]) if (!wanted.has(item.dataset.id)) item.remove();
  const known = new Set([...place.children].map((item) => item.dataset.id));
  place.append(...told.messages.filter(({ id }) => !known.has(id)).map(shape));
}

function shape({ id, name, company, body }) {
  const item = draw("told");
  item.dataset.id = id;
  part(item, "who").textContent = fill(words.from, { name, company });
  part(item, "text").textContent = body;
  part(item, "read").addEventListener("click", () => read(item));
  return item;
}

async function read(item) {
  try {
    await postJson(`/desk/supervisor-messages/${item.dataset.id}/reading`);
    item.remove();
  } catch {
    notify(said("lost"), "warning");
  }
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

document.addEventListener("live:agent.told", load);
document.addEventListener("live:agent.state_set", ({ detail: { payload } }) => notify(fill(words.stateSet, { name: payload.name, text: payload.reason }), "warning"));
document.addEventListener("live:agent.moved", ({ detail: { payload } }) => notify(fill(words.moved, { name: payload.name, company: payload.company, queues: payload.queues.join(", ") }), "warning"));
load();
