"""The drawing of correctness over versions."""

from __future__ import annotations

from xml.etree import ElementTree

from conformance.results.chart import HistoryPoint, chart


def _point(label: str, day: int, correctness: float) -> HistoryPoint:
    return HistoryPoint(label, f"1.{day}", f"2026-01-{day:02}T00:00:00+00:00", correctness)


def test_without_points_nothing_is_drawn() -> None:
    assert chart([]) == ""


def test_there_is_one_line_per_label_and_one_mark_per_version() -> None:
    drawn = ElementTree.fromstring(chart([_point("b", 3, 0.9), _point("a", 1, 0.5), _point("b", 2, 0.8)]))
    assert [len(line.attrib["points"].split()) for line in drawn.findall("polyline")] == [1, 2]
    titles = [title.text for title in drawn.findall("circle/title")]
    assert titles == ["a 1.1: 50 % (2026-01-01)", "b 1.2: 80 % (2026-01-02)", "b 1.3: 90 % (2026-01-03)"]


def test_lines_differ_by_more_than_colour() -> None:
    drawn = ElementTree.fromstring(chart([_point("a", 1, 0.5), _point("b", 1, 0.5)]))
    assert len({line.attrib.get("stroke-dasharray") for line in drawn.findall("polyline")}) == 2
    names = [text for text in drawn.findall("text") if text.attrib.get("class", "").startswith("name")]
    assert [text.text for text in names] == ["a 50 %", "b 50 %"]
    first, second = (float(text.attrib["y"]) for text in names)
    assert second - first >= 15


def test_better_is_higher_and_almost_all_is_not_all() -> None:
    drawn = ElementTree.fromstring(chart([_point("a", 1, 0.9), _point("a", 2, 0.9999)]))
    lower, higher = (float(mark.attrib["cy"]) for mark in drawn.findall("circle"))
    assert higher < lower
    assert drawn.findall("circle/title")[1].text == "a 1.2: 99.9 % (2026-01-02)"


def test_names_are_text_whatever_they_hold() -> None:
    drawn = ElementTree.fromstring(chart([_point("</svg><script>\ud800\x00&", 1, 1.0)]))
    assert drawn.findall("circle/title")[0].text == "</svg><script>\\ud800\\x00& 1.1: 100 % (2026-01-01)"


def test_a_long_name_is_not_cut_off() -> None:
    short, long = (ElementTree.fromstring(chart([_point(label, 1, 1.0)])) for label in ("a", "n" * 45))
    (name,) = long.findall("text[@class='name tone-0']")
    widths = [float(drawn.attrib["viewBox"].split()[2]) for drawn in (short, long)]
    assert widths[0] == 760
    # A narrow character of this size takes 6 units.
    assert float(name.attrib["x"]) + 6 * len(name.text or "") < widths[1]
