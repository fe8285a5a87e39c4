// The views, and what switches between them.

const drawing = document.getElementById("history").content;
const VIEWS = [
  { name: "matrix", title: "Matrix", draw: () => [matrix()] },
  { name: "reasons", title: "Reasons", draw: () => reasons() },
  { name: "losses", title: "What gets lost", draw: () => losses() },
  { name: "open", title: "What is left open", draw: () => behaviour() },
  { name: "history", title: "History", draw: () => [drawing.cloneNode(true)] },
].filter((view) => (view.name === "history" ? drawing.childElementCount : view.name === "matrix" || data[view.name === "open" ? "behaviour" : view.name].length));

function tellFound(text) {
  document.getElementById("found").textContent = text;
  announce(text);
}

function draw() {
  document.getElementById("clear").hidden = !filtered();
  if (state.view === "matrix" && grid?.isConnected) refreshMatrix();
  else {
    state.open.clear();
    document.getElementById("view").replaceChildren(...VIEWS.find((view) => view.name === state.view).draw());
  }
  // Filters that do not apply to a view are hidden.
  document.getElementById("filters").hidden = state.view === "history";
  document.querySelector(".marks").hidden = state.view !== "matrix" && state.view !== "reasons";
  document.getElementById("check").hidden = state.view === "open";
}

function choose(view, focused = true) {
  state.view = view;
  for (const tab of document.querySelectorAll('[role="tab"]')) {
    const chosen = tab.dataset.view === view;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen && focused) tab.focus();
  }
  document.getElementById("view").setAttribute("aria-labelledby", `tab-${view}`);
  history.replaceState(null, "", `#${view}`);
  draw();
}

function tabs() {
  const made = VIEWS.map((view) => button(view.title, {
    role: "tab", id: `tab-${view.name}`, "data-view": view.name, "aria-controls": "view", onclick: () => choose(view.name),
  }));
  document.getElementById("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const at = VIEWS.findIndex((view) => view.name === state.view);
    choose(VIEWS[(at + step + VIEWS.length) % VIEWS.length].name);
  });
  return made;
}

document.getElementById("about").append(...about().filter(Boolean));
document.getElementById("implementations").append(overview());
document.getElementById("tabs").append(...tabs());
document.getElementById("filters").append(...filters(draw));
document.getElementById("legend").append(...legend());
choose(VIEWS.find((view) => `#${view.name}` === location.hash)?.name ?? "matrix", false);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && !panel.open) {
    event.preventDefault();
    document.getElementById("search").focus();
  }
});
