// The data of the page, and elements. What comes from data becomes text nodes, never markup.

const data = JSON.parse(document.getElementById("data").textContent);
document.documentElement.classList.add("script");

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

// Invisible characters, and those that would reorder the line, are shown by their code points.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/g;
const shown = (text) => text.replace(UNSEEN, (sign) => (/[\ud800-\udfff]/.test(sign) ? "\ufffd" : `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`));

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.map((child) => (typeof child === "string" ? shown(child) : child)));
  return made;
}

const percent = (share) => `${Math.floor(share * 100)} %`;

function announce(text) {
  byId("said").textContent = text;
}

const typing = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that are opened as files may have no access to the clipboard.
    const area = element("textarea", { class: "out-of-sight" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce("Copied");
}
