"""The HTML report, in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browser import Page
from report_page import HOSTILE, SHOWN, SLUG_SHOWN, write
from result_files import results, verdict
from selenium.webdriver.common.keys import Keys

from conformance.checks.finding import Finding, What

VIEWS = ("reasons", "losses", "open", "history", "matrix")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("results"))


def _rows(page: Page) -> list[str]:
    return [text.replace("\n", "") for text in page.texts("tr.type > th")]


def test_it_loads_nothing_and_complains_of_nothing(page: Page, report: Path) -> None:
    page.open(report)
    for view in VIEWS:
        page.click(f"#tab-{view}")
    assert [address for address in page.requests() if not address.startswith(("data:", report.as_uri()))] == []
    assert page.complaints() == []


def test_its_policy_lets_nothing_run_but_itself(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert len(re.findall("<script", text)) == 2
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", text.split("<script", 1)[0])
    assert "innerHTML" not in text


def test_who_was_judged_and_how_it_went(page: Page, report: Path) -> None:
    page.open(report)
    mine, other = page.all(".overview tbody tr")
    assert mine.text.replace("\n", " ").startswith("mine 1.2.3 python async-openai complete 2026-05-04, suite 0.1.0 ")
    assert "2/2 types, 204/204 vectors" in mine.text
    # What only warns is in no share, and nothing was built or written back.
    assert "50.0 %\n1/2 vectors\n–" in mine.text
    assert "fast" in mine.text
    assert "INCOMPLETE" in other.text
    assert "1 run INCOMPLETE" in page.driver.find_element("id", "about").text
    assert other.find_element("css selector", "a").get_attribute("href") == "https://example.test/b%3Eother"


def test_a_run_that_is_red_by_no_verdict_is_not_called_complete(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, results(tmp_path, verdict("T/a"), exit_=1))
    (row,) = page.texts(".overview tbody tr")
    assert "red for another reason (exit 1): see the log" in row
    assert "complete" not in row


def test_an_implementation_of_another_dialect_has_a_row_that_is_not_a_type(page: Page, tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta")
    other = verdict("(the implementation)", "fail", spoken, reproduce="realtime-conformance run --impl=sdk.adapter")
    page.show(tmp_path, results(tmp_path, verdict("RealtimeResponse/a")), results(tmp_path, other))
    assert page.driver.find_element("id", "about").text.startswith("2 implementations, 2 types, 2 verdicts")
    assert page.driver.find_element("id", "found").text == "2 types"
    assert "0/2 types" in page.texts(".overview tbody tr")[1]
    assert _rows(page) == ["(the implementation)", "RealtimeResponse"]
    assert page.texts("tr.group") == ["As a whole", "Types"]
    assert page.texts("tr.type > td") == ["", "✕ 1", "✓ 1", ""]
    assert page.search("openai-beta") == "0 of 2 types"
    assert _rows(page) == ["(the implementation)"]
    assert page.texts(".empty") == []
    page.click("#clear")
    page.click("td.is-fail")
    assert page.texts("#panel h4")[0] == "(the implementation)"
    facts = dict(zip(page.texts("#panel .facts dt"), page.texts("#panel .facts dd"), strict=True))
    assert facts == {
        "Reason": "it speaks openai-beta",
        "Reproduce": "realtime-conformance run --impl=sdk.adapter\nCopy",
    }
    assert page.complaints() == []


def test_hostile_texts_are_texts(page: Page, report: Path) -> None:
    page.open(report)
    page.click("td.is-fail", 1)
    shown = page.driver.find_element("id", "panel").get_property("textContent")
    assert isinstance(shown, str)
    # Id and sentence of the requirement, payloads, where and what the difference is, reproduction.
    assert shown.count(SHOWN) >= 9
    # In the heading and in the list of cases.
    assert shown.count(SLUG_SHOWN) >= 2
    for view in VIEWS:
        page.click(f"#tab-{view}")
    assert page.run("return window.broken ?? null") is None
    assert page.run("return document.querySelectorAll('main img, main b b, main script').length") == 0
    assert page.complaints() == []


def test_cells_say_in_words_what_they_show(page: Page, report: Path) -> None:
    page.open(report)
    assert _rows(page) == ["RealtimeResponse", "Session"]
    cells = [cell.get_attribute("aria-label") for cell in page.all("tr.type > td")]
    assert cells[0] == "mine 1.2.3, RealtimeResponse: 1 fail, 200 warn, 1 pass"
    assert cells[1].endswith(", RealtimeResponse: 1 known")
    assert page.texts("tr.type > td")[:2] == ["✕ 1", "◇ 1"]


def test_search_finds_types_cases_and_reasons(page: Page, report: Path) -> None:
    page.open(report)
    assert page.search("session") == "1 of 2 types"
    assert _rows(page) == ["Session"]
    assert page.search("ORDER-17") == "1 of 2 types"
    assert _rows(page) == ["RealtimeResponse"]
    assert page.search("is dropped") == "1 of 2 types"
    assert page.search("no such thing") == "0 of 2 types"
    assert page.texts(".empty") == ["Nothing is found. Search for less, or clear the filters."]
    page.click("#clear")
    assert _rows(page) == ["RealtimeResponse", "Session"]


def test_filters_by_status_check_and_implementation(page: Page, report: Path) -> None:
    page.open(report)
    page.click("[data-mark=warn]")
    assert _rows(page) == ["RealtimeResponse"]
    assert page.texts("tr.type > td") == ["! 200", "·"]
    page.click("#clear")
    page.run(
        "const check = document.getElementById('check'); check.value = 0; check.dispatchEvent(new Event('change'))"
    )
    assert page.texts("#check option:checked") == ["accepts"]
    assert page.texts("tr.type > td")[0] == "✓ 1"
    assert _rows(page) == ["RealtimeResponse"]
    page.click("#clear")
    page.click(".chooser summary")
    page.click("[data-implementation='0']")
    assert len(page.all("thead [data-column]")) == 1
    assert page.texts("tr.type > td")[0] == "◇ 1"


def test_a_type_opens_its_checks(page: Page, report: Path) -> None:
    page.open(report)
    head = page.all("tr.type > th")[0]
    page.click("tr.type > th")
    assert head.get_attribute("aria-expanded") == "true"
    assert page.texts("tr.check > th") == ["accepts", "canonical-bytes", "round-trip"]
    assert page.texts("tr.check > td")[::2] == ["✓ 1", "! 200", "✕ 1"]
    page.click("tr.type > th")
    assert page.texts("tr.check > th") == []


def test_the_matrix_is_walked_and_opened_with_the_keyboard(page: Page, report: Path) -> None:
    page.open(report)
    page.focus('[data-row="0"]')
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ARROW_LEFT)
    label = "mine 1.2.3, RealtimeResponse: 1 fail, 200 warn, 1 pass"
    assert page.driver.switch_to.active_element.get_attribute("aria-label") == label
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.press(Keys.ENTER)
    assert page.run("return document.getElementById('panel').open") is True
    assert page.texts("#panel h2") == ["RealtimeResponse"]
    page.press(Keys.ESCAPE)
    assert page.run("return document.getElementById('panel').open") is False
    assert page.driver.switch_to.active_element.get_attribute("aria-label") == label
    page.press(Keys.HOME, Keys.ENTER)
    assert page.texts("tr.check > th") == ["accepts", "canonical-bytes", "round-trip"]


def test_one_tab_stop_leads_into_the_matrix(page: Page, report: Path) -> None:
    page.open(report)
    page.search("session")
    assert page.run(
        "return [...document.querySelectorAll('.matrix [tabindex=\"0\"]')].map((one) => one.dataset.row)"
    ) == ["1"]


def test_a_reason_has_all_that_confirms_it(page: Page, report: Path) -> None:
    page.open(report)
    page.click("tr.type > td")
    facts = dict(zip(page.texts("#panel .facts dt"), page.texts("#panel .facts dd"), strict=True))
    assert facts == {
        "Requirement": "usage.kept\nUsage is kept.",
        "Reason": "/usage is dropped",
        "Sent": '{"usage":{}}',
        "Expected": '{"usage":{}}',
        "Actual": "{}",
        "Differences": "At Expected Actual\n/usage {} missing",
        "Reproduce": "realtime-conformance show RealtimeResponse/usage --impl=mine\nCopy",
    }
    page.click("#panel .copy")
    assert page.texts("#panel .copy") == ["Copied"]


def test_all_cases_of_a_reason_are_named(page: Page, report: Path) -> None:
    page.open(report)
    page.click("tr.type > td")
    page.click("#panel summary", 1)
    assert page.texts("#panel .more") == ["and 140 more"]
    page.click("#panel .more")
    names = page.texts("#panel details:nth-of-type(1).is-warn [data-case]")
    assert sorted(names) == sorted(f"order-{number}" for number in range(200))
    page.run("[...document.querySelectorAll('[data-case]')].find((one) => one.textContent === 'order-199').click()")
    assert "realtime-conformance show RealtimeResponse/order-199 --impl=mine\nCopy" in page.texts("#panel .facts dd")
    assert "The payloads of this case are not in this file; the line shows them." in page.texts("#panel .quiet")


def test_a_known_failure_says_so_and_where(page: Page, report: Path) -> None:
    page.open(report)
    page.click("tr.type > td", 1)
    assert page.texts("#panel .known") == ["◇ known failure https://issues.test/7"]
    assert page.all("#panel .known a")[0].get_attribute("href") == "https://issues.test/7"


def test_what_gets_lost(page: Page, report: Path) -> None:
    page.open(report)
    page.click("#tab-losses")
    rows = page.lines()
    assert rows == [
        "RealtimeResponse /usage lost 1 ·",
        "RealtimeResponse /usage/total retyped integer → string · 1",
        rows[2],
    ]
    assert page.search("retyped") == "1 path"


def test_what_is_left_open(page: Page, report: Path) -> None:
    page.open(report)
    page.click("#tab-open")
    assert [row.text.replace("\n", " ") for row in page.all(".answers tbody tr")] == [
        "Usage is kept.",
        "Session/array accepted refused E",
    ]
    assert page.texts(".folded > summary") == ["1 case where all that answer do the same"]
    page.click(".folded > summary")
    assert "Session/same accepted accepted" in [row.text.replace("\n", " ") for row in page.all(".folded tbody tr")]


def test_views_are_tabs(page: Page, report: Path) -> None:
    page.open(report)
    page.focus('[role="tab"]')
    page.press(Keys.ARROW_RIGHT)
    assert page.driver.switch_to.active_element.text == "Reasons"
    page.press(Keys.ARROW_RIGHT)
    assert page.driver.switch_to.active_element.text == "What gets lost"
    page.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    assert page.driver.switch_to.active_element.text == "History"
    assert len(page.all("svg.chart circle")) == 2


@pytest.mark.parametrize("width", [360, 800, 1280], ids=["phone", "tablet", "desktop"])
def test_the_page_never_scrolls_sideways(width: int, page: Page, report: Path) -> None:
    page.open(report, width=width, height=740)
    for view in VIEWS:
        page.click(f"#tab-{view}")
        overflow = "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
        assert page.run(overflow) == 0, view
    page.click("td.is-fail", 1)
    assert page.run("const panel = document.getElementById('panel'); return panel.scrollWidth - panel.clientWidth") == 0


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
  const aside = element.closest("svg, .out-of-sight, .skip, [aria-hidden]:not(.glyph)");
  if (!own || aside || !element.checkVisibility()) continue;
  const both = [luminance(numbers(getComputedStyle(element).color)), luminance(ground(element))];
  const name = `${element.tagName}.${element.className} in ${element.parentElement.className}`;
  found[name] = Math.min(found[name] ?? 99, (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05));
}
return found;
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(dark: bool, page: Page, report: Path) -> None:
    page.open(report, dark=dark)
    brightness = page.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(brightness) < 384) is dark
    measured: dict[str, float] = {}
    for step in (
        "document.querySelector('[data-mark=warn]').click()",
        "document.querySelector('[data-mark=warn]').click(); document.querySelector('[data-row]').click()",
        "document.querySelectorAll('td.is-fail')[0].click()",
        "document.getElementById('panel').close(); document.getElementById('tab-reasons').click()",
        "document.getElementById('tab-losses').click()",
        "document.getElementById('tab-open').click()",
    ):
        page.run(step)
        measured |= page.run(_CONTRAST)
    assert len(measured) > 40
    assert {name: ratio for name, ratio in measured.items() if ratio < 4.5} == {}


def test_the_page_is_still_where_motion_is_unwanted(page: Page, report: Path) -> None:
    page.open(report)
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    assert (
        page.run("return getComputedStyle(document.querySelector('.type > th'), '::before').transitionDuration") == "0s"
    )


def test_the_data_is_json_that_no_text_can_leave(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    data = text.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    assert "<" not in data
    assert data.isascii()
    assert HOSTILE in json.loads(data)["strings"]
