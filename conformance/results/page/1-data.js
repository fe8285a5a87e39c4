// Names for the data of the page, and what is counted from it.

const data = JSON.parse(document.getElementById("data").textContent);
const { implementations, checks, types, groupTitles, strings, requirements, extra } = data;

// From the worst to the best, in the order of the data.
const MARKS = [
  { name: "fail", glyph: "✕", says: "fails, and makes the run red" },
  { name: "untestable", glyph: "⊘", says: "cannot be judged, because something that it needs failed first; makes the run red" },
  { name: "adapter-fault", glyph: "⚠\ufe0e", says: "the adapter is at fault, not the implementation; makes the run red" },
  { name: "warn", glyph: "!", says: "fails at a level that only warns" },
  { name: "known", glyph: "◇", says: "fails, and is listed as a known failure" },
  { name: "suite-fault", glyph: "?", says: "the suite contradicts itself: not judged" },
  { name: "pass", glyph: "✓", says: "passes" },
  { name: "free", glyph: "○", says: "left open by the dialect: shown, not judged" },
  { name: "unsupported", glyph: "–", says: "declared as not supported" },
];
const PASS = 6;
const UNSUPPORTED = 8;
const NONE = -1;

const string = (index) => (index === NONE ? null : strings[index]);
// Verdicts on an implementation as a whole have a row that is not a type.
const isType = (type) => types[type] !== data.whole;
const typeCount = types.filter((_, type) => isType(type)).length;
const caseId = (type, index) => (isType(type) ? `${types[type]}/${data.cases[type][index]}` : data.whole);
const number = new Intl.NumberFormat("en").format;
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

// counts[implementation].get(type) -> Map(check -> verdicts by mark)
const counts = data.cells.map((cells) => {
  const byType = new Map();
  for (const [type, rows] of Object.entries(cells)) {
    const byCheck = new Map();
    for (const [check, ...pairs] of rows) {
      const of = new Array(MARKS.length).fill(0);
      for (let at = 0; at < pairs.length; at += 2) of[pairs[at]] += pairs[at + 1];
      byCheck.set(check, of);
    }
    byType.set(Number(type), byCheck);
  }
  return byType;
});

const groups = data.groups.map((rows) =>
  rows.map(([type, check, mark, reason, known, template, cases, examples]) => ({
    type, check, mark, reason: string(reason), known: string(known), template: string(template), cases, examples,
  })),
);

const groupsOf = groups.map((rows) => {
  const byType = new Map();
  for (const group of rows) {
    if (!byType.has(group.type)) byType.set(group.type, []);
    byType.get(group.type).push(group);
  }
  return byType;
});

function example([caseIndex, reason, sent, expected, actual, reproduce, differences, more, rows]) {
  return {
    case: caseIndex,
    reason: string(reason),
    sent: string(sent),
    expected: string(expected),
    actual: string(actual),
    reproduce: string(reproduce),
    differences: differences.map(([at, before, after]) => ({ at: string(at), expected: string(before), actual: string(after) })),
    more,
    requirements: rows.map((row) => requirements[row]),
  };
}

// The verdicts of a cell by mark, for the chosen check; null where nothing was judged.
function tally(implementation, type, check = state.check) {
  const byCheck = counts[implementation].get(type);
  if (!byCheck || (check !== NONE && !byCheck.has(check))) return null;
  const sum = new Array(MARKS.length).fill(0);
  for (const [name, of] of byCheck) if (check === NONE || check === name) of.forEach((count, mark) => (sum[mark] += count));
  return sum;
}

const wanted = (mark) => state.marks.size === 0 || state.marks.has(mark);
const worst = (sum) => sum.findIndex((count, mark) => count > 0 && wanted(mark));
const inWords = (sum) =>
  MARKS.map((mark, at) => (sum[at] ? `${sum[at]} ${mark.name}` : "")).filter(Boolean).join(", ");
