// The charts of one implementation are Observable Plot's, too.

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

all('[data-chart="areas"]').forEach(drawAreas);
all('[data-chart="versions"]').forEach(drawVersions);
