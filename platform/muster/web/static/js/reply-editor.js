// Writing a canned reply: variables are put in by a click, and it is shown as it will be read.
const body = document.getElementById("body");
const preview = document.getElementById("reply-preview");
const samples = JSON.parse(preview.dataset.samples);
const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

for (const button of document.querySelectorAll("[data-variable]")) {
  button.addEventListener("click", () => {
    body.focus();
    body.setRangeText(`{{${button.dataset.variable}}}`, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function show() {
  const parts = [];
  let at = 0;
  for (const place of body.value.matchAll(PLACE)) {
    parts.push(body.value.slice(at, place.index), filled(place[1], place[0]));
    at = place.index + place[0].length;
  }
  preview.replaceChildren(...parts, body.value.slice(at));
}

function filled(name, written) {
  if (samples[name]) return samples[name];
  const mark = document.createElement("mark");
  mark.textContent = written;
  const isKnown = name in samples;
  mark.title = isKnown ? preview.dataset.open : preview.dataset.unknown;
  mark.toggleAttribute("data-unknown", !isKnown);
  return mark;
}

body.addEventListener("input", show);
show();
