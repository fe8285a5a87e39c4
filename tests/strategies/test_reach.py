"""What a hundred invalid payloads per type reach: every rule, and of each rule the ways that libraries get wrong."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

import strategies
from conformance.oracle import Rule
from conformance.spec import load_dialect

CRATE, GA = "async-openai", "openai-ga"
PER_TYPE = 100
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


@cache
def made(dialect: str) -> Mapping[str, list[strategies.Payload]]:
    """The payloads by the rule that they break."""
    found = defaultdict(list)
    for name in load_dialect(dialect).types:
        for payload in strategies.seeded(name, "invalid", 0, PER_TYPE, dialect):
            found[str(payload.breaks)].append(payload)
    return found


def values(rule: Rule) -> Iterator[Any]:
    """What is put where the rule is broken."""
    for payload in made(CRATE)[rule]:
        value = json.loads(payload.text)
        for token in (payload.at or "").split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            value = value[int(name) if isinstance(value, list) else name]
        yield value


@pytest.mark.parametrize(
    ("dialect", "others"),
    # Only one dialect has limits of texts and lists, and only the other one refuses a name that comes twice.
    [
        (CRATE, {Rule.STRING_LENGTH, Rule.PATTERN, Rule.TOO_FEW_ITEMS}),
        (GA, {Rule.DUPLICATE_MEMBER}),
    ],
)
def test_every_rule_is_broken(dialect: str, others: set[Rule]) -> None:
    reached = {Rule(rule) for rule in made(dialect)}
    assert reached == set(Rule) - others


def test_wrong_types_are_what_libraries_coerce() -> None:
    spelt = {json.dumps(value) for value in values(Rule.WRONG_TYPE)}
    assert spelt >= {"null", "true", "5", '"5"', "1.5", "{}", "[]", '""'}


def test_a_wrong_type_is_tried_at_every_kind_of_member() -> None:
    tried = {(payload.at or "").rpartition("/")[2] for payload in made(CRATE)[Rule.WRONG_TYPE]}
    assert tried >= {"text", "audio_tokens", "threshold", "create_response", "output", "format"}


@pytest.mark.parametrize("lexeme", ["-0", "1.0", "0.5", "1e2", "1E+2", "1.50", "25e-1"])
def test_integers_are_spelt_in_every_way_that_is_none(lexeme: str) -> None:
    assert any(f":{lexeme}" in payload.text.replace(": ", ":") for payload in made(CRATE)[Rule.NOT_AN_INTEGER])


def test_limits_are_passed_by_one_and_by_far() -> None:
    tried = set(values(Rule.OUT_OF_RANGE))
    assert tried >= {-1, 2**32}
    assert max(tried) > 2**64


@pytest.mark.parametrize(
    "part",
    ["\ufeff", "\x00", "\xa0", "//", ",}", ",]", "'", "NaN", "Infinity", "True", "0x", "{a"],
    ids=[
        "byte order mark", "nul", "no-break space", "comment", "trailing comma", "comma in a list", "single quotes",
        "nan", "infinity", "capital", "hexadecimal", "bare name",
    ],
)  # fmt: skip
def test_almost_json_is_tried_in_every_way(part: str) -> None:
    assert any(part in STRING.sub("", payload.text) for payload in made(CRATE)[Rule.INVALID_JSON])


@pytest.mark.parametrize("part", [r"\x", "\t", "\x00", r"\u{"])
def test_almost_texts_are_tried_in_every_way(part: str) -> None:
    strings = (one for payload in made(CRATE)[Rule.INVALID_JSON] for one in STRING.findall(payload.text))
    assert any(part in one for one in strings)


def test_some_payload_is_cut_and_some_is_followed_by_another() -> None:
    texts = [payload.text for payload in made(CRATE)[Rule.INVALID_JSON]]
    assert any(text.startswith("{") and text.count("{") > text.count("}") for text in texts)
    assert any("} {" in text for text in texts)
