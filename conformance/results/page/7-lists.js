// Lists over all types: why implementations fail, what gets lost, and what the dialect leaves open.

const LISTED = 100;

const LOSS = {
  renamed: "came back under another name", lost: "did not come back", retyped: "came back as another type", changed: "came back with another value",
  cut: "came back shorter", trimmed: "came back without the blanks around it", recased: "came back in another case",
  normalized: "came back in another Unicode normalization", escaped: "came back escaped, or unescaped, once more", rounded: "came back with less precision",
  invented: "was absent, and came back", "null-lost": "was null, and did not come back", "null-added": "was absent, and came back as null",
};

const columns = () => shown().map((at) => element("th", { scope: "col", class: "column" }, element("span", { class: "column-name" }, name(implementations[at].name)), element("small", {}, written(versionOf(implementations[at])))));

// Every cause of failures once, over all checks and types, with the number of cases per implementation.
function reasons(limit = LISTED) {
  const looked = words();
  const rows = data.reasons.filter(([says, row, , seen]) =>
    shown().some((at) => seen[at] && (state.check === NONE || seen[at][4].includes(state.check)) && wanted(seen[at][1])) &&
    holds(`${string(says)} ${string(row)}`, looked));
  tellFound(plural(rows.length, "reason"));
  const lines = rows.slice(0, limit).map(([says, row, sentenceAt, seen]) => element("tr", {},
    element("th", { scope: "row", title: string(sentenceAt) ?? "" }, written(string(says)), element("small", {}, code(string(row)))),
    shown().map((at) => reasonCell(at, seen[at]))));
  return [
    element("p", { class: "lead" }, "Why implementations fail: each cause once over all checks and types, with the number of its cases."),
    rows.length ? element("div", { class: "scroll" }, element("table", { class: "list reasons" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Reason"), columns())), element("tbody", {}, lines))) : element("p", { class: "empty" }, "No reason is found."),
    rows.length > limit ? button(`Show all ${rows.length}`, { class: "more", onclick: () => document.getElementById("view").replaceChildren(...reasons(Infinity)) }) : null,
  ].filter(Boolean);
}

function reasonCell(at, seen) {
  if (!seen) return element("td", { class: "number is-empty" }, element("span", { "aria-hidden": "true" }, "·"));
  const [cases, mark, caseName, type, by] = seen;
  const where = by.map((check) => checks[check]).join(", ");
  return element("td", { class: `number is-${MARKS[mark].name}` }, glyph(mark), " ", button(number(cases), {
    class: "count", title: `for example ${string(caseName)}; found by ${where}`, "aria-label": `${plural(cases, "case")}, found by ${where}: ${implementations[at].label}`,
    onclick: () => openPanel(at, type, state.check, string(caseName)),
  }));
}

function losses(limit = LISTED) {
  const looked = words();
  const rows = data.losses.filter(([type, path, what, became, seen]) =>
    shown().some((at) => seen[at] && (state.check === NONE || seen[at][2].includes(state.check))) &&
    holds(`${types[type]} ${string(path)} ${string(what)} ${string(became)}`, looked));
  tellFound(plural(rows.length, "path"));
  const lines = rows.slice(0, limit).map(([type, path, what, became, seen]) => element("tr", {},
    element("th", { scope: "row" }, element("span", { class: "of-type" }, name(types[type], prefixOf(type))), element("code", {}, string(path) ? name(string(path)) : "(whole payload)")),
    element("td", { class: "what", title: LOSS[string(what)] }, written(string(what)), became === NONE || !string(became) ? null : element("small", {}, code(string(became)))),
    shown().map((at) => lossCell(at, type, seen[at]))));
  return [
    element("p", { class: "lead" }, "Members that do not survive, by type and path, and the number of cases that show it; ", element("code", {}, "*"), " is any index of a list. ",
      "A member that only ", element("code", {}, "typed-read"), " misses is kept on the wire and cannot be reached in code."),
    rows.length ? element("div", { class: "scroll" }, element("table", { class: "list losses" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Member"), element("th", { scope: "col" }, "What happens"), columns())), element("tbody", {}, lines))) : element("p", { class: "empty" }, "Nothing is lost that is looked for."),
    rows.length > limit ? button(`Show all ${rows.length}`, { class: "more", onclick: () => document.getElementById("view").replaceChildren(...losses(Infinity)) }) : null,
  ].filter(Boolean);
}

function lossCell(at, type, seen) {
  if (!seen) return element("td", { class: "number is-empty" }, counts[at].has(type) ? element("span", { "aria-hidden": "true" }, "·") : "");
  const [cases, caseName, by] = seen;
  const where = by.map((check) => checks[check]).join(", ");
  const only = where === "typed-read" ? element("small", {}, "typed-read only") : null;
  return element("td", { class: "number" }, button(number(cases), {
    class: "count", title: `for example ${string(caseName)}; seen by ${where}`, "aria-label": `${plural(cases, "case")}, seen by ${where}: ${implementations[at].label}, ${types[type]}`,
    onclick: () => openPanel(at, type, state.check, string(caseName)),
  }), only);
}

function behaviour() {
  const looked = words();
  const rows = data.behaviour.filter(([says, , answers, cases]) =>
    shown().some((at) => answers[at]) && (holds(string(says), looked) || cases.some((at) => holds(string(at), looked)) || answers.some((one) => one && holds(`${string(one[0])} ${string(one[1])}`, looked))));
  tellFound(plural(rows.reduce((sum, one) => sum + one[3].length, 0), "case"));
  const differing = rows.filter((one) => !one[1]);
  const agreed = rows.filter((one) => one[1]);
  const folded = element("details", { class: "folded" }, element("summary", {}, `${plural(agreed.reduce((sum, one) => sum + one[3].length, 0), "case")} where all that answer do the same`));
  folded.addEventListener("toggle", () => { if (folded.open && folded.children.length === 1) folded.append(answersTable(agreed)); });
  return [
    element("p", { class: "lead" }, "What the dialects leave open, and what each implementation does there. Nothing of this is a failure."),
    differing.length ? answersTable(differing) : element("p", { class: "empty" }, "No case is found that implementations treat differently."),
    agreed.length ? folded : null,
  ].filter(Boolean);
}

function answersTable(rows) {
  const bySentence = new Map();
  for (const one of rows) bySentence.set(one[0], [...(bySentence.get(one[0]) ?? []), one]);
  const body = [...bySentence].flatMap(([says, lines]) => [
    element("tr", { class: "sentence" }, element("th", { scope: "rowgroup", colspan: shown().length + 1 }, element("span", {}, sentence(string(says) || "No sentence is named.")))),
    ...lines.map(([, , answers, cases, sent, wrote]) => {
      const more = element("details", {}, element("summary", {}, code(string(cases[0])), cases.length > 1 ? ` and ${cases.length - 1} more` : ""));
      more.addEventListener("toggle", () => {
        if (more.open && more.children.length === 1) more.append(block(string(sent)) ?? "", element("div", { class: "cases" }, cases.slice(1).map((at) => code(string(at), "case"))));
      });
      return element("tr", {}, element("th", { scope: "row" }, more), shown().map((at) => answer(answers[at], string(wrote[at]))));
    }),
  ]);
  return element("div", { class: "scroll" }, element("table", { class: "list answers" }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Cases"), columns())), element("tbody", {}, body)));
}

function answer(one, wrote) {
  if (!one) return element("td", { class: "is-empty" });
  return element("td", { title: wrote }, element("b", {}, written(string(one[0]))), string(one[1]) ? element("small", {}, written(string(one[1]))) : null);
}
