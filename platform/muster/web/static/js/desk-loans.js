// Lent to another company: said at the top of the desk until it is over, anew when it changes.
import { on } from "./desk-store.js";

const AGAIN = 30_000; // for a lost event
const ADDRESS = "/desk/loans";
const MOVES = ["loan.lent", "loan.recalled", "loan.ended", "contact.changed"];
const place = document.getElementById("loans-template").content.firstElementChild.cloneNode(true);

document.querySelector(".desk").before(place);
load();
setInterval(load, AGAIN);
for (const kind of MOVES) document.addEventListener(`live:${kind}`, load);
on("clients", load);

async function load() {
  try {
    const response = await fetch(ADDRESS, { headers: { Accept: "text/html", "HX-Request": "true" } });
    if (!response.ok || response.redirected) return;
    const html = await response.text();
    if (place.dataset.shown === html) return;
    place.innerHTML = html;
    place.dataset.shown = html;
  } catch {
    // The line is down; the status bar says so, and the next look draws it.
  }
}
