// Messages that appear by themselves, and the state of the line.

/** Show a message in the corner, the same one only once; `level` is info, success, warning or error. */
export function notify(text, level = "info") {
  const template = document.querySelector("#notice-template");
  const region = document.querySelector("#flash");
  if (!template || !region) return;
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.classList.add(`flash-${level}`);
  notice.setAttribute("role", level === "error" ? "alert" : "status");
  notice.querySelector(".flash-text").textContent = text;
  [...region.children].find((each) => each.querySelector(".flash-text")?.textContent === text)?.remove();
  region.append(notice);
}

/** Say how the live line is: "up", "reconnecting", "paused" or "gone". */
export function setLine(state) {
  const bar = document.querySelector("#line-status");
  if (!bar || bar.dataset.state === state) return;
  bar.dataset.state = state;
  bar.textContent = bar.dataset[state] ?? "";
}

/** A sentence of the page's language from `data-said-<name>` of the body. */
export function said(name) {
  return document.body.dataset[`said${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-dismiss]");
  button?.closest(button.dataset.dismiss || ".flash")?.remove();
});
