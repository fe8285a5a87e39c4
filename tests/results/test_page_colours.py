"""The colours of the page: every text can be read, and no two classes of cells look alike to anybody."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from browser import Page
from coloraide import Color
from site_of_few import write

STYLE = Path(__file__).parents[2] / "conformance" / "results" / "page" / "style" / "all-1-colours.css"
CLASSES = ("all", "most", "many", "half", "few")
THEMES = ("light", "dark")
SEEN = ("", "protan", "deutan", "tritan")


def colours(theme: str) -> dict[str, Color]:
    found = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", STYLE.read_text(encoding="utf-8"))
    assert len(found) > 25
    return {name: Color(light if theme == "light" else dark) for name, light, dark in found}


def as_seen(colour: Color, how: str) -> Color:
    return colour.filter(how) if how else colour


@pytest.mark.parametrize("theme", THEMES)
def test_texts_can_be_read_on_their_grounds(theme: str) -> None:
    one = colours(theme)
    pairs = [(text, ground) for text in ("ink", "muted", "link", "mark-wrong") for ground in ("page", "card")]
    pairs += [(f"on-{name}", name) for name in CLASSES] + [("on-few", "stripe"), ("ink", "lost"), ("ink", "added")]
    ratios = {pair: one[pair[0]].contrast(one[pair[1]], method="wcag21") for pair in pairs}
    assert {pair: round(ratio, 1) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_marks_and_bars_stand_out_on_their_card(theme: str) -> None:
    one = colours(theme)
    names = [name for name in one if name.startswith(("mark-", "bar-")) and name != "bar-absent"]
    ratios = {name: one[name].contrast(one["card"], method="wcag21") for name in names}
    assert {name: round(ratio, 1) for name, ratio in ratios.items() if ratio < 3} == {}


@pytest.mark.parametrize("how", SEEN)
@pytest.mark.parametrize("theme", THEMES)
def test_classes_of_cells_differ_for_everybody(theme: str, how: str) -> None:
    one = {name: as_seen(colours(theme)[name], how) for name in CLASSES}
    far = {pair: one[pair[0]].delta_e(one[pair[1]], method="2000") for pair in combinations(CLASSES, 2)}
    assert {pair: round(distance) for pair, distance in far.items() if distance < 18} == {}


@pytest.mark.parametrize("how", SEEN)
@pytest.mark.parametrize("theme", THEMES)
def test_verdict_marks_differ_for_everybody(theme: str, how: str) -> None:
    names = ("mark-right", "mark-partly", "mark-wrong")
    one = {name: as_seen(colours(theme)[name], how) for name in names}
    far = {pair: one[pair[0]].delta_e(one[pair[1]], method="2000") for pair in combinations(names, 2)}
    assert {pair: round(distance) for pair, distance in far.items() if distance < 12} == {}


_CONTRAST = """
const channel = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
function ground(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = numbers(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
}
const found = {};
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!own || element.closest("svg, .out-of-sight, .skip, .dots") || !element.checkVisibility()) continue;
  const both = [luminance(numbers(getComputedStyle(element).color)), luminance(ground(element))];
  const name = `${element.tagName}.${element.className} in ${element.parentElement.className}`;
  found[name] = Math.min(found[name] ?? 99, (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05));
}
return found;
"""


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_that_is_drawn_can_be_read(dark: bool, page: Page, landing: Path) -> None:
    measured: dict[str, float] = {}
    for path in (landing, landing.parent / "openai-ga" / "bad.html"):
        page.open(path, dark=dark)
        brightness = page.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert (sum(brightness) < 384) is dark
        page.run("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        measured |= page.run(_CONTRAST)
    assert len(measured) > 40
    assert {name: ratio for name, ratio in measured.items() if ratio < 4.5} == {}
