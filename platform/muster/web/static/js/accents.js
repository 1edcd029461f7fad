// A company's own colour: `data-accent="#1d6fb8"` gives the element --muster-accent and, for
// text upon it, --muster-accent-fg. Set through the object model, which the policy allows.
const COLOUR = /^#[0-9a-f]{6}$/i;

/** Colour every `data-accent` below `root`; call it for content that a script adds. */
export function colour(root = document) {
  for (const element of root.querySelectorAll("[data-accent]")) {
    const { accent } = element.dataset;
    if (!COLOUR.test(accent)) continue;
    element.style.setProperty("--muster-accent", accent);
    element.style.setProperty("--muster-accent-fg", readable(accent));
  }
}

/** Black or white, whichever stands out more (WCAG relative luminance). */
function readable(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return light > 0.179 ? "#000" : "#fff";
}

document.addEventListener("htmx:afterSwap", ({ target }) => colour(target.parentElement ?? target));
colour();
