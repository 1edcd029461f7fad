// Counts in the navigation of a page that stays open: asked for now and then, and on coming back.
const EVERY = 15_000;
const counts = [...document.querySelectorAll("[data-recount]")];

if (counts.length) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

function look() {
  if (!document.hidden) counts.forEach(recount);
}

async function recount(shown) {
  try {
    const answer = await fetch(shown.dataset.recount, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const { count } = await answer.json();
    shown.textContent = count || "";
    shown.hidden = !count;
  } catch {
    // no line: what stands there stays, and the next look may succeed
  }
}
