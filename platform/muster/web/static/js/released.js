// What is drawn anew under a pressed pointer swallows the click: it was pressed on one element and
// released over another, or over the same one put in again. So drawing waits for the release.
const LONGEST = 2_000; // milliseconds; who holds on or drags does not stop the page

const waiting = new Set();
let pressed = false;
let timer = null;

function press() {
  pressed = true;
  clearTimeout(timer);
  timer = setTimeout(release, LONGEST);
}

function release() {
  clearTimeout(timer);
  pressed = false;
  for (const draw of waiting) draw();
  waiting.clear();
}

// The click comes right after the release, before anything that is left for later.
const soon = () => pressed && setTimeout(release);

addEventListener("pointerdown", press, true);
addEventListener("pointerup", soon, true);
addEventListener("pointercancel", soon, true);

/** Draw now, or as soon as nothing is pressed. The same function is called once, however often it was given. */
export function whenReleased(draw) {
  if (pressed) waiting.add(draw);
  else draw();
}
