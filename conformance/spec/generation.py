"""Detects the generation of the wire that a payload speaks: the official one, the retired beta, both, or a vendor's.

A beta peer judged by the official dialect fails everywhere for this one reason, so it is reported once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from conformance.spec import load_dialect

OFFICIAL = "openai-ga"
BETA = "openai-beta"
_MARKS = Path(__file__).with_name("marks.json")


class Generation(StrEnum):
    """What the marks of a payload, or of many, add up to."""

    OFFICIAL = OFFICIAL
    BETA = BETA
    MIXED = "mixed"
    """Marks of both generations: no peer of either understands all of it."""
    VENDOR = "vendor"
    """Events that neither generation has."""
    NEUTRAL = "neutral"
    """No marks of any generation."""


@dataclass(frozen=True, slots=True)
class GenerationMark:
    """One sign of a generation: ``what`` is an event's name or a JSON Pointer."""

    generation: Generation
    what: str


@dataclass(frozen=True, slots=True)
class _Signs:
    events: frozenset[str]
    members: tuple[tuple[str, ...], ...]


@cache
def _signs() -> dict[Generation, _Signs]:
    document = json.loads(_MARKS.read_text(encoding="utf-8"))
    return {
        generation: _Signs(
            frozenset(document[generation]["events"]),
            tuple(tuple(member.split("/")[1:]) for member in document[generation]["members"]),
        )
        for generation in (Generation.BETA, Generation.OFFICIAL)
    }


@cache
def _known_events() -> frozenset[str]:
    neutral = json.loads(_MARKS.read_text(encoding="utf-8"))["neutral"]["events"]
    named = frozenset(event for signs in _signs().values() for event in signs.events)
    return named | frozenset(neutral) | frozenset(load_dialect(OFFICIAL).events)


def marks(payload: Any) -> tuple[GenerationMark, ...]:
    """All signs of a generation in an event, or in a bare session or response."""
    if not isinstance(payload, dict):
        return ()
    found: list[GenerationMark] = []
    event = payload.get("type")
    is_event = isinstance(event, str) and ("." in event or event in _known_events())
    for generation, signs in _signs().items():
        if is_event and event in signs.events:
            found.append(GenerationMark(generation, str(event)))
        for path in signs.members:
            # The members of a bare session or response are at the top; `type` is not a sign there.
            where = path if is_event else path[1:]
            if where != ("type",) and _has(payload, where):
                found.append(GenerationMark(generation, "/" + "/".join(where)))
    if is_event and event not in _known_events():
        found.append(GenerationMark(Generation.VENDOR, str(event)))
    return tuple(dict.fromkeys(found))


def generation_of(found: Iterable[GenerationMark]) -> Generation:
    """The generation that the marks add up to; a vendor's event among official ones leaves the whole official."""
    present = {mark.generation for mark in found}
    if {Generation.BETA, Generation.OFFICIAL} <= present:
        return Generation.MIXED
    for one in (Generation.BETA, Generation.OFFICIAL, Generation.VENDOR):
        if one in present:
            return one
    return Generation.NEUTRAL


def _has(value: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True
