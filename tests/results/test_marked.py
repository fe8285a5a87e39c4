"""A payload over several lines: each lexeme as it was, and what differs marked."""

from __future__ import annotations

import pytest

from conformance.results.marked import marked, spread


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            '{"a":1.0,"a":[],"b":{"c":"x,y: {"}}',
            ["{", '  "a": 1.0,', '  "a": [],', '  "b": {', '    "c": "x,y: {"', "  }", "}"],
        ),
        ("[1e2,-0,{}]", ["[", "  1e2,", "  -0,", "  {}", "]"]),
        ("{", ["{"]),
        ("]]", ["]]"]),
        ("", [""]),
        ('"\\u001b[31m"', ['"\\u001b[31m"']),
        ("\x1b[31m", ["\\u001b", "[", "31m"]),
    ],
)
def test_a_text_is_spread_and_never_parsed(text: str, lines: list[str]) -> None:
    assert "".join(spread(text)).replace(" ", "") == "".join(lines).replace(" ", "")
    if text.startswith(("{", "[")) and len(lines) > 1:
        assert spread(text) == lines


def test_what_differs_is_marked_and_a_comma_is_no_difference() -> None:
    assert list(marked('{"a":1,"b":2}', '{"a":1}')) == [(" ", "{"), (" ", '  "a": 1,'), ("-", '  "b": 2'), (" ", "}")]
    assert list(marked('{"a":1}', '{"a":1.0}')) == [(" ", "{"), ("-", '  "a": 1'), ("+", '  "a": 1.0'), (" ", "}")]


def test_of_a_long_payload_only_the_surroundings_of_a_difference_are_shown() -> None:
    members = [f'"m{number}":{number}' for number in range(200)]
    shown = list(marked(f"{{{','.join(members)}}}", f"{{{','.join(members[:100] + members[101:])}}}"))
    assert ("-", '  "m100": 100,') in shown
    assert len(shown) == 9
    assert shown[0] == (" ", "… 98 lines")


def test_nesting_without_end_is_shown_all_the_same() -> None:
    assert len(spread("[" * 5000)) == 5000
