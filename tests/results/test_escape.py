"""What a payload holds is shown, and acts on nothing."""

from __future__ import annotations

import string

import pytest
from result_files import HOSTILE, MARKUP, outside_of_code, refused, verdict

from conformance.checks.case import Case
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.jsontext import visible
from conformance.oracle import Free, FreeReason
from conformance.requirements.register import load_register
from conformance.results.escape import code, fenced, plain
from conformance.results.words import complete, paragraph

# DEL, C1 and bidi: JSON leaves them as they are.
CONTROLS = "\x7f\x9b31m\u202e\x1b[2J\nnext"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本 😀", "plain é 日本 😀"),
        ("line\nline\ttab", "line\\u000aline\\u0009tab"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\u202eright to left", "\\u202eright to left"),
        ("half \ud800", "half \\ud800"),
        ("\U000e0001", "\\udb40\\udc01"),
        ("", ""),
    ],
)
def test_every_character_can_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(text).isprintable()


def test_a_width_is_that_of_what_is_shown() -> None:
    assert visible("\n" * 5, 10) == "\\u000a\\u0…"
    assert visible("0123456789", 10) == "0123456789"
    assert visible("0123456789a", 10) == "012345678…"
    assert [visible("abc", width) for width in (0, 1)] == ["…", "…"]


def test_no_sign_that_markdown_knows_stays_itself() -> None:
    signs = set(string.punctuation) - set("-,/()")
    assert all(plain(sign) == f"&#{ord(sign)};" for sign in signs)
    assert plain("sdk_one 1.0.0-rc.1 _a_ .5 a.example") == "sdk_one 1.0.0-rc&#46;1 &#95;a&#95; &#46;5 a&#46;example"
    assert code("a|b`c") == "<code>a&#124;b&#96;c</code>"
    (line,) = outside_of_code(code(HOSTILE))
    assert [markup for markup in MARKUP if markup in line] == []


@pytest.mark.parametrize(
    ("lines", "fence"),
    [
        (["plain"], "```"),
        (["```", "a"], "````"),
        (["in ````` the middle", "```"], "``````"),
        ([], "```"),
    ],
)
def test_no_line_closes_its_fence(lines: list[str], fence: str) -> None:
    assert fenced(lines) == [f"{fence}text", *lines, fence]


def test_a_line_of_a_fence_is_one_line() -> None:
    assert fenced(["a\n```\nb"]) == ["````text", "a\\u000a```\\u000ab", "````"]


def _failing() -> tuple[Verdict, Case]:
    text = f'{{"id":"{CONTROLS}"}}'
    case = Case("RealtimeResponse/generated/round-trip", "RealtimeResponse", text, Free(FreeReason.STRUCT_AS_ARRAY))
    found = (refused(CONTROLS), Finding(What.CHANGED, f"/{CONTROLS}", f'"{CONTROLS}"', f'"{CONTROLS}"'))
    return verdict(case.id, "fail", *found, expected=CONTROLS, actual=CONTROLS), case


def test_a_failure_that_is_put_into_words_does_nothing_to_the_terminal() -> None:
    failing, case = _failing()
    lines = list(
        paragraph(complete(failing, case, load_register("async-openai"), "reference", "async-openai"), width=400)
    )
    assert [line for line in lines if not line.isprintable()] == []
    shown = r"\u007f\u009b31m\u202e\u001b[2J\u000anext"
    assert lines[1] == f"  a valid payload is not decoded ({shown}) (and 1 more)"
    assert r'  actual       "\u007f\u009b31m\u202e\u001b[2J\nnext"' in lines
    assert f'  difference   /{shown}: expected "{shown}", got "{shown}"' in lines
    assert lines[-1].startswith("  reproduce    printf ")
