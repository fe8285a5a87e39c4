// The implementations that were judged, and how they did.

function overview() {
  const titles = ["Implementation", "Language", "Dialect", "Run", "Coverage", "Read", "Sent", "Verdicts", ...extra.map((column) => column.title)];
  const says = {
    Coverage: "of the types and golden vectors that were judged, those that the implementation has",
    Read: "of the golden vectors that it has, those that it accepts with all their values reachable",
    Sent: "of the golden vectors that it has, those that it builds or writes back, legal and complete",
  };
  extra.forEach((column) => (says[column.title] = column.explanation));
  const head = titles.map((title) => element("th", { scope: "col", title: says[title] }, written(title)));
  const rows = implementations.map((one, at) => {
    const cells = [one.language, one.dialect, run(one), coverage(one), share(one, one.read), share(one, one.sent), verdicts(one), ...extra.map((column) => column.texts[at] ?? "")];
    return element("tr", { class: one.complete ? null : "is-incomplete" },
      element("th", { scope: "row" }, link(one.homepage, one.name), " ", element("span", { class: "version" }, written(versionOf(one)))),
      cells.map((cell, column) => element("td", { "data-title": titles[column + 1] }, typeof cell === "string" ? written(cell) : cell)));
  });
  return element("table", { class: "overview" }, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows));
}

const versionOf = (one) => one.label.slice(one.name.length).trim();

function run(one) {
  const bad = one.complete ? one.otherwise : "INCOMPLETE";
  const state = bad ? element("strong", { class: "badge is-fail incomplete" }, bad) : element("span", { class: "complete" }, "complete");
  const shard = one.shard ? `, shard ${one.shard}` : "";
  return element("div", {}, state, element("small", {}, written(`${one.started.slice(0, 10)}, suite ${one.suite}${shard}${one.strict ? ", strict" : ""}`)));
}

function meter([percent, part, whole], kind) {
  const bar = element("span", { class: `meter ${kind}`, "aria-hidden": "true" });
  bar.style.setProperty("--part", whole ? `${(100 * part) / whole}%` : "0%");
  return bar;
}

function coverage(one) {
  if (one.speaks) return element("div", {}, element("b", {}, "not judged"), element("small", {}, written(`it speaks ${one.speaks}, another dialect`)));
  const [percent, part, whole] = one.types;
  return element("div", {}, element("b", {}, percent), meter(one.types, "quiet"),
    element("small", {}, `${part}/${whole} types, ${number(one.vectors[1])}/${number(one.vectors[2])} vectors`));
}

function share(one, numbers) {
  const [percent, part, whole] = numbers;
  if (one.speaks || !whole) return "–";
  return element("div", {}, element("b", {}, percent), meter(numbers, "good"),
    element("small", {}, `${number(part)}/${number(whole)} vectors`));
}

function verdicts(one) {
  return element("div", { class: "tallies" }, one.counts.map((count, at) =>
    count ? element("span", { class: `tally is-${MARKS[at].name}`, title: `${count} ${MARKS[at].name}` }, glyph(at), ` ${number(count)}`,
      element("span", { class: "out-of-sight" }, ` ${MARKS[at].name}`)) : null));
}

function about() {
  const dialects = [...new Set(implementations.map((one) => `${one.dialect} (version ${one.dialectVersion})`))];
  const days = [...new Set(implementations.map((one) => one.started.slice(0, 10)))].sort();
  const verdictCount = implementations.reduce((sum, one) => sum + one.verdicts, 0);
  const stopped = implementations.filter((one) => !one.complete).length;
  const text = [
    `${plural(implementations.length, "implementation")}, ${plural(typeCount, "type")}, ${plural(verdictCount, "verdict")}`,
    `dialect${dialects.length === 1 ? "" : "s"} ${dialects.join(" and ")}`,
    days.length > 1 ? `${days[0]} to ${days.at(-1)}` : days[0] ?? "",
  ];
  return [text.filter(Boolean).join(" · "), stopped ? element("strong", { class: "badge is-fail" }, `${plural(stopped, "run")} INCOMPLETE`) : null];
}

function legend() {
  return [
    element("h2", {}, "Signs"),
    element("dl", {}, MARKS.map((mark, at) => element("div", {}, element("dt", {}, badge(at)), element("dd", {}, mark.says)))),
    element("p", {}, "Coverage is a number of its own, because an implementation that has little and gets it right is not a bad one. ",
      "A cell shows the worst sign of its verdicts and how many there are of it; the line below it is their shares."),
  ];
}
