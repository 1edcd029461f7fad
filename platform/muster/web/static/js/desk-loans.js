// Lent to another company: said at the top of the desk until it is over, anew when it changes.
import { drawInto, placeAbove } from "./desk-drawn.js";
import { on } from "./desk-store.js";

const AGAIN = 30_000; // for a lost event
const MOVES = ["loan.lent", "loan.recalled", "loan.ended", "contact.changed"];
const place = placeAbove("loans-template");
const load = () => drawInto(place, "/desk/loans");

load();
setInterval(load, AGAIN);
for (const kind of MOVES) document.addEventListener(`live:${kind}`, load);
on("clients", load);
