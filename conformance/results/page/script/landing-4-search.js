// The search looks through libraries, types, JSON paths and findings: words, lang:go, area:mcp, is:refused, path:/usage.

const field = byId("search");
const found = byId("found");
const SHOWN = 8;

function parsed(text) {
  const wanted = { words: [], lang: "", area: "", is: "", path: "" };
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const [, key, rest] = /^(lang|area|is|path):(.+)$/.exec(word) ?? [];
    if (key) wanted[key] = rest;
    else wanted.words.push(word);
  }
  return wanted;
}

// The name of a type, of which events begin with the sign of their sender.
const whole = (name) => name.replace(/^\+/, "RealtimeClientEvent").replace(/^-/, "RealtimeServerEvent");

// One library may be judged in several roles.
function roleOf(row) {
  const { role } = row.closest("tbody").dataset;
  return role === "sdk" ? "" : `, ${role === "static" ? "types alone" : role}`;
}

function looked(text) {
  const wanted = parsed(text);
  const rows = all("tr.row:not(.other)");
  const languages = new Map(rows.map((row) => [row.dataset.library, row.dataset.language]));
  const address = (library, area) => {
    const row = rows.find((one) => one.dataset.library === library);
    return (row && ((area && cellIn(row, area)) || row.querySelector("th a")))?.getAttribute("href") ?? "#";
  };
  // Events are found by their names on the wire, too: response.done is RealtimeServerEventResponseDone.
  const named = wanted.words.map((word) => word.replace(/[._]/g, ""));
  const isType = (name) => named.every((word) => name.toLowerCase().includes(word));
  const has = (...texts) => wanted.words.every((word) => texts.join(" ").toLowerCase().includes(word));
  const speaks = (library) => !wanted.lang || languages.get(library) === wanted.lang;
  const plain = !wanted.area && !wanted.is && !wanted.path;
  return {
    Libraries: plain ? rows.filter((row) => has(row.dataset.name, row.dataset.language) && speaks(row.dataset.library)).map((row) => [`${row.dataset.name}${roleOf(row)}`, address(row.dataset.library)]) : [],
    "Areas and types": plain && !wanted.lang ? data.areas.flatMap(([id, title, types]) => [title, ...types.split(" ").map(whole)].filter(isType).map((one) => [`${one}${one === title ? "" : ` (${title})`}`, `#areas`, id])) : [],
    Findings: plain ? data.defects.flatMap(([library, page, titles]) => (speaks(library) ? titles : []).filter(([title]) => has(library, title)).map(([title, at]) => [`${library}: ${title}`, at ? `${page}#${at}` : page])) : [],
    Causes: Object.entries(data.causes).flatMap(([library, causes]) => causes.map(([area, path, says, ...more]) => [library, area, path, data.says[says], ...more]))
      .filter(([library, area, path, says, , refused]) => has(library, path, says) && speaks(library) && (!wanted.area || area === wanted.area) && (!wanted.path || path.toLowerCase().includes(wanted.path)) && (!wanted.is || (wanted.is === "refused") === Boolean(refused)))
      .map(([library, area, path, says, count]) => [`${library}: ${path} ${says} (${count})`, address(library, area)]),
  };
}

function search(text) {
  state.q = text;
  found.hidden = !text.trim();
  if (found.hidden) return;
  const groups = Object.entries(looked(text)).filter(([, hits]) => hits.length);
  const total = groups.reduce((sum, [, hits]) => sum + hits.length, 0);
  found.replaceChildren(element("b", {}, total ? `${total} found` : `Nothing found for “${text}”`));
  if (!total) {
    found.append(
      element("p", { class: "quiet" }, "Libraries, types, JSON paths and findings were searched."),
      element("button", { type: "button", class: "close", onclick: clear }, "Clear"),
    );
  }
  for (const [title, hits] of groups) {
    found.append(element("h3", {}, `${hits.length} ${title.toLowerCase()}`));
    for (const [says, href, area] of hits.slice(0, SHOWN)) {
      const link = element("a", { href }, says);
      if (area) link.addEventListener("click", () => { clear(); changed({ sort: `-${area}`, need: "" }, `Sorted by ${areaTitle(area)}`); });
      found.append(link);
    }
    if (hits.length > SHOWN) found.append(element("p", { class: "quiet" }, `and ${hits.length - SHOWN} more`));
  }
  announce(total ? `${total} found` : "Nothing found");
}

function clear() {
  field.value = "";
  search("");
  writeAddress(false);
}

if (matrix) {
  field.addEventListener("input", () => { search(field.value); writeAddress(false); });
  field.addEventListener("keydown", (event) => { if (event.key === "Escape") { clear(); field.blur(); } });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) found.hidden = true; });
  field.value = state.q;
  search(state.q);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || typing() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
}
