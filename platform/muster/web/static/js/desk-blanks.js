// Variables of canned replies: filled in with what is known, the others marked until they are.
import { clientOf, store } from "./desk-store.js";

const PLACE = /\{\{\s*(consumer_name|agent_name|company|product|hotline|today)\s*\}\}/gu;

/** A canned reply with everything filled in that is known of a contact. */
export function filled(contactId, body) {
  const known = valuesOf(contactId);
  return body.replace(PLACE, (place, name) => known[name] || place);
}

/** What a text still leaves open: {text, start, end} in their order. */
export function blanksIn(text) {
  return [...text.matchAll(PLACE)].map((place) => ({ text: place[0], start: place.index, end: place.index + place[0].length }));
}

function valuesOf(contactId) {
  const window = store.windows.get(contactId);
  const contact = window?.contact ?? {};
  const client = clientOf(contact);
  const products = [...(window?.messages.values() ?? [])].filter(({ kind }) => kind === "product");
  return {
    consumer_name: contact.consumer_name,
    agent_name: store.me.name,
    company: client.name,
    product: products.sort((one, other) => one.number - other.number).at(-1)?.payload.name,
    hotline: client.hotline,
    today: today(contact.language),
  };
}

function today(language) {
  try {
    return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date());
  } catch {
    return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date());
  }
}
