(() => {
  "use strict";
  const find = (name) => document.getElementById(name);
  const search = find("search"), kind = find("kind"), weight = find("weight");
  if (!search) return;
  const rows = [...document.querySelectorAll("[data-kind]")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = texts.get(row);
      const fits = words.every((word) => text.includes(word)) &&
        (!kind.value || row.dataset.kind === kind.value) &&
        (!weight.value || row.dataset.weight === weight.value);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const section of document.querySelectorAll("section.rows"))
      section.hidden = ![...section.querySelectorAll("[data-kind]")].some((row) => !row.hidden);
    find("shown").textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`;
    find("nothing").hidden = shown > 0;
  };
  for (const field of [search, kind, weight]) field.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && document.activeElement === search) { search.value = ""; show(); }
  });
  find("tools").hidden = rows.length < 2;
  show();
})();
