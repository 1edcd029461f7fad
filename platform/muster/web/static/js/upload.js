// Uploading a file with its progress; what fails is told like every other request.
import { HttpError, csrfToken, refreshToken } from "./http.js";

/**
 * POST a form with a file once. onProgress: called with the share that is on its way, 0 to 1.
 * Gives the answer's JSON; throws HttpError, with status 0 when no answer came.
 */
export async function upload(url, form, { key, onProgress = () => {} }) {
  const first = await once(url, form, key, onProgress);
  if (first.problem?.code !== "csrf") return settle(first);
  await refreshToken(); // the page was open longer than the session
  return settle(await once(url, form, key, onProgress));
}

function settle({ status, answer, problem }) {
  if (status >= 200 && status < 300) return answer;
  throw new HttpError(status, problem ?? {});
}

function once(url, form, key, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.addEventListener("loadend", () => {
      const told = read(request.responseText);
      resolve({ status: request.status, answer: told, problem: told?.error });
    });
    request.send(form);
  });
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
