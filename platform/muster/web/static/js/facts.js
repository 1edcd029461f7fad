// Rows of names and values: added, taken away; without a script the last row is always empty.
for (const list of document.querySelectorAll("[data-facts]")) furnish(list);

function furnish(list) {
  const rows = list.querySelector("[data-fact-rows]");
  const add = list.querySelector("[data-fact-add]");
  const empty = rows.lastElementChild.cloneNode(true);
  let next = rows.children.length;
  add.hidden = false;
  for (const row of rows.children) enliven(row, rows);
  add.addEventListener("click", () => {
    const row = renumbered(empty, list.dataset.facts, next);
    next += 1;
    rows.append(row);
    enliven(row, rows);
    row.querySelector("input").focus();
  });
}

function enliven(row, rows) {
  const remove = row.querySelector("[data-fact-remove]");
  remove.hidden = false;
  remove.addEventListener("click", () => {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    for (const field of row.querySelectorAll("input, textarea")) field.value = "";
    if (rows.children.length > 1) row.remove();
    (neighbour ?? row).querySelector("input").focus();
  });
}

function renumbered(empty, name, number) {
  const row = empty.cloneNode(true);
  for (const error of row.querySelectorAll(".field-error")) error.remove();
  for (const field of row.querySelectorAll("input, textarea")) {
    const part = field.name.split("-").pop();
    field.name = `${name}-${number}-${part}`;
    field.id = field.name;
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  return row;
}
