// My day: three figures over the list, and all of it in a dialog.
import { on, store } from "./desk-store.js";
import { draw, duration, part } from "./desk-words.js";
import { getJson } from "./http.js";

const SOON = 2_000; // milliseconds after a change of my own in which figures are fetched
const OFTEN = 60_000;
const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 });
const dialog = document.getElementById("my-day");
const button = draw("my-day");
let timer = null;
let state = null;

function refresh(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(look, milliseconds);
}

async function look() {
  refresh(OFTEN);
  if (document.visibilityState !== "visible") return;
  const { handled, aht_seconds: aht, csat } = await getJson("/desk/my-day/figures").catch(() => ({}));
  if (handled === undefined) return;
  part(button, "handled").textContent = handled;
  part(button, "aht").textContent = aht === null ? "–" : duration(aht);
  part(button, "csat").textContent = csat === null ? "–" : percent.format(csat);
}

async function show() {
  const response = await fetch("/desk/my-day").catch(() => null);
  if (response?.ok) document.getElementById("my-day-shown").innerHTML = await response.text();
}

document.getElementById("me").append(button);
new MutationObserver(() => dialog.open && show()).observe(dialog, { attributes: true, attributeFilter: ["open"] });
on("me", () => {
  if (store.me.state !== state) refresh(SOON);
  state = store.me.state;
});
refresh(0);
