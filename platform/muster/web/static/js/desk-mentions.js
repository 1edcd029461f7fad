// Notes that name me, and whom I can name in one.
import { alertMessage } from "./desk-alerts.js";
import { store } from "./desk-store.js";
import { draw, moment, part, word } from "./desk-words.js";
import { getJson, postJson } from "./http.js";
import { notify } from "./notices.js";

const MOST = 8;
const dialog = document.getElementById("mentions");
const list = document.getElementById("mentions-list");
const count = document.getElementById("mentions-count");
const known = new Map();
let showContact = () => {};

/** What a click on a mention does. */
export function whenChosen(show) {
  showContact = show;
}

/** Colleagues of a contact's company whose name has what was typed in it. */
export async function nameable(contactId, typed) {
  const tenant = store.windows.get(contactId)?.contact.tenant_id;
  if (!known.has(tenant)) known.set(tenant, getJson(`/desk/contacts/${contactId}/nameable`));
  const { people } = await known.get(tenant).catch(() => {
    known.delete(tenant);
    return { people: [] };
  });
  const wanted = typed.normalize("NFKC").toLowerCase();
  return people.filter(({ name }) => name.normalize("NFKC").toLowerCase().replace(/\s/gu, "").includes(wanted)).slice(0, MOST)
    .map(({ id, name, is_agent: isAgent }) => ({ id, words: name, kind: word(isAgent ? "colleague" : "member") }));
}

/** Fetch where I was named. */
export async function loadMentions() {
  const { mentions } = await getJson("/desk/mentions");
  const unread = mentions.filter((one) => !one.is_read).length;
  count.hidden = !unread;
  count.textContent = unread || "";
  document.getElementById("mentions-none").hidden = mentions.length > 0;
  document.getElementById("mentions-read").hidden = !unread;
  list.replaceChildren(...mentions.map(shape));
}

function shape(mention) {
  const item = draw("mention");
  const button = item.firstElementChild;
  button.classList.toggle("mention-new", !mention.is_read);
  for (const name of ["by", "company", "body"]) part(button, name).textContent = mention[name];
  part(button, "at").textContent = moment(mention.at);
  part(button, "at").dateTime = mention.at;
  button.addEventListener("click", () => open(mention));
  return item;
}

async function open(mention) {
  dialog.close();
  showContact(mention.contact_id);
  await postJson(`/desk/mentions/${mention.id}/reading`).catch(() => {});
  await loadMentions().catch(() => {});
}

document.getElementById("mentions-open").addEventListener("click", () => {
  dialog.showModal();
  loadMentions().catch(() => {});
});
document.getElementById("mentions-read").addEventListener("click", async () => {
  await postJson("/desk/mentions/readings").catch(() => {});
  await loadMentions().catch(() => {});
});
document.addEventListener("live:mention.created", ({ detail }) => {
  const text = word("named_by", { name: detail.payload.by });
  notify(text, "info");
  alertMessage(detail.contact_id, text, "");
  loadMentions().catch(() => {});
});
