"""Every sentence of the official document that one payload can show has its row, or is left out by name.

The sentences are kept as facts: the place of the description, the number of the sentence in it, a digest of its
words, and the row. The words themselves are in the document alone.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from official_document import official
from seed_anchors import sentences

from conformance import requirements, spec
from conformance.oracle import Accept
from conformance.requirements.register import Register, load_register
from conformance.spec.loader import reached
from conformance.vectors import Vector, load_vectors

DIALECT = "openai-ga"
FILE = Path(requirements.__file__).parent / "openai-ga-sentences.tsv"
EXCLUDED = "excluded: "
ABOUT_ANOTHER_TYPE = {
    "/components/schemas/RealtimeClientEventResponseCreate#3": "the response that is asked for",
    "/components/schemas/RealtimeResponseCreateParams/properties/output_modalities#2": "the response that is asked for",
    "/components/schemas/RealtimeResponseCreateParams/properties/output_modalities#3": "the response that is asked for",
    "/components/schemas/RealtimeTranslationSession/properties/model#2": "the event that would change it",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The ``number``-th sentence of the description at ``place``, and the row that holds it, or why none does."""

    place: str
    number: int
    digest: str
    row: str

    @property
    def name(self) -> str:
        return f"{self.place}#{self.number}"

    @property
    def type(self) -> str:
        return self.place.split("/")[3]

    @property
    def excluded(self) -> bool:
        return self.row.startswith(EXCLUDED)


def read() -> Iterator[Sentence]:
    with FILE.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream, delimiter="\t"):
            yield Sentence(line["place"], int(line["sentence"]), line["digest"], line["row"])


SENTENCES = tuple(read())
COVERED = [one for one in SENTENCES if not one.excluded]


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(DIALECT)


def test_no_sentence_comes_twice() -> None:
    assert len({one.name for one in SENTENCES}) == len(SENTENCES) == 364


def test_few_sentences_are_left_out_and_each_with_a_reason() -> None:
    left_out = [one for one in SENTENCES if one.excluded]
    assert len(left_out) <= 15
    assert [one.name for one in left_out if len(one.row.removeprefix(EXCLUDED)) < 10] == []


def test_every_other_sentence_has_a_row_that_cases_show(register: Register) -> None:
    assert [f"{one.name}: {one.row}" for one in COVERED if not register.rows[one.row].cases] == []


def test_the_cases_are_of_the_type_that_the_sentence_is_about(register: Register) -> None:
    """Or of one that holds it, or that it holds."""
    known = spec.load_dialect(DIALECT).types
    strangers = []
    for one in COVERED:
        types = {case.partition("/")[0] for case in register.rows[one.row].cases}
        related = {"*", *reached(known, [one.type])}
        related |= {name for name in types & known.keys() if one.type in reached(known, [name])}
        if not types & related and one.name not in ABOUT_ANOTHER_TYPE:
            strangers.append(f"{one.name}: {one.row}")
    assert strangers == []


def test_the_member_that_a_sentence_is_about_is_in_a_legal_vector(register: Register) -> None:
    """Of the sentence's type, and among the cases of its row where those are of that type."""
    legal: dict[str, list[Vector]] = defaultdict(list)
    for vector in load_vectors(DIALECT).values():
        if isinstance(vector.expectation, Accept) and not vector.expectation.unknown_value:
            legal[vector.type].append(vector)
    missing = []
    for one in COVERED:
        of_type = legal[one.type]
        shown = [vector for vector in of_type if register.rows[one.row].cites(vector.id)] or of_type
        if not any(_has(json.loads(vector.text), _members(one.place).split(".")[1:]) for vector in shown):
            missing.append(f"{one.name}: {one.row}")
    assert missing == []


def _has(value: Any, members: Sequence[str]) -> bool:
    if not members:
        return True
    if isinstance(value, list):
        return any(_has(item, members) for item in value)
    return isinstance(value, dict) and members[0] in value and _has(value[members[0]], members[1:])


def test_a_row_that_names_a_sentence_is_the_one_that_holds_it(register: Register) -> None:
    """Sources such as ``RealtimeResponse.usage.total_tokens#1`` name a sentence by the members on the way to it."""
    held = {(_members(one.place), one.number) for one in SENTENCES}
    named = {
        (place, int(number), row.id)
        for row in register.rows.values()
        for source in row.source
        if source.startswith("openai-openapi ")
        for place, _, number in [source.removeprefix("openai-openapi ").partition("#")]
        if number
    }
    assert named
    assert [row for place, number, row in sorted(named) if (place, number) not in held] == []


def _members(place: str) -> str:
    steps = place.split("/")[3:]
    schema_words = ("properties", "items", "anyOf", "oneOf")
    return ".".join(step for step in steps if step not in schema_words and not step.isdigit())


def test_the_document_still_says_it() -> None:
    document = official()
    changed = []
    for one in SENTENCES:
        said = sentences(document.value(one.place)["description"].split("\n"))
        words = said[one.number - 1] if one.number <= len(said) else ""
        if hashlib.sha256(words.encode()).hexdigest()[:8] != one.digest:
            changed.append(f"{one.name}: {words or 'no such sentence'}")
    assert changed == []
