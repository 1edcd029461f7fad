// What is typed into `data-draft="key"` survives a reload, a closed tab and a lost line.
const PREFIX = "muster-draft:";
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Restore and keep the drafts below `root`; call it again for content that came later. */
export function keepDrafts(root = document) {
  for (const field of root.querySelectorAll("[data-draft]")) restore(field);
}

/**
 * What is kept under a key: {text, base, at}, or null. `base` is what the page showed before it
 * was typed over, `at` milliseconds since 1970.
 */
export function draftOf(key) {
  return read(key) ? JSON.parse(storage().getItem(PREFIX + key)) : null;
}

/** Forget a draft: what was typed has arrived. */
export function clearDraft(key) {
  storage()?.removeItem(PREFIX + key);
}

function restore(field) {
  const kept = read(field.dataset.draft);
  // What the server has sent since (back with an error, changed elsewhere) is newer than ours.
  if (!kept || (field.value && field.value !== draftOf(field.dataset.draft).base)) return;
  field.value = kept;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function read(key) {
  try {
    const { text, at } = JSON.parse(storage()?.getItem(PREFIX + key) ?? "{}");
    return text && Date.now() - at < KEPT_MS ? text : "";
  } catch {
    return "";
  }
}

function write(key, text, base) {
  try {
    if (text) storage()?.setItem(PREFIX + key, JSON.stringify({ text, base, at: Date.now() }));
    else clearDraft(key);
  } catch {
    // The browser's storage is full or closed to us: typing goes on without the net.
  }
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function prune() {
  const store = storage();
  const keys = Array.from({ length: store?.length ?? 0 }, (_, index) => store.key(index));
  for (const key of keys) {
    if (key?.startsWith(PREFIX) && !read(key.slice(PREFIX.length))) store.removeItem(key);
  }
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.draft) write(target.dataset.draft, target.value, target.defaultValue);
});

// A page that confirms success names the drafts that it has received.
function forgetReceived(root) {
  for (const done of root.querySelectorAll("[data-draft-received]")) {
    clearDraft(done.dataset.draftReceived);
  }
}

document.addEventListener("htmx:afterSwap", ({ target }) => {
  forgetReceived(target.parentElement ?? target);
  keepDrafts(target);
});

prune();
forgetReceived(document);
keepDrafts();
