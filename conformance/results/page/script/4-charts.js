// The charts are Observable Plot's. Their colours are variables, so a change of theme draws nothing again.

const COLOURS = { wide: "var(--mark-right)", narrow: "var(--mark-right)", partly: "var(--mark-partly)", wrong: "var(--mark-wrong)", control: "var(--ink)" };
// Colour is never alone: names begin with the sign of the verdict.
const SIGNS = { partly: "▲ ", wrong: "✕ " };
const percent = (share) => `${Math.floor(share * 100)} %`;

// A disc that is filled as far as the share goes, clockwise from the top.
const filled = (part) => ({
  draw(context, size) {
    const radius = Math.sqrt(size / Math.PI);
    if (part <= 0) return;
    context.moveTo(0, 0);
    context.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * Math.min(part, 0.9999));
    context.closePath();
  },
});

function drawScatter(place) {
  const marks = data.marks;
  const lowest = Math.min(0.75, ...marks.flatMap((mark) => [mark, ...mark.older]).flatMap((one) => [one.read, one.sent]));
  const from = Math.max(0, Math.floor(lowest * 10 - 0.5) / 10);
  const radius = marks.length > 60 ? 4 : 7;
  const labelled = labels(marks, from);
  const chart = Plot.plot({
    className: "drawn",
    ariaLabel: "Read against sent",
    ariaDescription: marks.map((mark) => `${mark.name}: ${mark.counts}`).join("; "),
    width: 660, height: 470, marginLeft: 52, marginBottom: 44, marginRight: 30, marginTop: 30,
    x: { domain: [from, 1], ticks: [0, 0.25, 0.5, 0.75, 0.9, 1].filter((tick) => tick >= from), tickFormat: percent, label: "sent right, of what was asked →", labelArrow: "none" },
    y: { domain: [from, 1], ticks: [0, 0.25, 0.5, 0.75, 0.9, 1].filter((tick) => tick >= from), tickFormat: percent, label: "↑ read right", labelArrow: "none" },
    marks: [
      Plot.rect([0], { x1: 0.9, x2: 1, y1: 0.9, y2: 1, fill: "var(--mark-right)", fillOpacity: 0.12 }),
      Plot.gridX([0.75, 0.9], { stroke: "var(--muted)", strokeOpacity: 0.35 }),
      Plot.gridY([0.75, 0.9], { stroke: "var(--muted)", strokeOpacity: 0.35 }),
      Plot.line(marks.flatMap((mark) => [...mark.older, mark].map((one) => ({ ...one, name: mark.name }))), { x: "sent", y: "read", z: "name", stroke: "var(--muted)", strokeDasharray: "3 3" }),
      Plot.dot(marks.flatMap((mark) => mark.older), { x: "sent", y: "read", r: 3, stroke: "var(--muted)", fill: "var(--card)" }),
      Plot.dot(marks, { x: "sent", y: "read", r: radius, fill: "var(--card)", stroke: (mark) => COLOURS[mark.standing], strokeWidth: 2, symbol: (mark) => (mark.standing === "control" ? "diamond" : "circle") }),
      Plot.dot(marks.filter((mark) => mark.standing !== "control"), {
        x: "sent", y: "read", r: radius, fill: (mark) => COLOURS[mark.standing], symbol: (mark) => filled(mark.events), href: "href",
        ariaLabel: (mark) => `${mark.name}: ${mark.counts}`, title: (mark) => `${mark.name} ${mark.version}\n${mark.counts}`,
      }),
      ...SIDES.map(({ anchor, dy }) => Plot.text(labelled.filter((one) => one.anchor === anchor && one.dy === dy), {
        x: "sent", y: "read", text: "label", textAnchor: anchor, dx: anchor === "start" ? 13 : -13, dy, fontWeight: 600, fill: "var(--ink)",
      })),
    ],
  });
  place.replaceChildren(chart);
}

const SIDES = [0, 18, -18].flatMap((dy) => ["start", "end"].map((anchor) => ({ anchor, dy })));

// Each name goes to the side where there is room, and not at all where there is none.
function labels(marks, from) {
  const across = (share) => 52 + ((share - from) / (1 - from)) * 578;
  const down = (share) => 30 + ((1 - share) / (1 - from)) * 396;
  const taken = marks.map((mark) => ({ left: across(mark.sent) - 9, right: across(mark.sent) + 9, top: down(mark.read) - 9, bottom: down(mark.read) + 9, of: mark }));
  const placed = [];
  for (const mark of [...marks].sort((one, other) => other.read + other.sent - one.read - one.sent)) {
    const label = mark.standing === "control" ? "control" : `${SIGNS[mark.standing] ?? ""}${mark.name}`;
    const width = label.length * 7.2;
    const [x, y] = [across(mark.sent), down(mark.read)];
    const box = ({ anchor, dy }) => ({ left: anchor === "start" ? x + 11 : x - 11 - width, right: anchor === "start" ? x + 11 + width : x - 11, top: y - 8 + dy, bottom: y + 8 + dy, of: mark });
    const free = (one) => one.left > 40 && one.right < 662 && !taken.some((other) => other.of !== mark && one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom);
    const side = SIDES.find((one) => free(box(one)));
    if (!side) continue;
    taken.push(box(side));
    placed.push({ ...mark, label, ...side });
  }
  return placed;
}

function drawAreas(place) {
  const { areas, versions } = data.charts[place.dataset.of];
  const newest = versions.at(-1);
  const rows = areas.filter(([id]) => newest.areas[id] != null);
  const points = versions.flatMap((version) => rows.map(([id, title]) => ({ title, share: version.areas[id], version: version.version, newest: version === newest })).filter((one) => one.share != null));
  place.replaceChildren(Plot.plot({
    className: "drawn", ariaLabel: "Read by area, in each version", width: 560, height: rows.length * 26 + 50, marginLeft: 100, marginRight: 40,
    x: { domain: [0, 1], tickFormat: percent, label: null, grid: true },
    y: { domain: rows.map(([, title]) => title), label: null },
    marks: [
      Plot.line(points, { x: "share", y: "title", z: "title", stroke: "var(--muted)" }),
      Plot.dot(points.filter((one) => !one.newest), { x: "share", y: "title", r: 4, fill: "var(--card)", stroke: "var(--muted)", title: (one) => `${one.version}: ${percent(one.share)}` }),
      Plot.dot(points.filter((one) => one.newest), { x: "share", y: "title", r: 5, fill: "var(--mark-right)", title: (one) => `${one.version}: ${percent(one.share)}` }),
    ],
  }));
}

function drawVersions(place) {
  const { versions } = data.charts[place.dataset.of];
  const lines = ["read", "sent", "events"].flatMap((name) => versions.map((one) => ({ name, version: one.version, share: one[name] })).filter((one) => one.share != null));
  const dashes = { read: null, sent: "6 3", events: "2 3" };
  const last = versions.at(-1).version;
  place.replaceChildren(Plot.plot({
    className: "drawn", ariaLabel: "Read, sent and events over versions", width: 460, height: 280, marginRight: 64, marginLeft: 48,
    x: { type: "point", domain: versions.map((one) => one.version), label: null },
    y: { domain: [0, 1], tickFormat: percent, label: null, grid: true },
    marks: [
      ...Object.keys(dashes).map((name) => Plot.line(lines.filter((one) => one.name === name), { x: "version", y: "share", stroke: name === "events" ? "var(--muted)" : "var(--mark-right)", strokeWidth: 2, strokeDasharray: dashes[name] })),
      Plot.dot(lines, { x: "version", y: "share", r: 4, fill: "var(--card)", stroke: "var(--ink)", title: (one) => `${one.version}: ${one.name} ${percent(one.share)}` }),
      Plot.text(apart(lines.filter((one) => one.version === last)), { x: "version", y: "at", text: "name", dx: 12, textAnchor: "start", fill: "var(--ink)", fontWeight: 600 }),
    ],
  }));
}

// Names at the ends of lines keep a distance.
function apart(ends) {
  let above = 2;
  return [...ends].sort((one, other) => other.share - one.share).map((one) => ({ ...one, at: (above = Math.min(one.share, above - 0.06)) }));
}

if (byId("scatter") && data.marks?.length) drawScatter(byId("scatter"));
all('[data-chart="areas"]').forEach(drawAreas);
all('[data-chart="versions"]').forEach(drawVersions);
