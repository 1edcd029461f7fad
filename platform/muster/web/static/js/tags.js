// A field of comma-separated words, shown as chips; without a script it stays a text field.
const SEPARATORS = /[,，、;；\n]+/;

for (const field of document.querySelectorAll("input[data-tags]")) dress(field);

function dress(field) {
  const box = document.createElement("div");
  const entry = document.createElement("input");
  box.className = "form-control tag-entry";
  entry.id = `${field.id}-entry`;
  entry.autocomplete = "off";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (field.hasAttribute(name)) entry.setAttribute(name, field.getAttribute(name));
  }
  document.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.setAttribute("for", entry.id);
  field.type = "hidden";
  field.before(box);
  box.append(entry);
  const draw = () => {
    for (const chip of box.querySelectorAll(".chip")) chip.remove();
    entry.before(...words(field.value).map((word) => chipOf(word, field, draw)));
  };
  const take = () => {
    field.value = [...new Set([...words(field.value), ...words(entry.value)])].join(", ");
    entry.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
  };
  entry.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && entry.value.trim()) {
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && !entry.value) {
      field.value = words(field.value).slice(0, -1).join(", ");
      draw();
    }
  });
  entry.addEventListener("input", (event) => {
    if (!event.isComposing && SEPARATORS.test(entry.value)) take();
  });
  entry.addEventListener("blur", () => entry.value.trim() && take());
  // A click on a chip must not blur the entry: drawing anew would take the chip from under it.
  box.addEventListener("mousedown", (event) => {
    if (event.target !== entry) event.preventDefault();
    entry.focus();
  });
  draw();
}

function chipOf(word, field, draw) {
  const chip = document.createElement("span");
  const remove = document.createElement("button");
  chip.className = "chip chip-brand plain";
  chip.append(word, remove);
  remove.type = "button";
  remove.textContent = "×";
  remove.setAttribute("aria-label", field.dataset.tags.replace("{}", word));
  remove.addEventListener("click", () => {
    field.value = words(field.value).filter((other) => other !== word).join(", ");
    draw();
  });
  return chip;
}

function words(text) {
  return text.split(SEPARATORS).map((word) => word.trim()).filter(Boolean);
}
