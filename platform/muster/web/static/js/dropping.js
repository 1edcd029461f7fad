// Files from the clipboard and by drag and drop: into whatever place under the pointer takes them.
const shown = new Set();

/**
 * Take files that are dropped on the page. placeOf(element): the place around an element that
 * takes files, or null. take(place, files): has them.
 */
export function dropsInto(placeOf, take) {
  const place = (event) => holdsFiles(event) && placeOf(event.target instanceof Element ? event.target : document.body);
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // a file beside its place must not take the page away
    const under = place(event);
    event.dataTransfer.dropEffect = under ? "copy" : "none";
    mark(under);
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && mark(null));
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const under = place(event);
    mark(null);
    if (under) take(under, [...event.dataTransfer.files]);
  });
}

/** Files that are being pasted; their words stay words. */
export function pastedFiles({ clipboardData }) {
  const holdsText = [...(clipboardData?.types ?? [])].includes("text/plain");
  return holdsText ? [] : [...(clipboardData?.files ?? [])];
}

function holdsFiles({ dataTransfer }) {
  return [...(dataTransfer?.types ?? [])].includes("Files");
}

function mark(place) {
  for (const other of shown) if (other !== place) other.classList.remove("drop-here");
  shown.clear();
  if (!place) return;
  place.classList.add("drop-here");
  shown.add(place);
}
