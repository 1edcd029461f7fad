// My own state: what I am now, since when, what comes next.
import { loadInbox, on, store, tell } from "./desk-store.js";
import { countFrom, word, wordOf } from "./desk-words.js";
import { HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const form = document.getElementById("state-form");
const menu = document.getElementById("state-menu");
const back = document.getElementById("me-back");

function redraw() {
  const { state, reason, since, next_state: next } = store.me;
  menu.querySelector("summary").dataset.state = state;
  const name = document.getElementById("me-state");
  if (name.textContent !== wordOf("states", state)) name.textContent = wordOf("states", state);
  const note = [reason, next && word("then", { state: wordOf("states", next) })];
  document.getElementById("me-note").textContent = note.filter(Boolean).join(" · ");
  countFrom(document.getElementById("me-timer"), state === "offline" ? null : since);
  back.hidden = !["not_responding", "offline", "break", "meal", "meeting", "training", "away"].includes(state);
  back.textContent = word(state === "offline" ? "start_act" : "back_available");
  for (const button of form.querySelectorAll("button[name=state]:not([data-reason])")) {
    button.toggleAttribute("aria-current", button.value === (next ?? state));
  }
}

/** Choose a state; it takes effect at once, or when the contacts in hand have ended. */
export async function choose(state, reason = "") {
  menu.open = false;
  try {
    const { me } = await postJson("/desk/state", { state, reason });
    store.me = me;
    tell("me");
    form.reset();
    await loadInbox();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    notify(error.message || said("lost"), "warning");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = event.submitter?.value ?? store.me.state;
  choose(chosen, new FormData(form).get("reason") || event.submitter?.dataset.reason);
});
// Enter in the reason keeps the state and says why.
form.querySelector("input").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const current = form.querySelector("button[aria-current]");
  if (current) form.requestSubmit(current);
});
back.addEventListener("click", () => choose("available"));
document.getElementById("no-panes-act").addEventListener("click", () => choose("available"));

on("me", redraw);
