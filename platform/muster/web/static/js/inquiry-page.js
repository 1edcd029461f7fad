// The consumer's page as a whole: its words, its parts, and fragments fetched from the server.
import { whenReleased } from "./released.js";

export const page = document.getElementById("inquiry");

/** A sentence of the page from `data-said-<name>`, with `{name}` in it filled in. */
export function words(key, values = {}) {
  const text = page.dataset[`said${key[0].toUpperCase()}${key.slice(1)}`] ?? "";
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** The window or card of a contact, if it is on the page. */
export function partOf(contactId) {
  return document.getElementById(`contact-${contactId}`);
}

/** Every window and card. */
export function allParts() {
  return [...page.querySelectorAll("[data-contact]")];
}

/** The elements of a fragment of the page; null if the line is down. */
export async function fragment(path) {
  try {
    const response = await fetch(`${page.dataset.base}${path}`, { headers: { Accept: "text/html", "HX-Request": "true" } });
    if (!response.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await response.text();
    await new Promise(whenReleased);
    return template.content;
  } catch {
    return null;
  }
}

const spoken = document.getElementById("spoken");

/** Have a screen reader say something when it has a moment. */
export function speak(text) {
  const line = document.createElement("p");
  line.textContent = text;
  spoken.append(line);
  while (spoken.children.length > 5) spoken.firstElementChild.remove();
}
