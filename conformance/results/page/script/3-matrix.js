// The table of the landing view: what its cells show, their order, which rows there are, and its keys.

const matrix = byId("matrix");
const card = byId("card");
const groups = matrix ? all("tbody[data-role]", matrix).map((body) => ({ body, rows: all("tr.row", body) })) : [];

// The part and the whole of what is read and sent, and what is there: its part, its whole, and how many are refused.
function counts(cell) {
  const [read, readWhole, sent, sentWhole, ...there] = cell.dataset.counts.split(" ").map(Number);
  return { read: [read, readWhole], sent: [sent, sentWhole], there };
}

function share(cell, which = state.share) {
  const [part, whole] = counts(cell)[which];
  if (!whole) return { kind: "not-there", percent: "–", part, whole };
  const percent = Math.floor((part * 100) / whole);
  return { kind: data.classes.find(([least]) => percent >= least)[1], percent: String(percent), part, whole };
}

function showShares() {
  for (const cell of all(".cell[data-counts]", matrix)) {
    const { kind, percent, whole } = share(cell);
    cell.classList.remove("not-there", ...data.classes.map(([, name]) => name));
    cell.classList.add(kind);
    cell.querySelector("b").textContent = percent;
    cell.querySelector("small")?.remove();
    if (whole > 0 && whole < 10) cell.querySelector("b").after(element("small", {}, `/${whole}`));
    cell.setAttribute("aria-label", `${cell.closest("tr").dataset.name}, ${areaTitle(areaOf(cell))}: ${inWords(cell)}`);
  }
  for (const button of all("[data-share]")) button.setAttribute("aria-pressed", String(button.dataset.share === state.share));
}

const areaTitle = (id) => data.areas.find(([area]) => area === id)?.[1] ?? id;

const areaOf = (cell) => matrix.tHead.rows[0].cells[cell.parentElement.cellIndex].dataset.sort;
const cellIn = (row, area) => cellsOf(row).find((cell) => areaOf(cell) === area);

function inWords(cell) {
  const { part, whole } = share(cell);
  const [there, , refused] = counts(cell).there;
  if (!whole) return there ? `not ${state.share}` : "not there";
  return `${part} of ${whole} ${state.share} right${refused ? `, ${refused} refused` : ""}`;
}

// Rows go by the value of a column; other versions and profiles stay below their library, the control before all.
function value(row, column) {
  if (column === "name") return row.dataset.name.toLowerCase();
  if (column === "standing") {
    const both = [row.dataset.read, row.dataset.sent].map(Number).filter((one) => one >= 0);
    return both.length ? Math.min(...both) : -1;
  }
  if (column in row.dataset) return Number(row.dataset[column]);
  const cell = cellIn(row, column);
  const { part, whole } = cell ? share(cell) : { part: 0, whole: 0 };
  return whole ? part / whole : -1;
}

function sortRows() {
  const down = state.sort.startsWith("-");
  const column = state.sort.replace(/^-/, "");
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
}

function changed(changes, says) {
  Object.assign(state, changes);
  drawMatrix();
  writeAddress();
  if (says) announce(says);
}

// The cause that most payloads of an area show, a refusal before a change.
function worst(library, area) {
  const causes = (data.causes[library] ?? []).filter((one) => one[0] === area);
  const [, path, says, count] = causes.find((one) => one[4]) ?? causes[0] ?? [];
  return says ? `${path} ${says} (${count})` : null;
}

function showCard(cell) {
  const row = cell.closest("tr");
  const area = areaOf(cell);
  const [there, asked] = counts(cell).there;
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

const cellsOf = (row) => all(".cell[data-counts]", row);
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
  all(".cell[data-counts]", matrix).forEach((cell, number) => (cell.tabIndex = number ? -1 : 0));
  matrix.addEventListener("click", (event) => {
    const head = event.target.closest("thead th");
    if (!head) return;
    const column = head.dataset.sort;
    const down = column === "name" ? state.sort === "name" : state.sort !== `-${column}`;
    changed({ sort: `${down ? "-" : ""}${column}` }, `Sorted by ${head.textContent}, ${down ? "descending" : "ascending"}`);
  });
  matrix.addEventListener("focusin", (event) => event.target.matches(".cell") && showCard(event.target));
  matrix.addEventListener("focusout", () => (card.hidden = true));
  matrix.addEventListener("mouseover", (event) => {
    const cell = event.target.closest(".cell[data-counts]");
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
