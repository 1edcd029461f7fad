// What a message carries beside words: a picture, a file, a product. The page has a template for each.
const language = document.documentElement.lang;

/**
 * A picture's card as a link on it. template: the id of <a><img></a>; base: where the picture
 * is found, in its variants.
 */
export function pictureCard(template, { name, width, height }, base) {
  const link = draw(template);
  link.href = `${base}/full`;
  Object.assign(link.firstElementChild, { width, height, alt: name ?? "", src: `${base}/320` });
  return link;
}

/**
 * A file's card, to save it. template: the id of its template; base: where files are found;
 * without it there is nothing to be had but the name.
 */
export function fileCard(template, { file_id: id, name, size_bytes: size }, base) {
  const link = draw(template);
  if (base) Object.assign(link, { href: `${base}/${id}`, download: "" });
  link.querySelector("strong").textContent = name;
  link.querySelector(".quiet").textContent = sizeOf(size);
  return link;
}

/** A number of bytes as people say it. */
function sizeOf(bytes) {
  const [unit, divisor] = [["MB", 1_000_000], ["kB", 1_000]].find(([, least]) => bytes >= least) ?? ["B", 1];
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return `${format.format(bytes / divisor)} ${unit}`;
}

/** A product's card; a link if it has an address. template: the id of its template. */
export function productCard(template, card) {
  const link = draw(template);
  if (card.url) Object.assign(link, { href: card.url, target: "_blank", rel: "noopener" });
  link.querySelector("strong").textContent = card.name;
  if (card.price_minor != null) link.querySelector(".quiet").textContent = money(card);
  if (!card.picture_url) return link;
  const image = new Image();
  Object.assign(image, { alt: "", loading: "lazy", src: card.picture_url });
  link.querySelector(".said-product-face").replaceChildren(image);
  return link;
}

/** A copy of what a template holds. */
export function draw(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** A notice's code and payload as a sentence. notices: sentences by code, or code and reason. */
export function noticeOf(notices, { body, payload }) {
  const text = notices[`${body} ${payload.reason}`] ?? notices[body] ?? "";
  return text.replace("{name}", () => payload.name ?? "").replace("{text}", () => payload.text ?? "");
}

function money({ price_minor: minor, currency }) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}
