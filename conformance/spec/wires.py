"""The wires that are told from OpenAI's Realtime API: the rows of ``marks.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance.spec.model import Side

MARKS = Path(__file__).with_name("marks.json")
_BARE = ("session", "response")
"""The members whose value also travels alone, as a bare session or response."""


@dataclass(frozen=True, slots=True)
class Place:
    """A member of every event, or of ``event`` only; written ``/session/voice``, ``session.created#/created``."""

    event: str | None
    path: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read a place as ``marks.json`` writes it."""
        event, _, pointer = text.rpartition("#")
        return cls(event or None, tuple(pointer.split("/")[1:]))

    def within(self, event: str | None) -> tuple[str, ...] | None:
        """The path to it in an event of that name, or in a bare object (``None``); ``None`` if it has no such place."""
        if event is not None:
            return self.path if self.event in (None, event) else None
        # Every bare object has a type: it is a mark only where an event holds the session.
        bare = self.event is None and self.path[0] in _BARE and self.path[1:] != ("type",)
        return self.path[1:] if bare else None


@dataclass(frozen=True, slots=True)
class Wire:
    """One row: how a sentence calls the wire, what to do about it, and what tells it.

    ``shares`` are the wires whose marks do not contradict it, ``values`` the beginnings of strings that only its own
    have, ``knows`` the events that only an implementation of it decodes. ``hint_events`` and ``absent`` count only
    where nothing certain is found; ``neutral`` events tell nothing. ``untyped`` are members of frames without a
    ``type``, with the side that sends them. A wire that is ``apart`` has no event of the Realtime API.
    """

    id: str
    name: str
    docs: str
    advice: str
    shares: frozenset[str]
    events: frozenset[str]
    members: tuple[Place, ...]
    untyped: tuple[tuple[Place, Side], ...]
    values: tuple[tuple[Place, str], ...]
    hint_events: frozenset[str]
    absent: tuple[Place, ...]
    neutral: frozenset[str]
    knows: tuple[Mapping[str, Any], ...]
    apart: bool

    @property
    def known(self) -> frozenset[str]:
        """The names of events that the row mentions."""
        places = (*self.members, *self.absent)
        own = {place.event for place in places if place.event is not None}
        return self.events | self.hint_events | self.neutral | own


@cache
def wires() -> Mapping[str, Wire]:
    """All wires by their id, in the order of the file."""
    rows = json.loads(MARKS.read_text(encoding="utf-8"))["wires"]
    return {row["id"]: _wire(row) for row in rows}


def _wire(row: Mapping[str, Any]) -> Wire:
    hints, untyped = row.get("hints", {}), row.get("untyped", {})
    return Wire(
        id=row["id"],
        name=row["name"],
        docs=row["docs"],
        advice=row.get("advice", ""),
        shares=frozenset(row.get("shares", ())),
        events=frozenset(row.get("events", ())),
        members=tuple(map(Place.parse, row.get("members", ()))),
        untyped=tuple((Place.parse(place), Side(side)) for side, places in untyped.items() for place in places),
        values=tuple((Place.parse(value["at"]), value["starts"]) for value in row.get("values", ())),
        hint_events=frozenset(hints.get("events", ())),
        absent=tuple(map(Place.parse, hints.get("absent", ()))),
        neutral=frozenset(row.get("neutral", ())),
        knows=tuple(row.get("knows", ())),
        apart=row.get("apart", False),
    )
