// What is seen is in the address, so that it can be sent: ?share=sent&lang=go&need=audio,tools&q=usage#pipecat/mcp

const DEFAULTS = { share: "read", lang: "", sort: "-standing", need: "", q: "", open: "" };
const state = { ...DEFAULTS };

function readAddress() {
  const given = new URLSearchParams(location.search);
  for (const key of Object.keys(DEFAULTS)) state[key] = given.get(key) ?? DEFAULTS[key];
}

function writeAddress(remember = true) {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) if (value !== DEFAULTS[key]) given.set(key, value);
  const query = given.toString();
  const address = `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
  // Browsers may refuse this for a page that is opened as a file; the page works without.
  try {
    history[remember ? "pushState" : "replaceState"](null, "", address);
  } catch {
    // Nothing to do.
  }
}
