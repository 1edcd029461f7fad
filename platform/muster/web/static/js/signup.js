// Sign-up: guesses the time zone of a fresh form, and a short name from the company's name.
const form = document.querySelector("[data-signup]");
const { name, slug, time_zone: zone } = form.elements;
let chosen = slug.value !== "";

if (form.dataset.fresh !== undefined) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}

slug.addEventListener("input", () => {
  chosen = slug.value !== "";
});

name.addEventListener("change", async () => {
  if (chosen || !name.value.trim()) return;
  const url = `${form.dataset.slugUrl}?${new URLSearchParams({ name: name.value })}`;
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { slug: guess } = await response.json();
    if (chosen) return;
    slug.value = guess;
    if (document.activeElement === slug) slug.select(); // whoever begins to type types over it
  } catch {
    // Left empty, the server makes one.
  }
});
