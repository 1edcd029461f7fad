// What every page does: theme, menus, dialogs, copying, counting, sending once.
import "./accents.js";
import { learn, serverNow } from "./clock.js";
import "./drafts.js";
import "./htmx-setup.js";
import "./recount.js";
import "./tags.js";
import { notify, said } from "./notices.js";

const SCHEMES = ["auto", "light", "dark"];
const YEAR_SECONDS = 365 * 24 * 3600;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

// Times that the server writes stand in the reader's zone, like those that scripts write.
remember("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);

const actions = {
  scheme() {
    const root = document.documentElement;
    const next = SCHEMES[(SCHEMES.indexOf(root.dataset.scheme) + 1) % SCHEMES.length];
    root.dataset.scheme = next;
    remember("scheme", next);
    root.dispatchEvent(new Event("muster:scheme"));
  },
  open(button) {
    document.getElementById(button.dataset.opens)?.showModal();
  },
  close(button) {
    button.closest("dialog")?.close();
  },
  async copy(button) {
    const source = document.getElementById(button.dataset.copies);
    const text = source?.value ?? source?.textContent ?? button.dataset.text ?? "";
    try {
      await navigator.clipboard.writeText(text.trim());
      notify(said("copied"), "success");
    } catch {
      notify(said("notCopied"), "warning");
    }
  },
  back() {
    history.back();
  },
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) actions[button.dataset.action]?.(button);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  // A click on the backdrop is a click on the dialog itself, outside its box.
  if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset?.autosubmit !== undefined) target.form?.requestSubmit();
});

document.addEventListener("input", ({ target }) => {
  // Not when the field is left: then the button that is being clicked would slip away.
  forget(target.closest?.("[aria-invalid]"));
  count(target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("hx-post") || form.method === "dialog") return;
  if (form.dataset.sending && form.method === "post") {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});

// A page that the browser brings back from its memory may send again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
});

// A fault that the server found in what was typed is not said of what is typed instead.
function forget(wrong) {
  const said = (wrong?.getAttribute("aria-describedby") ?? "").split(" ");
  const fault = document.getElementById(said.find((id) => id.endsWith("-error")) ?? "");
  if (!fault?.matches(".field-error:not([data-part], [data-error])")) return;
  const kept = said.filter((id) => id !== fault.id).join(" ");
  fault.remove();
  wrong.removeAttribute("aria-invalid");
  if (kept) wrong.setAttribute("aria-describedby", kept);
  else wrong.removeAttribute("aria-describedby");
}

function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  const inX = clientX >= box.left && clientX <= box.right;
  return !(inX && clientY >= box.top && clientY <= box.bottom);
}

function count(field) {
  const counter = field.id && document.querySelector(`[data-counts="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const most = Number(counter.dataset.most);
  const length = [...field.value].length;
  counter.textContent = `${length} / ${most}`;
  counter.toggleAttribute("data-over", length > most);
}

function tellAges(root = document) {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  for (const element of root.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.parse(element.dateTime) - serverNow()) / 1000;
    const step = steps.find(([, length]) => Math.abs(seconds) >= length);
    element.textContent = step
      ? words.format(Math.round(seconds / step[1]), step[0])
      : said("justNow");
  }
}

// A page that comes from the browser's memory tells an old time.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type !== "back_forward") learn(document.body.dataset.now);
for (const field of document.querySelectorAll("textarea, input")) count(field);
setInterval(tellAges, 30_000);
