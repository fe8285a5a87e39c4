// Builds the page. Everything that comes from data becomes text nodes, never markup.

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : shownPlain(String(value)));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

// Invisible characters, and those that would reorder the line, are shown by their code points.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const point = (sign) => `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
const shownPlain = (text) => text.replace(UNSEEN, point);

function written(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(UNSEEN)) {
    parts.push(text.slice(end, found.index), element("span", { class: "point", title: "a character that does not show" }, point(found[0])));
    end = found.index + 1;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

// The sentences of the register write names as `name`.
function sentence(text) {
  return text.split(/(`[^`]+`)/).flatMap((part) => (/^`[^`]+`$/.test(part) ? [code(part.slice(1, -1))] : written(part)));
}

// Long names may break between their words, so that a phone can show them.
function name(text, prefix = "") {
  const rest = text.startsWith(prefix) && text !== prefix ? text.slice(prefix.length) : text;
  const parts = rest.split(/(?<=[a-z0-9_./])(?=[A-Z])|(?<=[/._-])/).flatMap((part) => [element("wbr"), ...written(part)]);
  return rest === text ? parts : [element("span", { class: "prefix" }, prefix), ...parts];
}

const code = (text, kind = "") => element("code", { class: kind || null }, written(text));
const glyph = (mark) => element("span", { class: "glyph", "aria-hidden": "true" }, MARKS[mark].glyph);
const badge = (mark, text = MARKS[mark].name) => element("span", { class: `badge is-${MARKS[mark].name}` }, glyph(mark), ` ${text}`);
const button = (text, properties, ...more) => element("button", { type: "button", ...properties }, text, ...more);

function link(address, text) {
  const safe = /^https?:\/\//i.test(address ?? "");
  return safe ? element("a", { href: address, rel: "noreferrer" }, written(text)) : element("span", {}, written(text));
}

function announce(text) {
  document.getElementById("said").textContent = text;
}

async function copy(text, from) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that are opened as files may have no access to the clipboard.
    const area = element("textarea", { class: "out-of-sight" });
    area.value = text;
    from.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    from.focus();
  }
  from.textContent = "Copied";
  announce("Copied");
  setTimeout(() => (from.textContent = "Copy"), 1500);
}
