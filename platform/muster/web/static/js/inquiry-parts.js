// The companies' windows and cards: fetched when something moved, many at once, and put where
// they belong. A window that is there stays; only the pieces of it that changed are drawn anew.
import { colour } from "./accents.js";
import { keepDrafts } from "./drafts.js";
import { allParts, fragment, page, partOf, words } from "./inquiry-page.js";
import { focusIn, replacePieces } from "./pieces.js";
import { transcriptOf } from "./inquiry-transcript.js";

const TOGETHER = 120;
const AT_ONCE = 40;
const NEXT_TRY = 3_000;
const wanted = new Set();
const settled = [];
let timer = null;

/** Have something done with every window: those that are there, and each that comes or changes. */
export function whenSettled(act) {
  settled.push(act);
  for (const part of allParts()) act(part);
}

/** Draw a company's part anew, soon, together with others that moved. */
export function refresh(contactId) {
  if (contactId) wanted.add(contactId);
  timer ??= setTimeout(fetchWanted, TOGETHER);
}

async function fetchWanted() {
  const ids = [...wanted].slice(0, AT_ONCE);
  ids.forEach((id) => wanted.delete(id));
  const found = await fragment(`/parts?contacts=${ids.join()}`);
  if (found) for (const fresh of found.querySelectorAll("[data-contact]")) take(fresh);
  else ids.forEach((id) => wanted.add(id));
  timer = wanted.size ? setTimeout(fetchWanted, found ? 0 : NEXT_TRY) : null;
}

function take(fresh) {
  const old = partOf(fresh.dataset.contact);
  const part = old && old.dataset.shape === fresh.dataset.shape ? renew(old, fresh) : fresh;
  if (old && part !== old) old.remove();
  place(part);
  if (part === fresh) keepDrafts(part);
  colour(part.parentElement);
  settled.forEach((act) => act(part));
}

function renew(part, fresh) {
  for (const name of ["state", "place", "open", "waits", "pinned", "seenByThem"]) {
    if (name in fresh.dataset) part.dataset[name] = fresh.dataset[name];
    else delete part.dataset[name];
  }
  rescue(part, fresh);
  replacePieces(part, fresh, (old, piece) => piece.dataset.piece === "composer" && old.firstElementChild?.tagName === piece.firstElementChild?.tagName);
  transcriptOf(part)?.adopt(fresh);
  return part;
}

/** What was being written when the company's window ended is still shown. */
function rescue(part, fresh) {
  const text = part.querySelector("[data-composer] textarea")?.value.trim();
  const over = fresh.querySelector(".window-over");
  if (text && over) over.append(Object.assign(document.createElement("q"), { textContent: words("unsent", { text }) }));
}

/** The chosen company first, then the pinned, then the others in the order in which they came. */
function place(part) {
  const holder = page.querySelector(`[data-holds="${part.dataset.place}"]`);
  const rank = rankOf(part);
  const siblings = [...holder.children];
  const at = siblings.indexOf(part);
  const fits = siblings.every((other, index) => (index < at ? rankOf(other) <= rank : rankOf(other) >= rank));
  if (at >= 0 && fits) return;
  const key = focusIn(part);
  holder.insertBefore(part, siblings.find((other) => other !== part && rankOf(other) > rank) ?? null);
  if (key !== null) part.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  transcriptOf(part)?.toEnd();
  tidy();
}

function rankOf(part) {
  if (part.dataset.state === "chosen") return 0;
  return "pinned" in part.dataset ? 1 : 2;
}

/** A section that holds nothing is not there. */
export function tidy() {
  for (const section of page.querySelectorAll("[data-hides]")) section.hidden = !section.querySelector("[data-contact]");
}

/** Draw the head of the page anew: how the question stands. */
export async function refreshStanding() {
  const fresh = (await fragment("/standing"))?.firstElementChild;
  const old = page.querySelector("[data-standing]");
  if (!fresh) return;
  for (const name of ["data-waiting", "data-ended"]) old.toggleAttribute(name, fresh.hasAttribute(name));
  replacePieces(old, fresh);
}

/** Draw the comparison of the pinned companies anew. */
export async function refreshComparison() {
  const fresh = await fragment("/comparison");
  if (!fresh) return;
  const holder = document.getElementById("comparison");
  const key = focusIn(holder);
  holder.replaceChildren(fresh);
  colour(holder);
  if (key !== null) holder.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
