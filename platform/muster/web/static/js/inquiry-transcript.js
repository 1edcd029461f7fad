// Messages of the consumer's page: made from templates, each once, in the order of their numbers.
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

function draw(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Add a message that the server told of; one that is there already is left alone. */
export function addMessage(part, message, page) {
  const log = part.querySelector(".transcript");
  const id = message.id.replaceAll("-", "");
  if (log.querySelector(`[data-id="${id}"][data-number], #m-${CSS.escape(message.id)}`)) return;
  const waiting = log.querySelector(`[data-id="${id}"]`);
  if (waiting) return void settle(waiting, message);
  const item = shape(message, page);
  item.id = `m-${message.id}`;
  item.dataset.number = message.number;
  insert(log, item);
}

function shape(message, page) {
  if (message.kind === "notice") return notice(message, page);
  const item = draw(message.author_kind === "consumer" ? "mine" : "theirs");
  const by = item.querySelector(".said-by");
  if (by) by.textContent = message.author_name;
  const text = item.querySelector(".said-text");
  if (message.kind === "picture") text.replaceWith(picture(message.payload, page));
  else if (message.kind === "product") text.replaceWith(product(message.payload));
  else text.textContent = message.body;
  item.querySelector(".said-at").textContent = clock.format(new Date(message.created_at));
  return item;
}

function notice(message, page) {
  const item = draw("notice");
  const words = JSON.parse(page.dataset.notices);
  item.textContent = (words[message.body] ?? message.body).replace("{name}", message.payload.name ?? "");
  return item;
}

function picture(card, page) {
  const link = draw("picture");
  const base = `${page.dataset.base}/pictures/${card.picture_id}`;
  link.href = `${base}/full`;
  link.firstElementChild.src = `${base}/320`;
  link.firstElementChild.alt = card.name;
  return link;
}

function product(card) {
  const link = draw("product");
  if (card.url) link.href = card.url;
  link.querySelector("strong").textContent = card.name;
  if (card.price_minor != null) {
    const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: card.currency });
    const digits = money.resolvedOptions().maximumFractionDigits;
    link.querySelector(".quiet").textContent = money.format(card.price_minor / 10 ** digits);
  }
  return link;
}

function insert(log, item) {
  const number = Number(item.dataset.number);
  const later = [...log.children].find((other) => Number(other.dataset.number) > number || !other.dataset.number);
  log.insertBefore(item, later ?? null);
  log.scrollTop = log.scrollHeight;
}

/** Show what the consumer has just said, before the server has it. */
export function mine(part, body, page) {
  const log = part.querySelector(".transcript");
  const item = draw("mine");
  item.querySelector(".said-text").textContent = body;
  item.querySelector(".said-at").textContent = page.dataset.saidSending;
  item.classList.add("said-sending");
  log.append(item);
  log.scrollTop = log.scrollHeight;
  item.confirm = (answer) => answer && settle(item, answer);
  return item;
}

function settle(item, message) {
  const log = item.parentElement;
  item.classList.remove("said-sending", "said-failed");
  item.querySelector(".said-retry")?.remove();
  item.dataset.number = message.number;
  item.querySelector(".said-at").textContent = clock.format(new Date(message.created_at));
  const twin = log?.querySelector(`#m-${CSS.escape(message.id)}`);
  if (twin && twin !== item) return item.remove();
  item.id = `m-${message.id}`;
  if (log) insert(log, item);
}

/** Say that a message was not sent, and offer to try again. */
export function markFailed(item, text, retry) {
  item.classList.remove("said-sending");
  item.classList.add("said-failed");
  const at = item.querySelector(".said-at");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "said-retry";
  button.textContent = text;
  button.addEventListener("click", () => {
    button.remove();
    item.classList.add("said-sending");
    retry();
  });
  at.textContent = "";
  at.append(button);
}
