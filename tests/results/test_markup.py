"""Markup of the page: a command ends no line after a hyphen, and is copied as it is."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from browser import Page

from conformance.results.page.markup import joined, shell, worded

LINE = "realtime-conformance show X/y-z --impl='stdio:./my-adapter --flag' --known-failures=known-failures.yaml"


def test_options_are_kept_whole_and_the_text_is_the_command() -> None:
    written = joined(shell(LINE))
    assert re.findall('<span class="whole">(.*?)</span>', written) == [
        "realtime-conformance",
        "--impl",
        "--flag",
        "--known-failures",
    ]
    assert unescape(re.sub("<[^>]*>", "", written)) == LINE


def test_a_browser_breaks_a_command_of_a_page_before_its_options(page: Page, tmp_path: Path) -> None:
    from site_of_few import write

    landing = write(tmp_path)
    tops = """
        return [...document.querySelectorAll("pre .whole, code .whole")]
            .map((one) => [one.textContent, one.getClientRects().length])
    """
    for path, width in ((landing, 320), (landing, 1280), (tmp_path / "openai-ga/bad.html", 320)):
        page.open(path, width=width)
        shown = [(text, lines) for text, lines in page.run(tops) if lines]
        assert {text for text, _ in shown} >= {"--dialect"}
        assert [text for text, lines in shown if lines > 1] == []


def test_what_a_sentence_has_between_backticks_is_code() -> None:
    assert joined(worded("`a` is <b> of `c`")) == "<code>a</code> is &lt;b&gt; of <code>c</code>"
    assert joined(worded("a ` alone")) == "a ` alone"
