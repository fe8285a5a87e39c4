"""The page of a session: what is in it, and that nothing in a session acts as markup."""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.session.diagram import page
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.simulate import simulated
from conformance.session.transcript import Frame, Header
from conformance.spec.model import Side
from tests.session.golden import load_sessions, transcript

SESSIONS = {one.id: one for one in load_sessions("openai-ga")}
VOID = {"meta", "link", "img", "br"}


class Read(HTMLParser):
    """The elements of a page by name, with their attributes; fails where they do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID and not (self.open[-1:] == ["g"] and tag == "path") and tag != "path":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if name in (attrs.get("class") or "").split()]


def shown(header: Header, frames: list[Frame]) -> str:
    return page("recording", frames, lint(Transcript(header, iter(frames))))


def damaged(name: str) -> tuple[Header, list[Frame]]:
    session = SESSIONS[name.partition("/")[0]]
    return transcript(session, next(one for one in session.damages if one.id == name))


def test_a_broken_rule_is_under_its_frame_and_at_its_bracket() -> None:
    text = shown(*damaged("voice-turns/silence-is-heard"))
    found = Read(text)
    first = text.index('id="f7"')
    assert first < text.index('class="found must"') < text.index('id="f8"')
    assert '<a href="#f7">frame 7</a> <b>must</b> vad.off-silent' in text
    assert [attrs for tag, attrs in found.elements if tag == "g" and attrs.get("class") == "broken"]
    assert "BREAKS 1 rule that must be kept" in text


def test_a_right_session_has_a_row_per_frame_but_for_deltas_and_its_brackets_close() -> None:
    header, frames = transcript(SESSIONS["text-answer"])
    text = shown(header, frames)
    found = Read(text)
    assert [attrs["id"] for attrs in found.of_class("client") if attrs.get("id")][:2] == ["f1", "f3"]
    assert "response.output_text.delta ×3" in text
    assert not found.of_class("found")
    assert not found.of_class("broken")
    assert text.count("<title>response resp_") == 2
    # An open end has a foot of another form.
    assert "m5 6" not in text
    assert "m5 6" in shown(header, frames[:11])


PANEL = {"aside", "section", "h2", "code", "kbd", "script"}
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[31m\"'&"


def test_nothing_in_a_session_acts_as_markup() -> None:
    events = [
        {"type": "response.created", "response": {"id": HOSTILE, "status": HOSTILE}},
        {"type": HOSTILE, "item_id": HOSTILE, "delta": HOSTILE},
        {"type": "response.output_text.delta", "response_id": HOSTILE, "item_id": HOSTILE, "delta": HOSTILE},
    ]
    frames = [Frame(number, Side.SERVER, text=json.dumps(one)) for number, one in enumerate(events, 1)]
    frames.append(Frame(4, Side.SERVER, text=HOSTILE))
    text = page(HOSTILE, frames, lint(Transcript(Header(), iter(frames))))
    names = {tag for tag, _ in Read(text).elements}
    assert names <= {*("html", "head", "meta", "title", "style", "body", "h1", "p", "ul", "li", "a", "b"), *SVG}
    assert text.count("<script") == 1
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert not re.search(r"(?:src|href)=\"(?!#f\d)|url\(|@import|https?://", text)


SVG = {*("main", "div", "span", "ol", "small", "svg", "g", "path", "text"), *PANEL}


def test_a_long_session_is_drawn_in_a_moment() -> None:
    header, frames = simulated(1, 400)
    assert len(frames) > 1000
    linted = lint(Transcript(header, iter(frames)))
    before = time.process_time()
    text = page("long", frames, linted)
    assert time.process_time() - before < 5
    assert len(text) < 2_000 * len(frames)


def test_show_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "a.html"
    path.write_text('{"type":"session.created"}\n', encoding="utf-8")
    assert main(["session", "show", str(path), "--html", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert "session.created" in out.read_text("utf-8")
