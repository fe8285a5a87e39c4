// The table of the landing view: what its cells show, their order, which rows there are, and its keys.

const matrix = byId("matrix");
const card = byId("card");
const groups = matrix ? all("tbody[data-role]", matrix).map((body) => ({ body, rows: all("tr.row", body) })) : [];

// The part and the whole of what is read and sent, how much is there and was asked, and how many are refused.
function counts(cell) {
  const [read, readWhole, sent, sentWhole, there, asked = there, refused = 0] = cell.dataset.n.split(" ").map(Number);
  return { read: [read, readWhole], sent: [sent, sentWhole], there, asked, refused };
}

function share(cell, which = state.share) {
  const [part, whole] = counts(cell)[which];
  if (!whole) return { kind: "not-there", percent: "–", part, whole };
  const percent = Math.floor((part * 100) / whole);
  return { kind: data.classes.find(([least]) => percent >= least)[1], percent: String(percent), part, whole };
}

function showShares() {
  for (const cell of all(".cell[data-n]", matrix)) {
    const { kind, percent, whole } = share(cell);
    cell.classList.remove("not-there", ...data.classes.map(([, name]) => name));
    cell.classList.add(kind);
    cell.classList.toggle("unneeded", needed().length > 0 && !needed().includes(areaOf(cell)));
    cell.replaceChildren(percent, ...(whole > 0 && whole < 10 ? [element("small", {}, `/${whole}`)] : []));
    cell.setAttribute("aria-label", `${cell.closest("tr").dataset.name}, ${areaTitle(areaOf(cell))}: ${inWords(cell)}`);
  }
  for (const button of all("[data-share]")) button.setAttribute("aria-pressed", String(button.dataset.share === state.share));
}

// A section of the page of an implementation, or of its part of this page.
const placeIn = (address, area) => `${address}${address.includes("#") ? "." : "#"}${area}`;
const areaTitle = (id) => data.areas.find(([area]) => area === id)?.[1] ?? id;

const areaOf = (cell) => matrix.tHead.rows[0].cells[cell.parentElement.cellIndex].dataset.sort;
const cellIn = (row, area) => cellsOf(row).find((cell) => areaOf(cell) === area);

function inWords(cell) {
  const { part, whole } = share(cell);
  const { there, refused } = counts(cell);
  if (!whole) return there ? `not ${state.share}` : "not there";
  return `${part} of ${whole} ${state.share} right${refused ? `, ${refused} refused` : ""}`;
}

// Rows go by the value of a column; other versions and profiles stay below their library, the control before all.
function value(row, column) {
  if (column === "name") return row.dataset.name.toLowerCase();
  // Whoever has only a part comes after those who have all of it.
  if (column === "need") return inNeed(row) - (needed().some((area) => cellIn(row, area)?.classList.contains("partly")) ? 1 : 0);
  if (column === "findings") return Number(row.querySelector(".findings")?.textContent) || 0;
  if (column === "standing") return lowest(all(".share [title]", row).map(ratioOf));
  if (["read", "sent", "events"].includes(column)) return ratioOf(row.querySelector(`.${column}[title], .${column} [title]`));
  const cell = cellIn(row, column);
  const { part, whole } = cell ? share(cell) : { part: 0, whole: 0 };
  return whole ? part / whole : -1;
}

const lowest = (ratios) => (ratios.length ? Math.min(...ratios) : -1);

// What an app uses: a library is as good at it as in the worst of these areas, reading or sending.
const needed = () => state.need.split(",").filter(Boolean);
const lowestIn = (cell) => (cell ? lowest(["read", "sent"].map((which) => share(cell, which)).filter(({ whole }) => whole).map(({ part, whole }) => part / whole)) : -1);
const inNeed = (row) => lowest(needed().map((area) => lowestIn(cellIn(row, area))));
const NAMED = 3;

function answer() {
  const needs = needed();
  const best = groups.filter(({ body }) => body.dataset.role === "sdk").flatMap(({ rows }) => rows)
    .filter((row) => !row.matches(".other, [data-control]") && !row.hidden && inNeed(row) >= 0)
    .sort((one, other) => value(other, "need") - value(one, "need")).slice(0, NAMED);
  for (const button of all("#needs button")) button.setAttribute("aria-pressed", String(needs.includes(button.dataset.need)));
  byId("answer").hidden = !needs.length;
  byId("answer").replaceChildren(element("b", {}, `Best at ${needs.map(areaTitle).join(" and ")}: `), ...(best.length ? best : ["no SDK has all of that"]).flatMap((row, number) => {
    if (typeof row === "string") return [row];
    const part = value(row, "need") < 0;
    const link = element("a", { href: row.querySelector("th a").getAttribute("href") }, row.dataset.name);
    return [number ? ", " : "", link, ` ${percent(inNeed(row))}${part ? " of the part that it has" : ""}`];
  }));
}

// Of a share that says "12 of 34".
function ratioOf(one) {
  const [part, whole] = one ? one.title.split(" of ").map(Number) : [];
  return whole ? part / whole : -1;
}

function sortRows() {
  const by = state.need ? "-need" : state.sort;
  const down = by.startsWith("-");
  const column = by.replace(/^-/, "");
  for (const { body, rows } of groups) {
    const libraries = rows.filter((row) => !row.classList.contains("other"));
    const compared = (left, right) => {
      if (left.dataset.control !== right.dataset.control) return left.hasAttribute("data-control") ? -1 : 1;
      const [one, other] = [value(left, column), value(right, column)];
      const order = one < other ? -1 : one > other ? 1 : 0;
      return down ? -order : order;
    };
    for (const row of libraries.sort(compared)) {
      body.append(row, ...rows.filter((other) => other.classList.contains("other") && other.dataset.library === row.dataset.library));
    }
  }
  for (const head of all("thead th", matrix)) {
    if (head.dataset.sort === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

function filterRows() {
  let seen = 0;
  for (const { body, rows } of groups) {
    let here = 0;
    for (const row of rows) {
      const fits = !state.lang || row.dataset.language === state.lang || row.hasAttribute("data-control");
      row.hidden = !fits;
      if (fits && !row.classList.contains("other") && !row.hasAttribute("data-control")) here += 1;
    }
    body.hidden = here === 0 && Boolean(state.lang);
    seen += here;
  }
  for (const button of all("#languages button")) button.setAttribute("aria-pressed", String(button.dataset.language === state.lang));
  const nothing = byId("nothing");
  nothing.hidden = seen > 0 || !state.lang;
  nothing.textContent = `Nothing here is written in ${state.lang}.`;
  return seen;
}

function foldRows() {
  const open = state.open.split(",");
  for (const { rows } of groups) {
    for (const row of rows) {
      const is = open.includes(row.dataset.library);
      if (row.classList.contains("other")) row.classList.toggle("open", is);
      else row.querySelector(".unfold")?.setAttribute("aria-expanded", String(is));
    }
  }
}

function drawMatrix() {
  showShares();
  sortRows();
  filterRows();
  foldRows();
  answer();
}

function changed(changes, says) {
  Object.assign(state, changes);
  drawMatrix();
  writeAddress();
  if (says) announce(says);
}

function worst(library, area) {
  const [, path, says, count] = (data.causes[library] ?? []).find((one) => one[0] === area) ?? [];
  return count ? `${path} ${data.says[says]} (${count})` : null;
}

function showCard(cell) {
  const row = cell.closest("tr");
  const area = areaOf(cell);
  const { there, asked } = counts(cell);
  const lines = [element("b", {}, `${row.dataset.name}, ${areaTitle(area)}: ${inWords(cell)}`)];
  if (there && there < asked) lines.push(element("p", { class: "quiet" }, `It has the types of ${there} of ${asked} payloads.`));
  const why = row.classList.contains("other") ? null : worst(row.dataset.library, area);
  if (why) lines.push(element("p", {}, why));
  lines.push(element("p", { class: "quiet" }, element("kbd", {}, "Enter"), " what breaks  ", element("kbd", {}, "c"), " copy link"));
  card.replaceChildren(...lines);
  card.hidden = false;
  const place = cell.getBoundingClientRect();
  const left = Math.max(8, Math.min(place.left + scrollX, document.documentElement.clientWidth - card.offsetWidth - 8));
  card.style.left = `${left}px`;
  card.style.top = `${place.bottom + scrollY + 6}px`;
}

const cellsOf = (row) => all(".cell[data-n]", row);
const rowsSeen = () => all("tr.row", matrix).filter((row) => row.checkVisibility() && cellsOf(row).length);

function moveFocus(cell, key) {
  const row = cell.closest("tr");
  const rows = rowsSeen();
  const cells = cellsOf(row);
  const [down, across] = [rows.indexOf(row), cells.indexOf(cell)];
  // Not every row has something in every area.
  const below = (others) => others.map((one) => cellIn(one, areaOf(cell))).find(Boolean);
  const to = {
    ArrowRight: cells[across + 1], ArrowLeft: cells[across - 1], Home: cells[0], End: cells.at(-1),
    ArrowDown: below(rows.slice(down + 1)), ArrowUp: below(rows.slice(0, down).reverse()),
  }[key];
  if (!to) return;
  cell.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

function cellOf(hash) {
  const [library, area] = decodeURIComponent(hash.slice(1)).split("/");
  const row = all("tr.row:not(.other)", matrix).find((one) => one.dataset.library === library);
  return { row, cell: row && area ? (cellIn(row, area) ?? null) : null };
}

function toAddress() {
  if (!location.hash.includes("/")) return;
  const { row, cell } = cellOf(location.hash);
  const target = cell ?? row?.querySelector("a");
  if (!target) return announce("What the address names is no longer here.");
  all('.cell[tabindex="0"]', matrix).forEach((one) => (one.tabIndex = -1));
  target.tabIndex = 0;
  target.focus();
  document.title = `${row.dataset.library}${cell ? `, ${areaTitle(areaOf(cell))}` : ""} – Realtime conformance`;
}

if (matrix) {
  for (const more of all(".row .more", matrix)) {
    const { library } = more.closest("tr").dataset;
    const toggle = element("button", { type: "button", class: "unfold", "aria-expanded": "false", onclick: () => {
      const open = new Set(state.open.split(",").filter(Boolean));
      if (!open.delete(library)) open.add(library);
      changed({ open: [...open].join(",") });
    } }, more.textContent.replace(/^ · /, "") + " more");
    more.replaceChildren(" · ", toggle);
  }
  all(".cell[data-n]", matrix).forEach((cell, number) => {
    cell.tabIndex = number ? -1 : 0;
    const row = cell.closest("tr");
    if (!row.classList.contains("other")) cell.href = placeIn(row.querySelector("th a").getAttribute("href"), areaOf(cell));
  });
  matrix.addEventListener("click", (event) => {
    const head = event.target.closest("thead th");
    if (!head) return;
    const column = head.dataset.sort;
    const down = column === "name" ? state.sort === "name" : state.sort !== `-${column}`;
    changed({ sort: `${down ? "-" : ""}${column}`, need: "" }, `Sorted by ${head.textContent}, ${down ? "descending" : "ascending"}`);
  });
  matrix.addEventListener("focusin", (event) => event.target.matches(".cell") && showCard(event.target));
  matrix.addEventListener("focusout", () => (card.hidden = true));
  matrix.addEventListener("mouseover", (event) => {
    const cell = event.target.closest(".cell[data-n]");
    if (cell) showCard(cell);
    else card.hidden = true;
  });
  matrix.addEventListener("mouseleave", () => (card.hidden = true));
  matrix.addEventListener("keydown", (event) => {
    if (!event.target.matches(".cell")) return;
    if (/^(Arrow|Home|End)/.test(event.key)) {
      event.preventDefault();
      moveFocus(event.target, event.key);
    } else if (event.key === "c" && !event.ctrlKey && !event.metaKey) {
      const place = `#${event.target.closest("tr").dataset.library}/${areaOf(event.target)}`;
      copy(`${location.href.split("#")[0]}${place}`);
    }
  });
  for (const button of all("[data-share]")) button.addEventListener("click", () => changed({ share: button.dataset.share }, `Cells show what is ${button.dataset.share}`));
  for (const button of all("#needs button")) {
    button.addEventListener("click", () => {
      const needs = new Set(needed());
      if (!needs.delete(button.dataset.need)) needs.add(button.dataset.need);
      changed({ need: [...needs].join(",") });
      announce(byId("answer").textContent);
    });
  }
  for (const button of all("#languages button")) {
    button.addEventListener("click", () => {
      changed({ lang: button.dataset.language });
      announce(`${filterRows()} implementations`);
    });
  }
  readAddress();
  drawMatrix();
  toAddress();
  addEventListener("popstate", () => { readAddress(); drawMatrix(); toAddress(); });
  addEventListener("hashchange", toAddress);
  const when = document.querySelector("time.when");
  if (when?.dateTime && Date.now() - Date.parse(when.dateTime) > 60 * 24 * 3600 * 1000) {
    when.classList.add("old");
    when.append(" · old");
  }
}
