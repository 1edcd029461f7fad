// Canned replies: found by shortcut, words and folder, those in the contact's language first.
import { blanksIn, filled } from "./desk-blanks.js";
import { clientOf, store } from "./desk-store.js";

const MOST = 8;

/** Canned replies of the contact's company that fit what was typed, the best first. */
export function fitting(contactId, typed, most = MOST) {
  const words = plain(typed).split(/\s+/u).filter(Boolean);
  const contact = store.windows.get(contactId)?.contact ?? {};
  return clientOf(contact).canned.map((reply) => [rank(reply, words, contact.language), reply])
    .filter(([value]) => value < Infinity).sort(([one], [other]) => one - other)
    .slice(0, most).map(([, reply]) => reply);
}

function rank({ shortcut, title, body, folder, language }, words, spoken) {
  const places = [[shortcut, folder], [title], [body]].map((texts) => plain(texts.join(" ")));
  const found = words.map((word) => (plain(shortcut).startsWith(word) ? -1 : places.findIndex((text) => text.includes(word))));
  if (words.some((word, index) => found[index] < 0 && !plain(shortcut).startsWith(word))) return Infinity;
  const foreign = language && language !== spoken ? 0.5 : 0;
  return Math.max(-1, ...found) + foreign;
}

/** Without what makes the same word look different: case, and the width of letters and signs. */
function plain(text) {
  return text.normalize("NFKC").toLowerCase();
}

/** How a reply stands in a list. */
export function itemOf(contactId, reply) {
  const tags = [reply.folder, reply.language.toUpperCase()].filter(Boolean).join(" · ");
  return { kind: `/${reply.shortcut}`, words: tags ? `${reply.title} (${tags})` : reply.title, hint: filled(contactId, reply.body), reply };
}

/** Put a reply, filled in, between two places of a field; what is still open is selected. */
export function put(contactId, field, reply, start, end) {
  const text = filled(contactId, reply.body);
  field.setRangeText(text, start, end, "end");
  const [blank] = blanksIn(text);
  if (blank) field.setSelectionRange(start + blank.start, start + blank.end);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
