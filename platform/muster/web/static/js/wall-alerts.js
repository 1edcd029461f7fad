// Alerts and calls for help: a sound for what is new, and a list that empties as they are seen to.
import { HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

const KEY = "muster-wall-sound";
const ALERT = [[520, 0], [390, 0.18]];
const CALL = [[880, 0], [660, 0.16], [880, 0.32], [660, 0.48]];
const wall = document.getElementById("wall");
const button = document.getElementById("wall-sound");
let isOn = localStorage.getItem(KEY) === "on";
let audio = null;
let known = ids();

/** The wall was drawn anew: sound for what was not there before. */
export function hear() {
  const now = ids();
  const fresh = [...now].filter((id) => !known.has(id));
  known = now;
  const alerts = wall.querySelector("[data-part=alerts]");
  alerts.hidden = !alerts.querySelector("[data-item]");
  const told = wall.querySelector("[data-part=told]");
  told.hidden = !told.querySelector("[data-item]");
  if (fresh.some((id) => id.startsWith("rings "))) play(CALL);
  else if (fresh.some((id) => id.startsWith("alert-"))) play(ALERT);
}

function ids() {
  const calls = [...wall.querySelectorAll("[data-rings=yes]")].map(({ dataset }) => `rings ${dataset.item}`);
  return new Set([...calls, ...[...wall.querySelectorAll("[data-alert]")].map(({ dataset }) => dataset.item)]);
}

async function acknowledge(id) {
  try {
    await postJson(`${wall.dataset.live}/alerts/${id}/acknowledgement`);
    wall.querySelector(`[data-alert="${CSS.escape(id)}"]`)?.remove();
    hear();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    notify(error.message || said("lost"), "warning");
  }
}

function play(notes) {
  if (!isOn || audio?.state !== "running") return;
  for (const [frequency, at] of notes) {
    const tone = new OscillatorNode(audio, { frequency, type: "triangle" });
    const volume = new GainNode(audio, { gain: 0 });
    const start = audio.currentTime + at;
    volume.gain.linearRampToValueAtTime(0.18, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0008, start + 0.26);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.28);
  }
}

/** Browsers let a page sound only after somebody has touched it. */
async function wake() {
  if (!isOn) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") await audio.resume().catch(() => {}); // the next touch tries again
}

function redraw() {
  button.setAttribute("aria-pressed", String(isOn));
}

button.addEventListener("click", async () => {
  isOn = !isOn;
  localStorage.setItem(KEY, isOn ? "on" : "off");
  redraw();
  await wake();
  play(ALERT);
  notify(isOn ? wall.dataset.wordsSound : wall.dataset.wordsSilent);
});
wall.addEventListener("click", ({ target }) => {
  const seen = target.closest("[data-acknowledge]");
  if (seen) acknowledge(seen.dataset.acknowledge);
});
for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, wake, { once: true });
redraw();
