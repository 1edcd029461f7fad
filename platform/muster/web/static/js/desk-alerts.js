// Sound and desktop notifications, switched on by a button because browsers ask for a gesture.
import { said, notify } from "./notices.js";
import { on, store } from "./desk-store.js";
import { word } from "./desk-words.js";

const KEY = "muster-desk-alerts";
const OFFER = [[660, 0], [880, 0.14], [660, 0.42], [880, 0.56]];
const MESSAGE = [[740, 0]];

const button = document.getElementById("alerts-switch");
let isOn = localStorage.getItem(KEY) === "on";
let audio = null;
let openContact = () => {};

/** What a click on a notification does. */
export function whenClicked(run) {
  openContact = run;
}

function play(notes) {
  if (!isOn || !audio || audio.state !== "running") return;
  for (const [frequency, at] of notes) {
    const tone = new OscillatorNode(audio, { frequency, type: "sine" });
    const volume = new GainNode(audio, { gain: 0 });
    const start = audio.currentTime + at;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.16, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0008, start + 0.22);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.24);
  }
}

function show(tag, title, body) {
  const allowed = isOn && "Notification" in window && Notification.permission === "granted";
  if (!allowed || (document.visibilityState === "visible" && document.hasFocus())) return;
  const notification = new Notification(title, { body, tag });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
    openContact(tag);
  });
}

/** A contact is offered. */
export function alertOffer(id, title, question) {
  play(OFFER);
  show(id, title, question);
}

/** A consumer has written in a contact of mine; silent where I am looking. */
export function alertMessage(id, title, body) {
  if (document.visibilityState === "visible" && document.hasFocus()) return;
  play(MESSAGE);
  show(id, title, body);
}

async function toggle() {
  isOn = !isOn;
  localStorage.setItem(KEY, isOn ? "on" : "off");
  redraw();
  if (!isOn) return void notify(word("alerts_off"));
  await wake();
  play(OFFER);
  const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
  notify(word(answer === "granted" ? "alerts_on" : "alerts_silent"));
}

/** Browsers let a page sound only after somebody has touched it. */
async function wake() {
  if (!isOn) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") await audio.resume().catch(() => said("fault"));
}

function redraw() {
  button.setAttribute("aria-pressed", String(isOn));
}

/** The tab says how many contacts want something. */
function tellTitle() {
  const wanting = [...store.mine.values()].filter(({ state, message_count: count, read }) => state === "offered" || (state === "active" && count > read)).length;
  const title = word("page_title");
  document.title = document.title.replace(/^(\(\d+\) )?[^·]*/, `${wanting ? `(${wanting}) ` : ""}${title} `);
}

button.addEventListener("click", toggle);
for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, wake, { once: true });
on("inbox", tellTitle);
redraw();
