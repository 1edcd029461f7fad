// Ctrl+K: everything by its name.
import { fitting } from "./desk-canned.js";
import { Finder } from "./desk-picker.js";
import { open } from "./desk-pane.js";
import { currentPane, show } from "./desk-panes.js";
import { choose as chooseState } from "./desk-state.js";
import { clientOf, loadInbox, store } from "./desk-store.js";
import { hasProducts, word, wordOf } from "./desk-words.js";
import { getJson } from "./http.js";

const MOST = 12;

const finder = new Finder(document.getElementById("commands"), search);
const sources = [];

/** Open the command bar. */
export function openCommands() {
  finder.open();
}

/** Have more in the bar: `give(pane)` lists {words, hint, run} for the current window, or null. */
export function addCommands(give) {
  sources.push(give);
}

async function search(text) {
  const wanted = text.toLowerCase().split(/\s+/u);
  const all = [...contacts(), ...acts(), ...states()];
  const fits = ({ words, hint, kind }) => {
    const said = `${words} ${hint ?? ""} ${kind}`.toLowerCase();
    return wanted.every((part) => said.includes(part));
  };
  return [...all.filter(fits), ...replies(text)].slice(0, MOST);
}

function contacts() {
  return [...store.mine.values()].filter((row) => row.state !== "offered").map((row) => ({
    kind: word("kind_contact"),
    words: `${clientOf(row).name} · ${row.consumer_name ?? word("anonymous")}`,
    hint: row.opening,
    run: () => show(row.id),
  }));
}

function states() {
  return [...document.querySelectorAll("#state-form button[name=state]")].map((button) => ({
    kind: word("kind_state"),
    words: button.dataset.reason ? `${wordOf("states", button.value)} · ${button.dataset.reason}` : button.textContent.trim(),
    run: () => chooseState(button.value, button.dataset.reason),
  }));
}

function acts() {
  const kind = word("kind_act");
  const pane = currentPane();
  const click = (id) => () => document.getElementById(id).click();
  const list = [
    { kind, words: word("act_keys"), hint: "?", run: () => document.getElementById("keys").showModal() },
    { kind, words: word("act_alerts"), run: click("alerts-switch") },
    { kind, words: word("act_mentions"), run: click("mentions-open") },
  ];
  if (store.waitingCount) list.unshift({ kind, words: word("act_take"), run: takeNext });
  const more = sources.flatMap((give) => give(pane)).map((item) => ({ kind, ...item }));
  if (!pane?.composer) return [...more, ...list];
  const here = [
    { kind, words: word("act_close"), hint: "Alt+E", run: () => pane.close() },
    { kind, words: word("act_note"), hint: "Alt+P", run: () => pane.write({ note: true }) },
  ];
  here.push({ kind, words: word("act_file"), run: () => pane.composer.chooseFiles() });
  here.push({ kind, words: word("act_canned"), hint: "/", run: () => pane.composer.askCanned() });
  here.push({ kind, words: word("act_name"), hint: "@", run: () => pane.composer.askNames() });
  here.push({ kind, words: word("act_reply"), hint: "Alt+L", run: () => pane.write() });
  if (hasProducts) here.push({ kind, words: word("act_product"), run: () => pane.composer.chooseProduct() });
  return [...here, ...more, ...list];
}

function replies(text) {
  const pane = currentPane();
  if (!pane?.composer) return [];
  return fitting(pane.id, text.replace(/^\//, ""), 6).map((reply) => ({
    kind: word("kind_canned"),
    words: reply.title,
    hint: `/${reply.shortcut}`,
    run: () => pane.composer.insertReply(reply),
  }));
}

async function takeNext() {
  const { others } = await getJson("/desk/inbox?list=waiting").catch(() => ({ others: [] }));
  const [next] = others;
  if (next && (await open(next.id))) await show(next.id);
  else await loadInbox().catch(() => {});
}
