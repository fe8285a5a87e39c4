// What every page has: the theme, the list of keys, copying, and blocks as wide as their numbers.

const THEMES = ["auto", "light", "dark"];
let theme = 0;
byId("theme").addEventListener("click", (event) => {
  theme = (theme + 1) % THEMES.length;
  document.documentElement.style.colorScheme = theme ? THEMES[theme] : "";
  event.currentTarget.textContent = `Theme: ${THEMES[theme]}`;
});

const keys = byId("keys");
keys.querySelector("button").addEventListener("click", () => keys.close());
document.addEventListener("keydown", (event) => {
  if (typing() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") keys.showModal();
});

for (const block of all(".blocks li")) block.style.flexGrow = block.dataset.grow;
for (const button of all(".copy")) {
  button.addEventListener("click", () => copy(button.previousElementSibling.textContent).then(() => (button.textContent = "Copied")));
}
