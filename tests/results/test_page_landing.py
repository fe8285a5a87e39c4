"""The landing view, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Page
from links import broken, links
from selenium.webdriver.common.keys import Keys
from site_of_few import write

PLOT = Path(__file__).parents[2] / "conformance" / "results" / "page" / "vendor" / "plot.js"


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("site"))


def names(page: Page) -> list[str]:
    return [row.get_attribute("data-name") or "" for row in page.all("tr.row")]


def cell(name: str, area: int) -> str:
    return f'tr[data-library="{name}"]:not(.other) td:nth-of-type({area + 3}) .cell'


def test_it_loads_nothing_and_complains_of_nothing(page: Page, landing: Path) -> None:
    page.open(landing)
    assert [address for address in page.requests() if not address.startswith(("data:", landing.as_uri()))] == []
    assert page.complaints() == []
    assert page.all("#scatter svg")


def test_a_sentence_says_which_is_safe(page: Page, landing: Path) -> None:
    page.open(landing)
    (sentence,) = page.texts(".lead")
    assert "good" in page.texts(".lead a") or "None has all events" in sentence
    assert "One changes or refuses more than a quarter" in sentence
    assert "reference" not in sentence


def test_the_best_of_each_language_is_named_with_what_hurts(page: Page, landing: Path) -> None:
    page.open(landing)
    picks = [text.replace("\n", " ") for text in page.texts(".picks li")]
    assert [pick.split()[0] for pick in picks] == ["Python", "TypeScript", "Go"]
    assert "A session loses its id 1 finding" in picks[2]
    assert "types alone" in picks[1]


def test_groups_by_role_and_the_control_first(page: Page, landing: Path) -> None:
    page.open(landing)
    assert page.texts(".group b") == ["SDKs", "Types alone", "Servers", "Clients"]
    assert names(page) == [
        "reference 1.0",
        "good 1.0",
        "bad 2.0",
        "typed 1.0",
        "good 1.0 strict",
        "served 1.0",
        "good 1.0",
    ]
    assert (landing.parent / "openai-ga" / "client-good.html").is_file()
    assert page.texts("tr.missing") == ["absent no complete run yet: not built"]


def test_cells_are_coloured_by_their_share_and_say_it_in_words(page: Page, landing: Path) -> None:
    page.open(landing)
    heads = page.texts("th.area")
    assert heads == ["Session", "Audio", "MCP"]
    shown = {
        name: [(one.text, one.get_attribute("class")) for one in page.all(f'[data-library="{name}"] .cell')]
        for name in ("good", "bad")
    }
    assert shown["good"] == [("100", "cell all"), ("90", "cell many"), ("100", "cell all")]
    assert shown["bad"] == [("0", "cell few"), ("90", "cell many"), ("45", "cell refuses few")]
    assert page.all(cell("bad", 3))[0].get_attribute("aria-label") == "bad 2.0, MCP: 5 of 11 read right, 1 refused"


def test_every_link_leads_to_a_page_and_to_a_place_that_is_there(landing: Path) -> None:
    # Findings are written by `python -m tests.findings`, and are not beside these pages.
    led = {address for _, address in broken(landing.parent)}
    assert led == {f"{up}findings{rest}" for up in ("", "../") for rest in (".md", "/bad.md#id")}
    assert {one for one in links(landing) if "/bad.html#" in one} == {
        f"openai-ga/bad.html#{place}" for place in ("session", "audio", "mcp", "findings")
    }


def test_a_link_to_a_section_that_is_missing_is_noticed(landing: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(landing.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "openai-ga").mkdir()
    for path in (landing.parent / "openai-ga").iterdir():
        (tmp_path / "openai-ga" / path.name).write_text(
            path.read_text(encoding="utf-8").replace('id="audio"', ""), encoding="utf-8"
        )
    assert ("index.html", "openai-ga/good.html#audio") in broken(tmp_path)


def test_the_script_gives_each_cell_its_link(page: Page, landing: Path) -> None:
    page.open(landing)
    led = page.run("return [...document.querySelectorAll('a.cell')].map((one) => one.getAttribute('href'))")
    assert {one for one in led if one} == {one for one in links(landing) if re.search(r"#(session|audio|mcp)$", one)}


def test_the_types_of_a_library_have_a_page_beside_that_of_the_library(landing: Path) -> None:
    pages = {path.name for path in (landing.parent / "openai-ga").iterdir()}
    assert {"good.html", "static-good.html", "client-good.html", "static-typed.html"} <= pages
    assert "types alone" in (landing.parent / "openai-ga/static-good.html").read_text(encoding="utf-8")
    assert "types alone" not in (landing.parent / "openai-ga/good.html").read_text(encoding="utf-8")


def test_what_is_judged_by_sessions_says_what_it_breaks(page: Page, landing: Path) -> None:
    page.open(landing)
    assert page.texts('[data-library="server-served"] td') == ["1 of 2", "breaks event.shape (1)", "–"]
    assert page.texts('[data-library="client-good"] .told') == ["breaks no rule"]
    page.open(landing.parent / "openai-ga" / "server-served.html")
    assert "1 of 2 sessions keeps every rule that must be kept. What breaks: 1 cause." in page.texts(".lead")
    page.click(".lead a")
    assert page.texts("#why h2") == ["Rules that are broken"]


def test_the_best_for_what_an_app_uses_is_named_in_two_clicks(page: Page, landing: Path) -> None:
    page.open(landing)
    page.click('[data-need="mcp"]')
    page.click('[data-need="session"]')
    assert page.texts("#answer") == ["Best at MCP and Session: good 1.0 100 %, bad 2.0 0 %"]
    assert "need=mcp%2Csession" in page.driver.current_url
    assert {one.get_attribute("data-n") for one in page.all('[data-library="good"] .cell.unneeded')} == {"9 10 9 10 10"}
    page.driver.refresh()
    assert page.texts("#answer")[0].startswith("Best at MCP and Session")
    page.click(".col-audio button")
    assert page.texts("#answer") == []
    assert page.all(".unneeded") == []


def test_a_bar_is_as_wide_as_its_share(page: Page, landing: Path) -> None:
    page.open(landing)
    parts = """return [...document.querySelectorAll('tr[data-library="bad"]:not(.other) .read rect')].map((one) => {
        const [part, whole] = [one, one.ownerSVGElement].map((each) => each.getBoundingClientRect());
        return [one.getAttribute("class"), part.width / whole.width, part.height === whole.height];
    })"""
    drawn = page.run(parts)
    assert [name for name, _, _ in drawn] == ["right", "changed", "refused"]
    assert [round(width, 1) for _, width, _ in drawn] == [0.5, 0.5, 0.0]
    assert all(high for _, _, high in drawn)


def test_the_cells_switch_to_what_is_sent(page: Page, landing: Path) -> None:
    page.open(landing)
    page.click('[data-share="sent"]')
    assert page.all(cell("bad", 3))[0].text == "50"
    assert "share=sent" in page.driver.current_url
    page.driver.back()
    assert page.all(cell("bad", 3))[0].text == "45"


def test_columns_sort_and_say_so(page: Page, landing: Path) -> None:
    page.open(landing)
    page.click(".col-mcp button")
    assert page.run("return document.querySelector('.col-mcp').getAttribute('aria-sort')") == "descending"
    page.click(".col-mcp button")
    assert names(page)[:3] == ["reference 1.0", "bad 2.0", "good 1.0"]
    assert "Sorted by MCP, ascending" in page.driver.find_element("id", "said").get_property("textContent")


def test_a_language_filters_and_versions_unfold(page: Page, landing: Path) -> None:
    page.open(landing)
    page.click('#languages [data-language="go"]')
    assert names(page) == ["reference 1.0", "bad 2.0"]
    page.click(".unfold")
    assert names(page) == ["reference 1.0", "bad 2.0", "bad 1.0"]


def test_what_is_seen_is_in_the_address(page: Page, landing: Path) -> None:
    page.open(landing)
    page.driver.get(f"{landing.as_uri()}?share=sent&lang=go#bad/mcp")
    assert names(page) == ["reference 1.0", "bad 2.0"]
    assert page.driver.switch_to.active_element.get_attribute("aria-label").startswith("bad 2.0, MCP: 5 of 10 sent")
    assert page.driver.title == "bad, MCP – Realtime conformance"


def test_keys_move_through_the_cells_and_a_card_tells_more(page: Page, landing: Path) -> None:
    page.open(landing)
    page.focus(".cell[tabindex='0']")
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.END)
    assert page.driver.switch_to.active_element.get_attribute("aria-label").startswith("bad 2.0, MCP")
    (card,) = page.texts("#card")
    assert "rejected: no" in card
    page.press(Keys.ENTER)
    assert page.driver.current_url.endswith("openai-ga/bad.html#mcp")


def test_search_finds_libraries_types_findings_and_paths(page: Page, landing: Path) -> None:
    page.open(landing)
    page.press("/")
    assert page.driver.switch_to.active_element.get_attribute("id") == "search"
    assert "A session loses its id" in page.search("loses")
    assert "good 1.0\ngood 1.0 strict, types alone\ngood 1.0, client" in page.search("good")
    assert "MCPTool (MCP)" in page.search("mcptool")
    assert "bad: /session/id is dropped" in page.search("path:/session lang:go")
    assert "Nothing found" in page.search("no such thing")
    page.press(Keys.ESCAPE)
    assert page.texts("#found") == []


def test_the_page_of_a_library_says_whether_its_newest_version_is_better(page: Page, landing: Path) -> None:
    page.open(landing.parent / "openai-ga" / "bad.html")
    (said,) = [text for text in page.texts("section.card p") if text.startswith("2.0 against 1.0")]
    assert said == (
        "2.0 against 1.0: read is better (0.0 % → 46.8 %); sent is better (0.0 % → 50.0 %); "
        "0 causes of failure are gone, 2 are new."
    )


@pytest.mark.parametrize("width", [360, 800, 1280], ids=["phone", "tablet", "desktop"])
def test_it_never_scrolls_sideways(width: int, page: Page, landing: Path) -> None:
    for path in (landing, landing.parent / "openai-ga" / "bad.html"):
        page.open(path, width=width, height=740)
        overflow = "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
        assert page.run(overflow) == 0, path.name


def test_without_script_everything_is_there_but_charts_sorting_and_search(page: Page, landing: Path) -> None:
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open(landing)
    finally:
        page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert names(page) == [
        "reference 1.0",
        "good 1.0",
        "bad 2.0",
        "bad 1.0",
        "typed 1.0",
        "good 1.0 strict",
        "served 1.0",
        "good 1.0",
    ]
    assert page.all(cell("bad", 3))[0].text == "45"
    assert page.all(".scripted") == []


def test_it_is_small_beside_plot(landing: Path) -> None:
    text = landing.read_text(encoding="utf-8")
    assert len(text.encode()) - PLOT.stat().st_size < 52_000
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "unsafe" not in policy[1]
    assert " style=" not in text.split("<script", 1)[0]
