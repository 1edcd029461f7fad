// My schedule: this week and the next in a dialog, where time off is asked for and taken back.
import { draw } from "./desk-words.js";
import { csrfToken, newKey, refreshToken } from "./http.js";

const dialog = document.getElementById("my-schedule");
const shown = document.getElementById("my-schedule-shown");

async function show() {
  const response = await fetch("/desk/my-schedule").catch(() => null);
  if (response?.ok) shown.innerHTML = await response.text();
}

async function send(form, again = true) {
  const headers = { "X-CSRFToken": csrfToken(), "Idempotency-Key": newKey() };
  const body = new FormData(form);
  body.set("csrf_token", csrfToken());
  const response = await fetch(form.action, { method: "POST", headers, body }).catch(() => null);
  const isPage = response?.headers.get("Content-Type")?.startsWith("text/html");
  if (response && (response.ok || response.status === 422) && isPage) {
    shown.innerHTML = await response.text();
    (shown.querySelector("[aria-invalid]") ?? dialog.querySelector("[data-action=close]")).focus();
  } else if (response?.status === 400 && again) {
    await refreshToken();
    await send(form, false);
  } else if (response) {
    await show();
  }
}

document.getElementById("me").append(draw("my-schedule"));
new MutationObserver(() => dialog.open && show()).observe(dialog, { attributes: true, attributeFilter: ["open"] });
shown.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
