// Sliders beside the adviser's number fields. They are shown by this script alone: without it the
// fields are enough.
const STEPS = 1000;

// A wide scale has as much room for 10 to 100 as for 1,000 to 10,000.
const scales = {
  even: { to: (part, low, high) => low + part * (high - low), from: (value, low, high) => (value - low) / (high - low) },
  wide: {
    to: (part, low, high) => low * (high / low) ** part,
    from: (value, low, high) => Math.log(value / low) / Math.log(high / low),
  },
};

const round = (value) => {
  const step = value >= 1000 ? 50 : value >= 200 ? 10 : 1;
  return Math.round(value / step) * step;
};

function parts(slider) {
  const { slides, low, high, scale } = slider.dataset;
  return { field: document.getElementById(slides), low: Number(low), high: Number(high), scale: scales[scale] };
}

function show(slider) {
  const { field, low, high, scale } = parts(slider);
  const value = Math.min(Math.max(Number(field.value) || low, low), high);
  slider.value = String(Math.round(STEPS * scale.from(value, low, high)));
  slider.setAttribute("aria-valuetext", field.value);
  slider.hidden = false;
}

function showAll() {
  for (const slider of document.querySelectorAll("[data-slides]")) show(slider);
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset.slides) {
    const { field, low, high, scale } = parts(target);
    field.value = String(round(scale.to(Number(target.value) / STEPS, low, high)));
    target.setAttribute("aria-valuetext", field.value);
    return;
  }
  const slider = document.getElementById(`${target.id}-slider`);
  if (slider) show(slider);
});

document.addEventListener("htmx:afterSwap", showAll);
showAll();
