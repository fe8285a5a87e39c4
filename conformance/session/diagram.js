"use strict";
// The panel of one frame, and the keys: j and k go from frame to frame, n to the next broken rule. #f27 is a frame.
const rows = [...document.querySelectorAll("li.client, li.server")];
const panel = document.getElementById("frame");
let chosen = -1;

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function payload(row) {
  const text = row.dataset.text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function foundUnder(row) {
  const found = [];
  for (let next = row.nextElementSibling; next?.classList.contains("found"); next = next.nextElementSibling) {
    found.push(next);
  }
  return found;
}

function choose(place, moves) {
  if (!rows[place]) return;
  rows[chosen]?.classList.remove("chosen");
  chosen = place;
  const row = rows[place];
  row.classList.add("chosen");
  const side = row.classList.contains("client") ? "client" : "server";
  const facts = [side, row.dataset.time, row.dataset.count].filter(Boolean).join(", ");
  const head = element("h2", `Frame ${row.querySelector(".number").textContent} `);
  head.append(element("small", facts));
  const found = foundUnder(row).map((one) => {
    const item = element("p", one.querySelector("b").textContent, "why");
    item.append(element("small", `${one.querySelector("small").textContent}. ${one.title}`));
    return item;
  });
  panel.replaceChildren(head, ...found, element("pre", payload(row)));
  if (moves) {
    history.replaceState(null, "", `#${row.id}`);
    row.scrollIntoView({ block: "nearest" });
  }
}

function nextBroken() {
  const after = rows.findIndex((row, place) => place > chosen && row.classList.contains("broken"));
  choose(after < 0 ? rows.findIndex((row) => row.classList.contains("broken")) : after, true);
}

function fromAddress() {
  const number = Number(/^#f(\d+)$/.exec(location.hash)?.[1]);
  // A frame may be one of several in its row.
  const place = rows.findIndex((row) => Number(row.id.slice(1)) <= number && number <= Number(row.dataset.last));
  if (place >= 0) {
    choose(place, false);
    rows[place].scrollIntoView({ block: "center" });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const does = { j: () => choose(chosen + 1, true), k: () => choose(chosen - 1, true), n: nextBroken }[event.key];
  if (does) {
    event.preventDefault();
    does();
  }
});
rows.forEach((row, place) => row.addEventListener("click", () => choose(place, true)));
window.addEventListener("hashchange", fromAddress);
document.getElementById("aside").hidden = false;
fromAddress();
