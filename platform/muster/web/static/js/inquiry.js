// The consumer's page: every company a window that fills as its people answer.
import { learn } from "./clock.js";
import { clearDraft, keepDrafts } from "./drafts.js";
import { HttpError, newKey, postForm, postJson } from "./http.js";
import { connect } from "./live.js";
import { notify, said } from "./notices.js";
import { addMessage, markFailed, mine } from "./inquiry-transcript.js";

const TYPING_SHOWN = 4_000;
const TYPING_TOLD = 2_500;
const page = document.getElementById("inquiry");
const windows = document.getElementById("windows");
const waiting = document.querySelector(".waiting-list");
const typingTimers = new Map();
const refreshing = new Map();

learn(page.dataset.now);
for (const part of document.querySelectorAll("[data-contact]")) settle(part);

const line = connect(page.dataset.stream, {
  after: Number(page.dataset.after),
  on: {
    "message.posted": (event) => hear(event),
    "contact.typing": (event) => event.payload.by === "agent" && showTyping(event.contact_id),
    "contact.changed": (event) => refresh(event.contact_id),
    "contact.queued": (event) => join(event),
    "invitation.pinned": (event) => refresh(event.contact_id),
    "invitation.dismissed": (event) => refresh(event.contact_id),
    "invitation.chosen": (event) => refresh(event.contact_id),
    "contact.rated": (event) => refresh(event.contact_id),
    "consumer.revealed": (event) => refresh(event.contact_id),
  },
});

function windowOf(contactId) {
  return document.getElementById(`contact-${contactId}`);
}

function hear({ contact_id: contactId, payload }) {
  const part = windowOf(contactId);
  if (!part) return void join({ contact_id: contactId });
  if (payload.author_kind === "agent") hideTyping(part);
  addMessage(part, payload, page);
  if (payload.author_kind === "agent" && !windows.contains(part)) {
    windows.append(part);
    countAnswers();
  }
  if (payload.author_kind === "agent" && part.dataset.state !== "answered") refresh(contactId);
  settle(part);
}

async function join({ contact_id: contactId }) {
  if (windowOf(contactId)) return;
  const html = await fetchText(`${page.dataset.base}/contacts/${contactId}`);
  if (!html || windowOf(contactId)) return;
  const part = parse(html);
  waiting.append(part);
  keepDrafts(part);
  settle(part);
  countAnswers();
}

/** Draw one window anew, but for what the consumer is doing in it; once for many events. */
function refresh(contactId) {
  if (refreshing.has(contactId)) return;
  refreshing.set(contactId, setTimeout(() => redraw(contactId), 80));
}

async function redraw(contactId) {
  refreshing.delete(contactId);
  const part = windowOf(contactId);
  const html = part && (await fetchText(part.dataset.base));
  if (html) replacePieces(part, parse(html));
}

function replacePieces(part, fresh) {
  for (const name of ["state", "open", "pinned"]) {
    if (name in fresh.dataset) part.dataset[name] = fresh.dataset[name];
    else delete part.dataset[name];
  }
  part.className = fresh.className;
  for (const piece of fresh.querySelectorAll("[data-piece]")) {
    const old = part.querySelector(`[data-piece="${piece.dataset.piece}"]`);
    const keeps = piece.dataset.piece === "composer" && old.tagName === piece.tagName;
    const busy = old.querySelector("dialog[open]") || piece.dataset.piece === "transcript";
    if (!keeps && !busy && old.outerHTML !== piece.outerHTML) old.replaceWith(piece);
  }
  place(part);
  settle(part);
}

function place(part) {
  const belongs = ["answered", "chosen", "ended"].includes(part.dataset.state) || part.querySelector(".said");
  if (belongs && !windows.contains(part)) windows.append(part);
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("article");
}

async function fetchText(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    return response.ok ? await response.text() : "";
  } catch {
    return "";
  }
}

async function countAnswers() {
  const text = await fetchText(`${page.dataset.base}/summary`);
  if (text) document.querySelector("[data-count-sentence]").textContent = new DOMParser().parseFromString(text, "text/html").body.textContent.trim();
  const answered = windows.querySelector(".window-answered, .window-chosen, .said-theirs");
  document.getElementById("answer").classList.toggle("sentence-good", Boolean(answered));
}

function settle(part) {
  const face = part.querySelector("[data-tint]");
  if (face?.dataset.tint) face.style.setProperty("--tint", face.dataset.tint);
  part.style.setProperty("--tint", part.dataset.color || "");
  const log = part.querySelector(".transcript");
  log.scrollTop = log.scrollHeight;
  document.getElementById("waiting").hidden = !waiting.children.length;
  if (document.visibilityState === "visible") tellRead(part);
}

function tellRead(part) {
  const theirs = part.querySelectorAll(".said-theirs");
  const upTo = Number(theirs[theirs.length - 1]?.dataset.number ?? 0);
  if (upTo <= Number(part.dataset.read ?? 0)) return;
  part.dataset.read = upTo;
  postJson(`${part.dataset.base}/reading`, { up_to: upTo }).catch(() => delete part.dataset.read);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  for (const part of document.querySelectorAll("[data-contact]")) tellRead(part);
});

function showTyping(contactId) {
  const part = windowOf(contactId);
  if (!part) return;
  part.querySelector(".window-typing").hidden = false;
  clearTimeout(typingTimers.get(contactId));
  typingTimers.set(contactId, setTimeout(() => hideTyping(part), TYPING_SHOWN));
}

function hideTyping(part) {
  part.querySelector(".window-typing").hidden = true;
}

let toldTyping = 0;
document.addEventListener("input", (event) => {
  const composer = event.target.closest("[data-composer]");
  if (!composer || event.timeStamp - toldTyping < TYPING_TOLD) return;
  toldTyping = event.timeStamp;
  postJson(`${composer.closest("[data-contact]").dataset.base}/typing`).catch(() => {});
});

document.addEventListener("keydown", (event) => {
  const composer = event.target.closest("[data-composer]");
  if (composer && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-composer]")) {
    event.preventDefault();
    say(form);
  } else if (form.matches("[data-act]")) {
    event.preventDefault();
    act(form, event.submitter);
  }
});

function say(form) {
  const box = form.querySelector("textarea");
  const body = box.value.trim();
  if (!body) return;
  const part = form.closest("[data-contact]");
  const message = { id: newKey(), body };
  send(part, message, mine(part, body, page));
  box.value = "";
  clearDraft(box.dataset.draft);
  box.focus();
}

async function send(part, message, bubble) {
  try {
    const answer = await postJson(`${part.dataset.base}/messages`, message, { key: message.id });
    bubble.confirm(answer);
  } catch (error) {
    const gone = error instanceof HttpError && [403, 404, 422, 429].includes(error.status);
    markFailed(bubble, gone ? error.message : page.dataset.saidFailed, () => send(part, message, bubble));
    if (gone) refresh(part.dataset.contact);
  }
}

document.addEventListener("click", (event) => {
  const product = event.target.closest("[data-product]");
  if (!product) return;
  const part = product.closest("[data-contact]");
  const message = { id: newKey(), product_id: product.dataset.product };
  send(part, message, mine(part, product.textContent.trim(), page));
});

document.addEventListener("change", async (event) => {
  if (!event.target.matches("[data-picture]") || !event.target.files.length) return;
  const input = event.target;
  const part = input.closest("[data-contact]");
  const form = new FormData();
  form.set("id", newKey());
  form.set("file", input.files[0]);
  input.value = "";
  const bubble = mine(part, form.get("file").name, page);
  try {
    bubble.confirm(await postForm(`${part.dataset.base}/pictures`, form));
  } catch (error) {
    bubble.remove();
    notify(error.message || said("fault"), "error");
  }
});

async function act(form, button) {
  const values = Object.fromEntries(new FormData(form, button));
  const problem = form.querySelector(".field-error");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "HX-Request": "true", Accept: "text/html", "X-CSRFToken": values.csrf_token },
      body: new URLSearchParams(values),
    });
    const text = await response.text();
    if (!response.ok) return void complain(problem, text);
    form.closest("dialog")?.close();
    replacePieces(form.closest("[data-contact]"), parse(text));
    line.catchUp();
  } catch {
    complain(problem, "");
  }
}

function complain(problem, html) {
  const found = new DOMParser().parseFromString(html, "text/html");
  const text = found.querySelector(".flash-text, .field-error")?.textContent.trim() || found.body.textContent.trim() || said("lost");
  if (!problem) return notify(text, "error");
  problem.textContent = text;
  problem.hidden = false;
}
