(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const BATCH = 50;
  const tools = byId("tools");
  const rows = JSON.parse(byId("rows").textContent).map(
    ([group, urgency, kind, place, source, html]) => ({
      group, urgency, kind, place, source, html, lane: group.replace(/-folded$/, ""), text: null,
    }));
  const groups = [...document.querySelectorAll("[data-group]")].map((list) => {
    const name = list.dataset.group;
    const fitting = rows.filter((row) => row.group === name);
    return { list, fitting, all: fitting, drawn: list.children.length,
      more: document.querySelector(`[data-more="${name}"]`) };
  });
  const lanes = [...document.querySelectorAll("section.lane")];
  const fields = ["lane", "place", "source", "urgency", "kind"].filter((name) => byId(name));
  const search = byId("search");
  const entities = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'" };
  const textOf = (row) => (row.text ??= row.html.replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|#34|#39);/g, (_, name) => entities[name]).toLowerCase());

  const draw = (group, until) => {
    const batch = group.fitting.slice(group.drawn, until);
    group.list.insertAdjacentHTML("beforeend", batch.map((row) => row.html).join(""));
    group.drawn += batch.length;
    for (const button of group.list.querySelectorAll(".copy")) button.hidden = false;
    const left = group.fitting.length - group.drawn;
    if (!group.more) return;
    group.more.hidden = left === 0;
    group.more.textContent = left > BATCH ? `Show ${BATCH} more of ${left}` : `Show the last ${left}`;
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = fields.map((name) => [name, byId(name).value]).filter(([, value]) => value);
    const filtered = words.length + chosen.length > 0;
    let shown = 0;
    for (const group of groups) {
      group.fitting = filtered ? group.all.filter((row) =>
        chosen.every(([name, value]) => row[name] === value) &&
        words.every((word) => textOf(row).includes(word))) : group.all;
      shown += group.fitting.length;
      group.list.textContent = "";
      group.drawn = 0;
      draw(group, BATCH);
      const fold = group.list.closest("details");
      if (fold) {
        fold.hidden = group.fitting.length === 0;
        fold.open = filtered && group.fitting.length > 0;
      }
    }
    for (const lane of lanes)
      lane.hidden = filtered && !groups.some((group) =>
        group.fitting.length > 0 && lane.contains(group.list));
    byId("shown").textContent =
      filtered ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
    byId("nothing").hidden = shown > 0 || rows.length === 0;
  };

  const copy = async (button) => {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    } catch {
      getSelection().selectAllChildren(code);
    }
  };

  const showMore = (group) => {
    const first = group.drawn;
    draw(group, first + BATCH);
    const link = group.list.children[first]?.querySelector("a, summary, button");
    if (group.more.hidden && link) link.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const group = groups.find((one) => one.more === button);
    if (group) showMore(group);
    if (button.classList.contains("copy")) copy(button);
  });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  for (const name of fields) byId(name).addEventListener("input", filter);
  byId("reset").addEventListener("click", () => {
    search.value = "";
    for (const name of fields) byId(name).value = "";
    filter();
    search.focus();
  });
  if (matchMedia("(max-width: 999px)").matches) byId("filters").open = false;
  tools.hidden = rows.length < 2;
  for (const group of groups) draw(group, group.drawn);
})();
