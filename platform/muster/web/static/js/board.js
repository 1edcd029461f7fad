// The board of an activation: drawn anew by the server when something moves, at most every 400 ms;
// what a screen reader hears is one sentence, and not more often than every five seconds.
import { connect } from "./live.js";
import { focusIn } from "./pieces.js";
import { whenReleased } from "./released.js";

const REDRAW = 400;
const AT_LEAST = 10_000; // seat hours and promises move by themselves
const SAY_EVERY = 5_000;
const board = document.getElementById("board");
const said = document.getElementById("board-said");
let timer = null;
let drawing = false;
let again = false;
let saidAt = performance.now();
let saying = null;

connect(board.dataset.live, { after: Number(board.dataset.after) });
document.addEventListener("live:activation.moved", soon);
setInterval(() => document.visibilityState === "visible" && soon(), AT_LEAST);

function soon() {
  timer ??= setTimeout(draw, REDRAW);
}

async function draw() {
  timer = null;
  if (drawing) {
    again = true;
    return;
  }
  drawing = true;
  try {
    const response = await fetch(board.dataset.source, { headers: { Accept: "text/html", "HX-Request": "true" } });
    const html = response.ok && !response.redirected && await response.text();
    await new Promise(whenReleased);
    if (html) put(html);
  } catch {
    // The line is down; the status bar says so, and the next look draws it.
  } finally {
    drawing = false;
    if (again) soon();
    again = false;
  }
}

function put(html) {
  const before = { ...board.querySelector("[data-board]").dataset };
  const key = focusIn(board);
  board.innerHTML = html;
  if (key !== null) board.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  const after = board.querySelector("[data-board]").dataset;
  // What can be done, what it cost and the certificate stand around the board.
  if (after.state !== before.state) location.reload();
  else if (after.said !== before.said) say();
}

function say() {
  saying ??= setTimeout(() => {
    saying = null;
    saidAt = performance.now();
    said.textContent = board.querySelector("[data-board]").dataset.said;
  }, Math.max(0, saidAt + SAY_EVERY - performance.now()));
}
