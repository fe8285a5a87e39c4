// The panel of a cell: its reasons, each with a payload and the line that reproduces it.

const panel = document.getElementById("panel");

panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
panel.addEventListener("close", () => panel.replaceChildren());

// If a case is named, its reason is open and the case is chosen.
function openPanel(implementation, type, check, caseName = null) {
  const one = implementations[implementation];
  const sum = tally(implementation, type, check) ?? [];
  const rows = (groupsOf[implementation].get(type) ?? []).filter((group) => check === NONE || group.check === check);
  const looked = words();
  const named = (group) => group.cases.find((at) => caseId(group.type, at) === caseName);
  const first = rows.find((group) => named(group) !== undefined) ?? rows.find((group) => looked.length && groupFound(group, looked)) ?? rows[0];
  const names = [...(counts[implementation].get(type)?.keys() ?? [])].filter((at) => check === NONE || at === check);
  const failing = names.filter((at) => rows.some((group) => group.check === at));
  const rest = names.filter((at) => !failing.includes(at));
  // The worst comes first, as among the groups.
  failing.sort((left, right) => rows.findIndex((group) => group.check === left) - rows.findIndex((group) => group.check === right));
  panel.replaceChildren(
    element("header", {},
      element("div", {}, element("h2", { id: "panel-title" }, name(types[type])), element("p", {}, written(`${one.label} · ${one.dialect}`))),
      button("Close", { class: "close", "aria-label": "Close", onclick: () => panel.close() })),
    element("div", { class: "content" },
      element("p", { class: "tallies" }, sum.map((count, at) => (count ? badge(at, `${number(count)} ${MARKS[at].name}`) : null))),
      failing.map((at) => section(at, rows.filter((group) => group.check === at), tally(implementation, type, at), first, first && named(first))),
      rest.length ? element("section", {}, element("h3", {}, failing.length ? "The other checks" : "Checks"), element("p", { class: "tallies" }, rest.map((at) =>
        element("span", { class: "rest" }, code(checks[at]), ` ${inWords(tally(implementation, type, at))}`)))) : null,
    ),
  );
  panel.showModal();
  panel.querySelector(".close").focus();
}

function section(check, rows, sum, first, chosen) {
  return element("section", {},
    element("h3", {}, code(checks[check]), element("small", {}, ` ${inWords(sum)}`)),
    rows.map((group) => {
      const body = element("div", { class: "group-body" });
      const box = element("details", { class: `reason is-${MARKS[group.mark].name}` },
        element("summary", {}, badge(group.mark), element("b", {}, ` ${plural(group.cases.length, "case")} `), element("span", { class: "why" }, written(group.reason || "no reason was given"))), body);
      const draw = () => { if (box.open && !body.firstChild) body.append(...explained(group, group === first ? chosen : undefined)); };
      box.addEventListener("toggle", draw);
      if (group === first) { box.open = true; draw(); }
      return box;
    }));
}

const CASES = 60;

function explained(group, chosen = group.cases[0]) {
  const details = element("div", { class: "example" });
  const byCase = new Map(group.examples.map((raw) => [raw[0], raw]));
  const known = group.known === null ? null : element("p", { class: "known" }, badge(4, "known failure"), " ", link(group.known, group.known));
  const list = element("div", { class: "cases", role: "group", "aria-label": "Cases" });
  const show = (at) => {
    details.replaceChildren(...(byCase.has(at) ? detail(group, example(byCase.get(at))) : brief(group, at)));
    list.querySelectorAll("button[data-case]").forEach((one) => one.setAttribute("aria-pressed", String(Number(one.dataset.case) === at)));
  };
  const chips = (from, to) => group.cases.slice(from, to).map((at) =>
    button(written(data.cases[group.type][at]), { class: byCase.has(at) ? "case whole" : "case", "data-case": at, "aria-pressed": "false", onclick: () => show(at) }));
  list.append(...chips(0, CASES));
  if (group.cases.length > CASES) {
    list.append(button(`and ${group.cases.length - CASES} more`, { class: "more", onclick: (event) => event.currentTarget.replaceWith(...chips(CASES)) }));
  }
  show(chosen);
  return [known, details, element("h4", {}, plural(group.cases.length, "case")), list].filter(Boolean);
}

function detail(group, one) {
  const facts = [
    ...one.requirements.map(([id, says]) => ["Requirement", element("div", {}, code(id), element("p", {}, sentence(says)))]),
    ["Reason", element("p", {}, written(one.reason ?? ""))],
    ["Sent", block(one.sent)],
    ["Expected", block(one.expected)],
    ["Actual", block(one.actual)],
    ["Differences", differences(one)],
    ["Diagram", diagram(group.type, one.reason)],
    ["Reproduce", reproduce(one.reproduce ?? lineOf(group, one.case))],
  ];
  return [element("h4", {}, code(caseId(group.type, one.case))), factList(facts)];
}

function brief(group, at) {
  return [
    element("h4", {}, code(caseId(group.type, at))),
    factList([["Reproduce", reproduce(lineOf(group, at))]]),
    element("p", { class: "quiet" }, "The payloads of this case are not in this file; the line shows them."),
  ];
}

const factList = (facts) => element("dl", { class: "facts" }, facts.filter(([, content]) => content).map(([title, content]) =>
  element("div", {}, element("dt", {}, title), element("dd", {}, content))));

const lineOf = (group, at) => group.template?.replace("\0", () => caseId(group.type, at)) ?? null;
const block = (text) => (text === null ? null : element("pre", { tabindex: 0 }, element("code", {}, written(text))));

function diagram(type, reason) {
  const address = data.diagrams[type];
  const frame = /frame (\d+)/.exec(reason ?? "")?.[1];
  return address ? element("a", { class: "diagram", href: frame ? `${address}#f${frame}` : address }, "Open the session") : null;
}

function reproduce(line) {
  if (!line) return null;
  return element("div", { class: "line" }, block(line), button("Copy", { class: "copy", onclick: (event) => copy(line, event.currentTarget) }));
}

function differences(one) {
  if (!one.differences.length) return null;
  const side = (text, missing) => (text === null ? element("span", { class: "quiet" }, missing) : code(text));
  const rows = one.differences.map(({ at, expected, actual }) => element("tr", {},
    element("th", { scope: "row" }, at ? element("code", {}, name(at)) : "(whole payload)"),
    element("td", { "data-title": "expected" }, side(expected, "absent")),
    element("td", { "data-title": "actual" }, side(actual, "missing"))));
  return [
    element("table", { class: "differences" }, element("thead", {}, element("tr", {}, ["At", "Expected", "Actual"].map((title) => element("th", { scope: "col" }, title)))), element("tbody", {}, rows)),
    one.more ? element("p", { class: "quiet" }, `and ${one.more} more`) : null,
  ].filter(Boolean);
}
