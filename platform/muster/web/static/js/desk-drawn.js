// Parts above the desk that the server draws: fetched anew when something moves.

/** Put a copy of a template above the desk; gives it. */
export function placeAbove(templateId) {
  const place = document.getElementById(templateId).content.firstElementChild.cloneNode(true);
  document.querySelector(".desk").before(place);
  return place;
}

/**
 * Draw what an address says into a place, unless that is what it shows.
 * isBusy: whether somebody is in the middle of something there; then it stays as it is.
 * drawn: called after a change.
 */
export async function drawInto(place, address, { isBusy = () => false, drawn = () => {} } = {}) {
  if (isBusy()) return;
  try {
    const response = await fetch(address, { headers: { Accept: "text/html", "HX-Request": "true" } });
    if (!response.ok || response.redirected) return;
    const html = await response.text();
    if (isBusy() || place.dataset.shown === html) return;
    place.innerHTML = html;
    place.dataset.shown = html;
    drawn();
  } catch {
    // The line is down; the status bar says so, and the next look draws it.
  }
}
