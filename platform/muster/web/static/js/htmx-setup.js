// htmx carries the token, and failures go beside the page rather than over it.
import { csrfToken, refreshToken } from "./http.js";
import { notify, said } from "./notices.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr } = detail;
  if (xhr.status < 400 || xhr.status === 422) return;
  // Only our own error fragments say where they go; a proxy's page stays out.
  detail.shouldSwap = Boolean(xhr.getResponseHeader("HX-Retarget"));
  if (!detail.shouldSwap) notify(said("fault"), "error");
  if (xhr.getResponseHeader("X-Problem") === "csrf") refreshToken();
});

document.addEventListener("htmx:sendError", () => notify(said("lost"), "warning"));
document.addEventListener("htmx:timeout", () => notify(said("lost"), "warning"));
