"""The proven part of a payload: what is left of it without the members that only a correction of the document knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from conformance import jsontext
from conformance.checks.case import Case
from conformance.difference import Path
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.locate import member_at
from conformance.spec.model import Dialect, Member, Struct


def binds(member: Member, case: Case, dialect: Dialect) -> Level:
    """How binding a declared member is: less than must on the side that writes it, and not at all on the other."""
    if member.level == "must" or member.side in (None, *dialect.sides[case.type]):
        return Level(member.level)
    return Level.FREE


def unproven(case: Case, dialect: Dialect) -> list[Member]:
    """The members of a payload that bind at less than must."""
    return [member for _, member in _unproven(case, dialect, jsontext.load(case.text), ())]


def without_unproven(case: Case, dialect: Dialect) -> str | None:
    """A payload without these members, or ``None`` if it has none of them."""
    # Most payloads have none of their names; one that is escaped says nothing about them.
    if "\\u" not in case.text and not any(f'"{name}"' in case.text for name in _names(dialect.name)):
        return None
    value = jsontext.load(case.text)
    paths = frozenset(path for path, _ in _unproven(case, dialect, value, ()))
    return jsontext.text_of(_left(value, (), paths)) if paths else None


@cache
def _names(dialect: str) -> frozenset[str]:
    """The names that such members have anywhere: most payloads have none of them."""
    structs = (node for node in load_dialect(dialect).nodes() if isinstance(node, Struct))
    return frozenset(member.name for node in structs for member in node.members if member.level != "must")


def _unproven(case: Case, dialect: Dialect, value: Any, path: Path) -> Iterator[tuple[Path, Member]]:
    inner = value
    for token in path:
        inner = inner[token]
    if not isinstance(inner, dict | list):
        return
    names = _names(dialect.name)
    for token in inner if isinstance(inner, dict) else range(len(inner)):
        here = (*path, token)
        found = member_at(dialect, case.type, value, here) if token in names else None
        if found is not None and found[1].level != "must":
            yield here, found[1]
        else:
            yield from _unproven(case, dialect, value, here)


def _left(value: Any, path: Path, gone: frozenset[Path]) -> Any:
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if (*path, name) not in gone}
        return {name: _left(item, (*path, name), gone) for name, item in kept.items()}
    if isinstance(value, list):
        return [_left(item, (*path, index), gone) for index, item in enumerate(value)]
    return value
