// The charts are Observable Plot's. Their colours are variables, so a change of theme draws nothing again.

const COLOURS = { wide: "var(--mark-right)", narrow: "var(--mark-right)", partly: "var(--mark-partly)", wrong: "var(--mark-wrong)", control: "var(--ink)" };
// Colour is never alone: names begin with the sign of the verdict.
const SIGNS = { partly: "▲ ", wrong: "✕ " };

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

// A mark has parts and wholes; the chart has ratios of them, and words.
const placed = (one) => ({ ...one, read: one.read[0] / one.read[1], sent: one.sent[0] / one.sent[1] });
const ofAll = ([part, whole]) => `${part} of ${whole}`;

function drawScatter(place) {
  const marks = data.marks.map((mark) => ({
    ...placed(mark), events: mark.events[1] ? mark.events[0] / mark.events[1] : 0, older: mark.older.map(placed),
    counts: `read ${ofAll(mark.read)}, sent ${ofAll(mark.sent)}, events ${ofAll(mark.events)}`,
  }));
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
  const named = [];
  for (const mark of [...marks].sort((one, other) => other.read + other.sent - one.read - one.sent)) {
    const label = mark.standing === "control" ? "control" : `${SIGNS[mark.standing] ?? ""}${mark.name}`;
    const width = label.length * 7.2;
    const [x, y] = [across(mark.sent), down(mark.read)];
    const box = ({ anchor, dy }) => ({ left: anchor === "start" ? x + 11 : x - 11 - width, right: anchor === "start" ? x + 11 + width : x - 11, top: y - 8 + dy, bottom: y + 8 + dy, of: mark });
    const free = (one) => one.left > 40 && one.right < 662 && !taken.some((other) => other.of !== mark && one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom);
    const side = SIDES.find((one) => free(box(one)));
    if (!side) continue;
    taken.push(box(side));
    named.push({ ...mark, label, ...side });
  }
  return named;
}

if (byId("scatter") && data.marks?.length) drawScatter(byId("scatter"));
