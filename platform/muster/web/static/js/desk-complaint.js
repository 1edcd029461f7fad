// Reporting the consumer of the current conversation to the operator, from the command bar.
import { addCommands } from "./desk-commands.js";
import { store } from "./desk-store.js";
import { HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const dialog = document.getElementById("complaint");
const box = document.getElementById("complaint-reason");
const problem = dialog.querySelector("[role=alert]");
let about = null;

function isMine(id) {
  return store.windows.get(id)?.contact?.agent_id === store.me?.id;
}

function open(id) {
  about = id;
  problem.hidden = true;
  dialog.showModal();
  box.focus();
}

async function send(event) {
  event.preventDefault();
  try {
    await postJson(`/desk/contacts/${about}/complaint`, { reason: box.value });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    problem.textContent = error.message || said("lost");
    problem.hidden = false;
    return;
  }
  box.value = "";
  dialog.close();
  notify(dialog.dataset.done, "success");
}

dialog.querySelector("form").addEventListener("submit", send);
addCommands((pane) => (isMine(pane?.id) ? [{ words: dialog.dataset.act, run: () => open(pane.id) }] : []));
