// What the consumer does with an answer: pin, choose, leave a number, rate, report, close.
import { HttpError, postForm } from "./http.js";
import { notify, said } from "./notices.js";
import { page, words } from "./inquiry-page.js";
import { refresh, refreshComparison, refreshStanding } from "./inquiry-parts.js";

const PATHS = { choice: "choice", number: "number", message: "message", report: "report", dismissal: "dismissal" };
const THANKS = { report: "reported", address: "address" };
const busy = new WeakSet();

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-ask]");
  if (!button) return;
  const part = button.dataset.of ? document.getElementById(button.dataset.of) : button.closest("[data-contact]");
  if (part) ask(button.dataset.ask, part);
});

/** Open the dialog that asks back, about one company. */
function ask(what, part) {
  const dialog = document.getElementById(`ask-${what}`);
  const form = dialog.querySelector("form");
  const title = dialog.querySelector("[data-title]");
  title.textContent = title.dataset.title.replace("{name}", () => part.dataset.company);
  form.action = `${part.dataset.base}/${PATHS[what]}`;
  form.dataset.about = part.dataset.contact;
  clearProblems(form);
  dialog.showModal();
  dialog.querySelector("input:not([type=hidden]), textarea")?.focus();
}

// Before app.js sees it: what is sent from here does not leave the page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  act(form, event.submitter);
}, true);

async function act(form, button) {
  if (busy.has(form)) return;
  busy.add(form);
  button?.setAttribute("aria-busy", "true");
  const values = new FormData(form, button);
  values.delete("csrf_token"); // the header has today's
  clearProblems(form);
  try {
    await postForm(form.action, values);
    done(form);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    complain(form, error);
  } finally {
    busy.delete(form);
    button?.removeAttribute("aria-busy");
  }
}

function done(form) {
  const dialog = form.closest("dialog");
  dialog?.close();
  rememberName(form);
  const thanks = THANKS[form.action.split("/").pop()];
  if (thanks) notify(words(thanks), "success");
  const contactId = form.dataset.about ?? form.closest("[data-contact]")?.dataset.contact;
  if (contactId) refresh(contactId);
  refreshStanding();
  if (page.querySelector("[data-comparison]")) refreshComparison();
}

/** Whoever has said a name in one dialog finds it in the others. */
function rememberName(form) {
  const told = form.querySelector("input[name=name]")?.value;
  if (told) for (const field of document.querySelectorAll("dialog input[name=name]")) field.value ||= told;
}

/** Say all that is wrong, each beside its field, and go to the first. */
function complain(form, { status, problem }) {
  for (const { field, message } of [problem, ...(problem.others ?? [])]) {
    sayBeside(form, field, message || said(status ? "fault" : "lost"));
  }
  form.querySelector("[aria-invalid]")?.focus();
}

function sayBeside(form, name, text) {
  const place = form.querySelector(`[data-error="${CSS.escape(name ?? "")}"]`) ?? form.querySelector('[data-error=""]');
  if (!place) return notify(text, "error");
  place.textContent = text;
  place.hidden = false;
  form.querySelector(`[aria-describedby="${place.id}"]`)?.setAttribute("aria-invalid", "true");
  return undefined;
}

function clearProblems(form) {
  for (const place of form.querySelectorAll("[data-error]")) place.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
