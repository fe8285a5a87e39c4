// The matrix: types by implementations; a type opens its checks, a cell opens the panel.

let grid = null;

function matrix() {
  const head = element("tr", {}, element("th", { scope: "col", class: "corner" }, "Type"),
    implementations.map((one, at) => element("th", { scope: "col", "data-column": at },
      element("span", { class: "column-name" }, name(one.name)), element("small", {}, written(versionOf(one))), element("small", { class: "dialect" }, written(one.dialect)))));
  const body = element("tbody");
  let title = null;
  types.forEach((type, at) => {
    if (groupTitles[at] !== title) {
      title = groupTitles[at];
      body.append(element("tr", { class: "group", "data-title": title }, element("th", { scope: "rowgroup", colspan: implementations.length + 1 }, element("span", {}, written(title)))));
    }
    body.append(row(at, NONE));
  });
  grid = element("table", { class: "matrix", role: "grid", "aria-label": "Types by implementations" }, element("thead", {}, head), body);
  grid.addEventListener("click", (event) => act(event.target.closest("[data-row]")));
  grid.addEventListener("keydown", keys);
  const first = grid.querySelector("[data-row]");
  if (first) first.tabIndex = 0;
  refreshMatrix();
  return element("div", { class: "scroll" }, grid, element("p", { class: "empty", hidden: true }, "Nothing is found. Search for less, or clear the filters."));
}

function prefixOf(type) {
  return /^Realtime(Translation)?(Server|Client)Event(?=.)|^Realtime(?=.)/.exec(types[type])?.[0] ?? "";
}

function row(type, check) {
  const head = check === NONE
    ? element("th", { scope: "row", role: "rowheader", tabindex: -1, "data-row": type, "aria-expanded": "false" }, element("span", { class: "name" }, name(types[type], prefixOf(type))))
    : element("th", { scope: "row", role: "rowheader", tabindex: -1, "data-row": type, "data-check": check }, written(checks[check]));
  const cells = implementations.map((_, at) => element("td", { role: "gridcell", tabindex: -1, "data-row": type, "data-column": at, "data-check": check === NONE ? null : check }));
  return element("tr", { "data-type": type, "data-check": check === NONE ? null : check, class: check === NONE ? "type" : "check" }, head, cells);
}

function act(cell) {
  if (!cell) return;
  const type = Number(cell.dataset.row);
  if (cell.dataset.column !== undefined) {
    if (!cell.classList.contains("is-empty")) openPanel(Number(cell.dataset.column), type, cell.dataset.check === undefined ? state.check : Number(cell.dataset.check));
  } else if (cell.dataset.check === undefined) toggle(type, cell);
}

function toggle(type, head) {
  const open = !state.open.delete(type);
  if (open) state.open.add(type);
  head.setAttribute("aria-expanded", String(open));
  const rows = [...grid.querySelectorAll(`tr.check[data-type="${type}"]`)];
  if (!open) rows.forEach((one) => one.remove());
  else {
    const judged = checks.map((_, at) => at).filter((at) => implementations.some((_, one) => counts[one].get(type)?.has(at)));
    head.parentElement.after(...judged.map((at) => row(type, at)));
  }
  refreshMatrix();
}

function keys(event) {
  const cell = event.target.closest("[data-row]");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    act(cell);
    return;
  }
  const across = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  const down = { ArrowUp: -1, ArrowDown: 1, PageUp: -12, PageDown: 12 }[event.key];
  if (across === undefined && down === undefined) return;
  event.preventDefault();
  const rows = [...grid.querySelectorAll("tbody tr:not(.group):not([hidden])")];
  const line = clamp(rows.indexOf(cell.parentElement) + (down ?? 0), rows.length);
  const seen = (one) => [...one.querySelectorAll("[data-row]:not([hidden])")];
  focusCell(seen(rows[line])[clamp(seen(cell.parentElement).indexOf(cell) + (across ?? 0), seen(rows[line]).length)]);
}

const clamp = (at, length) => Math.max(0, Math.min(length - 1, at));

function focusCell(cell) {
  grid.querySelectorAll('[tabindex="0"]').forEach((one) => (one.tabIndex = -1));
  cell.tabIndex = 0;
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// The cells that a search finds by reason or case; null without a search.
function foundCells(looked) {
  if (!looked.length) return null;
  return groups.map((rows) => {
    const byType = new Map();
    for (const group of rows) {
      if (!wanted(group.mark) || (state.check !== NONE && group.check !== state.check) || !groupFound(group, looked)) continue;
      if (!byType.has(group.type)) byType.set(group.type, new Set());
      byType.get(group.type).add(group.check);
    }
    return byType;
  });
}

function refreshMatrix() {
  const looked = words();
  const found = foundCells(looked);
  const visible = shown();
  grid.style.setProperty("--columns", visible.length);
  let seen = 0;
  let seenTypes = 0;
  let groupRow = null;
  grid.querySelectorAll("thead [data-column]").forEach((one) => (one.hidden = !state.shown.has(Number(one.dataset.column))));
  for (const line of grid.tBodies[0].rows) {
    if (line.classList.contains("group")) {
      groupRow = line;
      line.hidden = true;
      continue;
    }
    const type = Number(line.dataset.type);
    const check = line.dataset.check === undefined ? state.check : Number(line.dataset.check);
    const named = holds(types[type], looked);
    const sums = implementations.map((_, at) => (state.check === NONE || state.check === check ? tally(at, type, check) : null));
    const hits = visible.filter((at) => sums[at] && worst(sums[at]) >= 0 && (named || found[at].get(type)?.has(check) || (check === NONE && found[at].get(type))));
    line.hidden = hits.length === 0;
    if (!line.hidden && groupRow) groupRow.hidden = false;
    if (!line.hidden && line.dataset.check === undefined) seen += 1;
    if (!line.hidden && line.dataset.check === undefined && isType(type)) seenTypes += 1;
    if (!line.hidden) sums.forEach((sum, at) => fill(line.cells[at + 1], sum, hits.includes(at), at, type, check));
  }
  grid.parentElement?.querySelector(".empty").toggleAttribute("hidden", seen > 0);
  grid.tHead.hidden = seen === 0;
  const stop = grid.querySelector('[tabindex="0"]:not([hidden])');
  if (!stop || stop.parentElement.hidden) {
    grid.querySelectorAll('[tabindex="0"]').forEach((one) => (one.tabIndex = -1));
    const first = grid.querySelector("tbody tr:not(.group):not([hidden]) [data-row]");
    if (first) first.tabIndex = 0;
  }
  tellFound(filtered() ? `${seenTypes} of ${plural(typeCount, "type")}` : plural(typeCount, "type"));
}

function fill(cell, sum, hit, implementation, type, check) {
  cell.hidden = !state.shown.has(implementation);
  const mark = sum && hit ? worst(sum) : NONE;
  const where = `${implementations[implementation].label}, ${types[type]}${check === NONE ? "" : `, ${checks[check]}`}`;
  cell.className = mark === NONE ? "is-empty" : `is-${MARKS[mark].name}`;
  cell.setAttribute("aria-label", shownPlain(`${where}: ${sum ? inWords(sum) : "not judged"}`));
  if (mark === NONE) {
    cell.replaceChildren(element("span", { "aria-hidden": "true" }, sum ? "·" : ""));
    return;
  }
  const bar = element("span", { class: "shares", "aria-hidden": "true" });
  const all = sum.reduce((total, count) => total + count, 0) - sum[UNSUPPORTED];
  if (all) {
    bar.style.setProperty("--bad", `${(100 * (sum[0] + sum[1] + sum[2])) / all}%`);
    bar.style.setProperty("--soft", `${(100 * (sum[0] + sum[1] + sum[2] + sum[3] + sum[4])) / all}%`);
  }
  const count = element("span", { class: "how-many" }, ` ${number(sum[mark])}`);
  cell.replaceChildren(glyph(mark), ...(mark === UNSUPPORTED ? [] : [count, bar]));
}
