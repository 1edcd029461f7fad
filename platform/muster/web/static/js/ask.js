// The one box: examples, sending with Enter, and the puzzle that a busy asker's browser solves.
const BATCH = 200;
const form = document.getElementById("ask");
const box = document.getElementById("question");

document.addEventListener("click", ({ target }) => {
  const example = target.closest("[data-example]");
  if (!example) return;
  box.value = example.dataset.example;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (box.value.trim()) form.requestSubmit();
});

if (form.dataset.puzzle) solve(form.dataset.puzzle, Number(form.dataset.bits));

/** Find the number whose hash with the puzzle begins with `bits` zeros; the button waits. */
async function solve(puzzle, bits) {
  const button = form.querySelector('button[type="submit"]');
  button.disabled = true;
  let first = 0;
  let answer = null;
  while (answer === null) {
    answer = await solutionFrom(first, puzzle, bits);
    first += BATCH;
  }
  form.elements.answer.value = String(answer);
  button.disabled = false;
}

async function solutionFrom(first, puzzle, bits) {
  const encoder = new TextEncoder();
  const numbers = Array.from({ length: BATCH }, (_, index) => first + index);
  const hashes = await Promise.all(numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${puzzle}:${number}`))));
  const at = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
  return at < 0 ? null : numbers[at];
}
