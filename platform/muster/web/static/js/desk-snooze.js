// Putting a conversation aside: until a moment, or until the consumer writes.
import { serverNow } from "./clock.js";
import { addCommands } from "./desk-commands.js";
import { addKey } from "./desk-keys.js";
import { currentPane, hide, show } from "./desk-panes.js";
import { loadInbox, store } from "./desk-store.js";
import { moment, word } from "./desk-words.js";
import { HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const HOUR = 3_600_000;
const MORNING = 9;
const dialog = document.getElementById("snooze");
const form = dialog.querySelector("form");
const field = form.querySelector("input[name=until]");
const error = form.querySelector("[data-part=error]");
let pane = null;

/** Ask how long to put this conversation aside. */
function askSnooze(about = currentPane()) {
  const contact = store.windows.get(about?.id)?.contact;
  if (contact?.state !== "active" || contact.agent_id !== store.me.id) return;
  pane = about;
  error.hidden = true;
  field.value = "";
  field.min = local(serverNow());
  dialog.showModal();
}

const moments = {
  half: () => serverNow() + HOUR / 2,
  hours: () => serverNow() + 2 * HOUR,
  morning: () => {
    const day = new Date(serverNow());
    day.setDate(day.getDate() + 1);
    return day.setHours(MORNING, 0, 0, 0);
  },
  written: () => null,
  moment: () => Date.parse(field.value),
};

function local(milliseconds) {
  const date = new Date(milliseconds);
  return new Date(milliseconds - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

async function snooze(name) {
  const at = moments[name]();
  if (Number.isNaN(at)) return complain(word("snooze_moment"));
  const until = at === null ? null : new Date(at).toISOString();
  try {
    await postJson(`/desk/contacts/${pane.id}/snooze`, { until });
  } catch (problem) {
    if (!(problem instanceof HttpError)) throw problem;
    return complain(problem.message || said("lost"));
  }
  dialog.close();
  hide(pane);
  notify(until ? word("snoozed_until", { when: moment(until) }) : word("snoozed_written"), "info");
  return loadInbox();
}

function complain(text) {
  error.textContent = text;
  error.hidden = false;
  field.focus();
}

/** Have a snoozed conversation back now. */
async function fetchBack(id) {
  try {
    await postJson(`/desk/contacts/${id}/snooze`, {}, { method: "DELETE" });
  } catch (problem) {
    if (!(problem instanceof HttpError)) throw problem;
    notify(problem.message || said("lost"), "warning");
  }
  await loadInbox();
  await show(id);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  snooze(event.submitter?.value ?? "moment");
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-part=snooze]")) askSnooze();
  const wake = target.closest("[data-part=wake]");
  if (wake) fetchBack(wake.closest("[data-contact]").dataset.contact);
});
addKey("KeyM", () => askSnooze());
addCommands((about) => (about?.composer ? [{ words: word("act_snooze"), hint: "Alt+M", run: () => askSnooze(about) }] : []));
