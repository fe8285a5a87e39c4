"""Rules that the official document states in words alone: data that the importer hangs on the document's schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.spec.importer.document import Document
from conformance.spec.importer.errata import fixed_upstream, read_rows, with_copies

_SCHEMA = Path(__file__).with_name("prose.schema.json")
_RULE = ("requirement", "schema", "sum", "repair", "broken")


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the document: ``at`` are the JSON Pointers to which it applies, ``prose`` is its ``x-prose``."""

    id: str
    at: tuple[str, ...]
    prose: Mapping[str, Any]
    why: str
    evidence: str
    trips: Mapping[str, Any]


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file, checked against their schema.

    Raises:
        UsageError: the file is not what the schema of rules allows, or an id is used twice.
    """
    return tuple(
        Rule(
            prose={word: row.pop(word) for word in _RULE if word in row},
            **row,
        )
        for row in read_rows(path, _SCHEMA, "rules")
    )


def with_rules(document: Document, rules: tuple[Rule, ...]) -> Document:
    """A copy of the document with every rule at its places, in the order of the rules.

    A rule is not a correction: it changes nothing of what a schema allows.

    Raises:
        UsageError: the document has nothing at a rule's pointer, or no longer says there what the rule says.
    """
    result = with_copies(document, {pointer.split("/")[3] for rule in rules for pointer in rule.at})
    for rule in rules:
        for pointer in rule.at:
            if fixed_upstream(document, rule, pointer):
                raise document.problem(pointer, f"rule {rule.id!r} is not needed: the words are not here")
            schema = result.value(result.location(pointer).pointer)
            others = schema.get("x-prose", [])
            if rule.prose["requirement"] in (other["requirement"] for other in others):
                raise document.problem(pointer, f"rule {rule.id!r}: another rule of its requirement is at this place")
            schema["x-prose"] = [*others, rule.prose]
    return result
