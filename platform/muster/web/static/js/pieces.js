// Drawing a piece of the page anew without taking the floor from under whoever is using it.
const TOKEN = /name="csrf_token" value="[^"]*"/g;

/**
 * Put the pieces of `fresh` (elements with data-piece) in place of those of `old` that differ.
 * keeps: called with (old piece, new piece); true for one that shall stay as it is.
 */
export function replacePieces(old, fresh, keeps = () => false) {
  for (const piece of fresh.querySelectorAll("[data-piece]")) {
    const there = old.querySelector(`[data-piece="${piece.dataset.piece}"]`);
    if (!there || same(there, piece) || keeps(there, piece)) continue;
    const key = focusIn(there);
    there.replaceWith(piece);
    if (key !== null) piece.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}

/** Let a list hold these elements in this order; what stands where it should is not touched. */
export function arrange(list, items) {
  const wanted = new Set(items);
  for (const item of [...list.children]) if (!wanted.has(item)) item.remove();
  items.forEach((item, at) => list.children[at] !== item && list.insertBefore(item, list.children[at] ?? null));
}

/** Which control (data-key) below an element has the focus; null if none has. */
export function focusIn(element) {
  const active = document.activeElement;
  return element.contains(active) && active !== element ? (active.dataset.key ?? null) : null;
}

function same(one, other) {
  return one.outerHTML.replace(TOKEN, "") === other.outerHTML.replace(TOKEN, "");
}
