"""The diagram of a session in a real browser, and the way to it from the report of a recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Page

from conformance.cli import main
from conformance.session.transcript import Writer
from tests.session.golden import load_sessions, transcript

SESSION = next(one for one in load_sessions("openai-ga") if one.id == "voice-turns")


def recording(folder: Path, damage: str) -> Path:
    header, frames = transcript(SESSION, next(one for one in SESSION.damages if one.id == f"voice-turns/{damage}"))
    path = folder / "voice.jsonl"
    with path.open("w", encoding="utf-8") as file:
        writer = Writer(file, header)
        for frame in frames:
            writer.write(frame)
    return path


@pytest.fixture
def diagram(tmp_path: Path) -> Path:
    out = tmp_path / "voice.html"
    assert main(["session", "show", str(recording(tmp_path, "silence-is-heard")), "--html", str(out)]) == 0
    return out


def head(page: Page) -> str:
    return page.texts("#frame h2")[0]


def test_keys_go_from_frame_to_frame_and_to_the_broken_rule(page: Page, diagram: Path) -> None:
    page.open(diagram)
    page.press("j", "j", "k")
    assert head(page) == "Frame 1 client, 0.050 s"
    page.press("j")
    assert head(page) == "Frame 2 server, 0.100 s"
    assert '"type": "session.created"' in page.texts("#frame pre")[0]
    page.press("n")
    assert head(page).startswith("Frame 7 server")
    assert "vad.off-silent" in page.texts("#frame .why")[0]
    assert page.run("return location.hash") == "#f7"
    assert page.complaints() == []
    assert [address for address in page.requests() if not address.startswith(diagram.as_uri())] == []


def test_an_address_and_a_click_choose_a_frame(page: Page, diagram: Path) -> None:
    page.open(diagram)
    page.run("location.hash = '#f34'")
    page.driver.execute_async_script("setTimeout(arguments[0], 0)")
    # Frames 33 and 34 are one row.
    assert head(page).startswith("Frame 33-34 client")
    page.click("#f52")
    assert head(page).startswith("Frame 52 server")
    assert len(page.all(".chosen")) == 1


@pytest.mark.parametrize("width", [1280, 700])
def test_the_panel_is_in_sight(page: Page, diagram: Path, width: int) -> None:
    page.open(diagram, width=width)
    page.press("n")
    seen = "const at = document.querySelector(arguments[0]).getBoundingClientRect(); return [at.top, at.bottom]"
    for selector in (".chosen", "#frame h2"):
        top, bottom = page.run(seen, selector)
        assert 0 <= top < bottom <= 900, selector


def test_the_report_opens_the_diagram_at_the_frame(page: Page, tmp_path: Path) -> None:
    path, results, out = recording(tmp_path, "silence-is-heard"), tmp_path / "results.jsonl", tmp_path / "report.html"
    assert main(["session", "lint", str(path), f"--results={results}"]) == 1
    assert main(["report", str(results), "--html", str(out)]) == 0
    page.open(out)
    page.click(".causes summary")
    link = page.driver.find_element("css selector", "a.diagram")
    assert link.get_attribute("href") == (tmp_path / "report-sessions" / "voice.html").as_uri() + "#f7"
    page.driver.get(link.get_attribute("href"))
    assert head(page).startswith("Frame 7 server")
