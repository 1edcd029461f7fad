// A colleague in a window: who was asked, who is there too, and what can be done about it.
import { countDown } from "./desk-deadlines.js";
import { loadInbox, store, tell } from "./desk-store.js";
import { word } from "./desk-words.js";
import { HttpError, postJson } from "./http.js";
import { notify, said } from "./notices.js";

/** Answer, end or hand over; true if it was done. Tells why not. */
export async function answer({ id }, what) {
  try {
    await postJson(`/desk/transfers/${id}/${what}`);
    return true;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    notify(error.message || said("lost"), "warning");
    return false;
  } finally {
    tell("transfer");
    await loadInbox().catch(() => {});
  }
}

/** Whether I am in this colleague's conversation. */
export function isBeside({ state, to_agent_id: to }) {
  return to === store.me?.id && state !== "offered";
}

/** The open transfer of a contact that concerns me. */
export function transferOf(contactId) {
  return store.transfers.find(({ contact_id: id }) => id === contactId);
}

/** How I am in a colleague's conversation: consulting, together, or not at all. */
export function insideOf(contactId) {
  const one = transferOf(contactId);
  return one && isBeside(one) ? one.state : null;
}

/** The bar of a window: who was asked, who is there, and what I can do about it. */
export function fillBar(bar, contactId) {
  const one = transferOf(contactId);
  bar.hidden = !one;
  bar.replaceChildren();
  if (!one) return;
  const mine = one.from_agent_id === store.me?.id;
  if (!mine && one.state === "offered") return void (bar.hidden = true);
  const text = document.createElement("span");
  const words = { name: mine ? one.to_name : one.from_name };
  bar.append(text);
  if (one.state === "offered") {
    text.dataset.countsDown = "";
    countDown(text, one.expires_at, (left) => word("asking", { ...words, left }));
  } else text.textContent = word(`${mine ? "with" : "beside"}_${one.state}`, words);
  if (mine && one.state !== "offered") bar.append(button("hand_over", () => answer(one, "handover")));
  bar.append(button(mine ? (one.state === "offered" ? "take_back" : "go_alone") : "leave_them", () => answer(one, "leaving")));
}

function button(name, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn btn-sm", textContent: word(name) });
  made.addEventListener("click", act);
  return made;
}
