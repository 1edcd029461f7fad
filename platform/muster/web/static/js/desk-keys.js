// The keys of the desk. Letters are looked up by their place, because Alt changes what they type.
import { openCommands } from "./desk-commands.js";
import { accept } from "./desk-offers.js";
import { currentPane, step } from "./desk-panes.js";

const WITH_ALT = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyA: () => accept(),
  KeyE: () => currentPane()?.close(),
  KeyL: () => currentPane()?.write(),
  KeyP: () => currentPane()?.write({ note: true }),
};

/** Have Alt with the key at this place ("KeyM") do something more. */
export function addKey(code, act) {
  WITH_ALT[code] = act;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  if (act(event)) event.preventDefault();
});

function act(event) {
  const { altKey, ctrlKey, metaKey, shiftKey, code, key } = event;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && code === "KeyK") return run(openCommands);
  if (document.querySelector("dialog[open]")) return false;
  if (altKey && !ctrlKey && !metaKey && code in WITH_ALT) return run(WITH_ALT[code]);
  if (key === "Escape") return currentPane()?.back() ?? false;
  if (writes(event.target) || altKey || ctrlKey || metaKey) return false;
  if (key === "?") return run(() => document.getElementById("keys").showModal());
  if (key === "/" && currentPane()?.composer) return run(() => currentPane().composer.askCanned());
  return false;
}

function run(what) {
  what();
  return true;
}

function writes(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

document.getElementById("open-commands").addEventListener("click", openCommands);
