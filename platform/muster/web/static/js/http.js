// Posting to our own server: token, retry with back-off, one idempotency key for all tries.
const RETRIED = new Set([502, 503, 504]);
const TRIES = 4;

export class HttpError extends Error {
  /** `status` is 0 when no answer came; `problem` is the server's {message, field?, …}. */
  constructor(status, problem) {
    super(problem.message ?? "");
    this.name = "HttpError";
    this.status = status;
    this.problem = problem;
  }
}

/** A key that makes a repeated request the same request; works without a secure context too. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** Ask for a token of today's session, when the page was open longer than the session. */
export async function refreshToken() {
  const response = await fetch("/csrf-token", { headers: { Accept: "application/json" } });
  const { token } = await response.json();
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = token;
  return token;
}

/**
 * POST `body` as JSON and return the answer's JSON (null for an empty one).
 * Safe to repeat: the same `key` is sent on each try. Throws HttpError.
 */
export async function postJson(url, body = {}, { key = newKey(), method = "POST", signal } = {}) {
  return send(url, { method, signal, body: JSON.stringify(body), type: "application/json", key });
}

/** POST a form (files too) the same way. */
export async function postForm(url, form, { key = newKey(), signal } = {}) {
  const body = form instanceof FormData ? form : new FormData(form);
  return send(url, { method: "POST", signal, body, key });
}

/** GET JSON, with the same retries. */
export async function getJson(url, { signal } = {}) {
  return send(url, { method: "GET", signal });
}

async function send(url, options) {
  let healed = false;
  for (let attempt = 1; ; attempt += 1) {
    const response = await once(url, options);
    if (response?.ok) return response.status === 204 ? null : parse(response);
    const problem = response ? await problemOf(response) : {};
    if (problem.code === "csrf" && !healed) {
      healed = true;
      await refreshToken();
    } else if (attempt >= TRIES || (response && !RETRIED.has(response.status))) {
      throw new HttpError(response?.status ?? 0, problem);
    } else {
      await pause(attempt);
    }
  }
}

async function once(url, { method, body, type, key, signal }) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (type) headers["Content-Type"] = type;
  if (key) headers["Idempotency-Key"] = key;
  try {
    return await fetch(url, { method, body, headers, signal, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return null;
  }
}

async function parse(response) {
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

async function problemOf(response) {
  try {
    return (await response.json()).error ?? {};
  } catch {
    return {};
  }
}

function pause(attempt) {
  // Spread, so that a thousand pages that lost the line together do not return together.
  const most = Math.min(8000, 400 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, most / 2 + (Math.random() * most) / 2));
}
