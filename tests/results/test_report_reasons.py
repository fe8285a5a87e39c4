"""The list of reasons in the HTML report, in a real browser: each cause once."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Page
from report_page import SHOWN, write
from result_files import gone, results, verdict


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("results"))


def test_reasons_are_causes_with_the_number_of_their_cases(page: Page, report: Path) -> None:
    page.open(report)
    page.click("#tab-reasons")
    assert page.driver.find_element("id", "found").text == "5 reasons"
    rows = page.lines()
    assert rows[0] == "/usage is dropped usage.kept ✕ 1 ·"
    assert rows[3] == "the text is not the canonical one: the order of members canonical-bytes ! 200 ·"
    assert rows[4] == "/usage/total changes its type (integer → string) round-trip · ◇ 1"
    assert rows[1].startswith(f"/{SHOWN} is changed ")
    assert rows[2].startswith("what comes back is not JSON (</script><script>window.broken=")
    assert [row.endswith(" · ✕ 1") for row in rows] == [False, True, True, False, False]
    titles = [row.get_attribute("title") for row in page.all(".reasons tbody th")]
    assert titles[0] == "Usage is kept."
    count = page.all(".reasons .count")[3]
    assert count.get_attribute("aria-label") == "200 cases, found by canonical-bytes: mine 1.2.3"
    assert count.get_attribute("title") == "for example RealtimeResponse/order-0; found by canonical-bytes"


def test_reasons_are_searched_and_filtered(page: Page, report: Path) -> None:
    page.open(report)
    page.click("#tab-reasons")
    assert page.search("usage.kept") == "1 reason"
    assert page.search("no such thing") == "0 reasons"
    assert page.texts(".empty") == ["No reason is found."]
    page.click("#clear")
    page.click("[data-mark=warn]")
    assert [row.rpartition(" ! ")[2] for row in page.lines()] == ["200 ·"]
    page.click("[data-mark=known]")
    assert len(page.lines()) == 2
    page.click("#clear")
    page.run("const check = document.getElementById('check'); check.selectedIndex = arguments[0]", 5)
    page.run("document.getElementById('check').dispatchEvent(new Event('change'))")
    assert page.texts("#check option:checked") == ["round-trip"]
    assert [row.rpartition(" round-trip ")[2] for row in page.lines()][1:] == ["· ◇ 1"]
    page.click("#clear")
    page.click(".chooser summary")
    page.click("[data-implementation='0']")
    assert len(page.lines()) == 3
    assert len(page.all(".reasons thead .column")) == 1


def test_a_reason_opens_at_its_example(page: Page, tmp_path: Path) -> None:
    # The other failures of that type and check are more, and come before it.
    often = [verdict(f"T/often-{number}", "fail", gone("/often")) for number in range(9)]
    cases = ("a-long-name", "shorter", "generated/round-trip")
    rare = [verdict(f"T/{name}", "fail", gone("/rare"), sent="-" * (40 - len(name))) for name in cases]
    page.show(tmp_path, results(tmp_path, *often, *rare))
    page.click("#tab-reasons")
    assert page.lines() == ["/often is dropped round-trip ✕ 9", "/rare is dropped round-trip ✕ 3"]
    page.click(".reasons .count", 1)
    (opened,) = page.all("#panel details[open]")
    assert opened.text.startswith("✕ fail 3 cases /rare is dropped")
    assert page.texts("#panel h4")[0] == "T/shorter"
    assert page.texts("#panel [aria-pressed=true]") == ["shorter"]


def test_only_the_first_reasons_are_drawn_until_all_are_wanted(page: Page, tmp_path: Path) -> None:
    run = results(tmp_path, *(verdict(f"T/{number}", "fail", gone(f"/m{number}")) for number in range(130)))
    page.show(tmp_path, run)
    page.click("#tab-reasons")
    assert page.driver.find_element("id", "found").text == "130 reasons"
    assert len(page.lines()) == 100
    assert page.texts("#view > .more") == ["Show all 130"]
    page.click("#view > .more")
    assert len(page.lines()) == 130


def test_where_nothing_fails_there_are_no_reasons(page: Page, tmp_path: Path) -> None:
    page.show(tmp_path, results(tmp_path, verdict("T/a"), verdict("T/b", "unsupported", "no such type")))
    assert page.texts("[role=tab]") == ["Matrix"]
