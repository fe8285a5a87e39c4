// The filters, and the controls that set them.

const state = { view: "matrix", query: "", check: NONE, marks: new Set(), shown: new Set(implementations.keys()), open: new Set() };

const lowered = new Map();
function holds(text, words) {
  if (!lowered.has(text)) lowered.set(text, text.toLowerCase());
  return words.every((word) => lowered.get(text).includes(word));
}

const words = () => state.query.toLowerCase().split(/\s+/).filter(Boolean);
const shown = () => implementations.map((_, at) => at).filter((at) => state.shown.has(at));

// Whether a search finds a group by its reason or one of its cases.
function groupFound(group, looked) {
  return holds(group.reason, looked) || group.cases.some((at) => holds(caseId(group.type, at), looked));
}

function filters(changed) {
  const search = element("input", {
    type: "search", id: "search", placeholder: "Search type, case, reason", "aria-label": "Search type, case or reason", autocomplete: "off", spellcheck: "false",
  });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.query = search.value; changed(); }, 80);
  });
  const check = element("select", { id: "check", "aria-label": "Check" }, element("option", { value: NONE }, "All checks"),
    checks.map((text, at) => element("option", { value: at }, written(text))));
  check.addEventListener("change", () => { state.check = Number(check.value); changed(); });
  const marks = element("div", { class: "marks", role: "group", "aria-label": "Status" }, MARKS.map((mark, at) =>
    implementations.some((one) => one.counts[at]) && button([glyph(at), ` ${mark.name}`], {
      class: `chip is-${mark.name}`, "aria-pressed": "false", "data-mark": mark.name, title: mark.says,
      onclick: (event) => {
        if (!state.marks.delete(at)) state.marks.add(at);
        event.currentTarget.setAttribute("aria-pressed", String(state.marks.has(at)));
        changed();
      },
    })).filter(Boolean));
  const clear = button("Clear", {
    id: "clear", hidden: true,
    onclick: () => {
      Object.assign(state, { query: "", check: NONE });
      state.marks.clear();
      implementations.forEach((_, at) => state.shown.add(at));
      search.value = "";
      check.value = String(NONE);
      document.querySelectorAll("#filters [aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", "false"));
      document.querySelectorAll("#filters [data-implementation]").forEach((one) => (one.checked = true));
      changed();
      search.focus();
    },
  });
  return [search, check, chooser(changed), marks, clear, element("span", { id: "found" })];
}

function chooser(changed) {
  const summary = element("summary", {}, "Implementations");
  const boxes = implementations.map((one, at) => {
    const box = element("input", { type: "checkbox", checked: true, "data-implementation": at });
    box.addEventListener("change", () => {
      if (box.checked) state.shown.add(at);
      else state.shown.delete(at);
      changed();
    });
    return element("label", {}, box, " ", written(`${one.label}, ${one.dialect}`));
  });
  const menu = element("details", { class: "chooser" }, summary, element("div", {}, boxes));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; summary.focus(); }
  });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  return menu;
}

function filtered() {
  return Boolean(state.query) || state.check !== NONE || state.marks.size > 0 || state.shown.size < implementations.length;
}
