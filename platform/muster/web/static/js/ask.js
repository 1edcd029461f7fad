// The one box: examples, sending with Enter, and the puzzle that a busy asker's browser solves.
const form = document.getElementById("ask");
const box = document.getElementById("question");

document.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (!example) return;
  box.value = example.dataset.example;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

if (form.dataset.puzzle) solve(form.dataset.puzzle, Number(form.dataset.bits));

async function solve(puzzle, bits) {
  const button = form.querySelector('button[type="submit"]');
  button.disabled = true;
  const encoder = new TextEncoder();
  for (let answer = 0; ; answer += 1) {
    const data = encoder.encode(`${puzzle}:${answer}`);
    const hash = new DataView(await crypto.subtle.digest("SHA-256", data));
    if (hash.getUint32(0) >>> (32 - bits) === 0) {
      form.elements.answer.value = String(answer);
      break;
    }
  }
  button.disabled = false;
}
