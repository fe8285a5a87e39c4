"""Tells which wire a payload, a session or a set of them speaks, by the marks of ``marks.json``.

A peer of the retired beta, or of a vendor's wire, judged by the official dialect fails everywhere for this one
reason, so it is told once, by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from itertools import count
from operator import itemgetter
from typing import Any, TypeAlias

from conformance.jsontext import pointer
from conformance.spec import load_dialect
from conformance.spec.model import Side
from conformance.spec.wires import wires

Path: TypeAlias = tuple[str, ...]

OFFICIAL = "openai-ga"
BETA = "openai-beta"


class Generation(StrEnum):
    """What marks add up to, besides the ids of the other wires."""

    OFFICIAL = OFFICIAL
    BETA = BETA
    MIXED = "mixed"
    """Marks of several wires: no peer of any understands all of it."""
    VENDOR = "vendor"
    """Events that no wire known here has."""
    NEUTRAL = "neutral"
    """No marks at all."""


@dataclass(frozen=True, slots=True)
class GenerationMark:
    """One sign of a wire: ``what`` is an event's name, a JSON Pointer with or without its value, or a missing member.

    ``generation`` is a wire's id or :attr:`Generation.VENDOR`; a mark that is not ``certain`` is only a hint.
    """

    generation: str
    what: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """Another wire than the official one: which, by what marks, and what to do about it.

    ``id`` is a wire's, :attr:`Generation.MIXED` or :attr:`Generation.VENDOR`. What is ``apart`` has no event of the
    Realtime API, so that nothing of it can be judged.
    """

    id: str
    marks: tuple[GenerationMark, ...]
    name: str
    advice: str
    docs: str | None = None
    apart: bool = False

    @property
    def sentence(self) -> str:
        """What it is, and what tells it, in one sentence."""
        if not self.marks:
            return f"This is {self.name}, not today's Realtime API."
        evidence = _listed([mark.what for mark in self.marks])
        if self.id == Generation.VENDOR:
            return f"No wire known here has this event: {evidence}."
        if not any(mark.certain for mark in self.marks):
            return f"This looks like {self.name}: {evidence}."
        if self.id == Generation.MIXED:
            return f"This mixes {self.name}: {evidence}."
        return f"This is {self.name}, not today's Realtime API: {evidence}."

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}" + (f" See {self.docs}" if self.docs else "")


def marks(payload: Any) -> tuple[GenerationMark, ...]:
    """All signs of a wire in an event, or in a bare session or response."""
    if not isinstance(payload, dict):
        return ()
    type_ = payload.get("type")
    return look_for(type_ if isinstance(type_, str) else None).marks(payload)


def look_for(type_: str | None) -> Look:
    """What to look for in payloads of that type: events, or a bare session or response."""
    return _look(type_ if type_ is not None and ("." in type_ or type_ in _known_events()) else None)


def generation_of(found: Iterable[GenerationMark]) -> str:
    """The wire that marks add up to: its id, or a :class:`Generation`.

    It is the one whose row says that it shares the names of all others present. Hints count only where no mark is
    certain, events that no wire has only where there is no other mark.
    """
    present = {mark.generation for mark in _counting(found)}
    if not present:
        return Generation.NEUTRAL
    if present == {Generation.VENDOR}:
        return Generation.VENDOR
    whole = [one for one in present if present - {one} <= wires()[one].shares]
    return whole[0] if whole else Generation.MIXED


def told(payload: Any) -> Told | None:
    """The other wire that one payload speaks; ``None`` if it may be the official one."""
    return told_of(marks(payload))


def told_of(found: Iterable[GenerationMark]) -> Told | None:
    """The other wire that marks add up to; ``None`` if it may be the official one."""
    counting = _counting(found)
    generation = generation_of(counting)
    if generation in (Generation.OFFICIAL, Generation.NEUTRAL):
        return None
    if generation == Generation.MIXED:
        together = " and ".join(wires()[one].name for one in dict.fromkeys(mark.generation for mark in counting))
        advice = "No peer of any of them understands all of it: use the names of one."
        return Told(generation, tuple(counting), together, advice)
    if generation == Generation.VENDOR:
        advice = "It is an event of the service that sent it, which the dialect does not judge."
        return Told(generation, tuple(counting), "a wire of its own", advice)
    wire = wires()[generation]
    own = tuple(mark for mark in counting if mark.generation == generation)
    return Told(generation, own, wire.name, wire.advice, wire.docs, wire.apart)


def told_by_name(name: str) -> Told | None:
    """The wire of that id, for an implementation that says what it speaks."""
    wire = wires().get(name)
    if wire is None or name == OFFICIAL:
        return None
    return Told(name, (), wire.name, wire.advice, wire.docs, wire.apart)


def sender_apart(value: Mapping[str, Any]) -> Side | None:
    """Who sends a frame of a wire that is apart and that has no ``type``; ``None`` for any other object."""
    for wire in wires().values():
        for place, side in wire.untyped:
            if _value(value, place.path) is not _MISSING:
                return side
    return None


def is_apart(value: Any) -> bool:
    """Whether an object is a frame of a wire that has no event of the Realtime API."""
    said = told(value)
    return said is not None and said.apart


def is_known(event_type: str) -> bool:
    """Whether some wire known here has events of this type."""
    return event_type in _known_events()


@cache
def _known_events() -> frozenset[str]:
    return frozenset(load_dialect(OFFICIAL).events).union(*(wire.known for wire in wires().values()))


Sign: TypeAlias = tuple[int, GenerationMark]
"""A mark, and its place among all that an event may have."""


@dataclass(slots=True)
class _Place:
    """What is looked for at a place of a payload, and inside: the marks of its being there, or of how it begins."""

    there: list[Sign] = field(default_factory=list)
    begins: list[tuple[int, str, str, str]] = field(default_factory=list)
    inner: dict[str, _Place] = field(default_factory=dict)

    def at(self, path: Path) -> _Place:
        """A place inside, made where it is new."""
        place = self
        for name in path:
            place = place.inner.setdefault(name, _Place())
        return place


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked for in events of one name. ``signs`` are those of the name, ``named`` their marks.

    ``inside`` are the places in an event, ``names`` those of its members that have some.
    """

    named: tuple[GenerationMark, ...]
    signs: tuple[Sign, ...]
    inside: _Place
    names: frozenset[str]
    absent: tuple[tuple[Path, Sign], ...]

    def marks(self, event: Mapping[str, Any]) -> tuple[GenerationMark, ...]:
        """All signs of a wire in an event of that name."""
        return self.together(self.found(event))

    def found(self, event: Mapping[str, Any]) -> list[Sign]:
        """The signs in an event beside its name."""
        found: list[Sign] = []
        if not self.names.isdisjoint(event):
            _search(self.inside, event, found)
        if self.absent:
            found += [sign for path, sign in self.absent if _value(event, path) is _MISSING]
        return found

    def together(self, found: list[Sign]) -> tuple[GenerationMark, ...]:
        """The marks of these signs and of the name, in order."""
        if not found:
            return self.named
        return tuple(dict.fromkeys([mark for _, mark in sorted((*found, *self.signs), key=itemgetter(0))]))


@lru_cache(maxsize=4096)
def _look(event: str | None) -> Look:
    """What to look for in an event of that name, wire by wire."""
    places = count()
    signs, absent, inside = list[Sign](), list[tuple[Path, Sign]](), _Place()
    for wire in wires().values():
        if event is not None and event in wire.events:
            signs.append((next(places), GenerationMark(wire.id, event)))
        for place in wire.members:
            if path := place.within(event):
                inside.at(path).there.append((next(places), GenerationMark(wire.id, pointer(path))))
        for place, _ in wire.untyped if event is None else ():
            inside.at(place.path).there.append((next(places), GenerationMark(wire.id, pointer(place.path))))
        for place, start in wire.values:
            if path := place.within(event):
                inside.at(path).begins.append((next(places), wire.id, pointer(path), start))
        if event is not None and event in wire.hint_events:
            signs.append((next(places), GenerationMark(wire.id, event, certain=False)))
        for place in wire.absent:
            if event is not None and place.event == event:
                mark = GenerationMark(wire.id, f"no {pointer(place.path)}", certain=False)
                absent.append((place.path, (next(places), mark)))
    if event is not None and event not in _known_events():
        signs.append((next(places), GenerationMark(Generation.VENDOR, event)))
    named = tuple(dict.fromkeys(mark for _, mark in signs))
    return Look(named, tuple(signs), inside, _shared(frozenset(inside.inner)), tuple(absent))


@cache
def _shared(names: frozenset[str]) -> frozenset[str]:
    """The same object for the same names: they are asked for in every event, and nearly all have the same."""
    return names


def _search(place: _Place, value: Mapping[str, Any], found: list[Sign]) -> None:
    """Find the marks in an object."""
    for name in place.inner.keys() & value.keys():
        inner, item = place.inner[name], value[name]
        found += inner.there
        if isinstance(item, dict):
            if inner.inner and not inner.inner.keys().isdisjoint(item):
                _search(inner, item, found)
        elif inner.begins and isinstance(item, str):
            found += [
                (number, GenerationMark(wire, f'{path} "{item[:40]}"'))
                for number, wire, path, start in inner.begins
                if item.startswith(start)
            ]


_MISSING = object()


def _value(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return _MISSING
        value = value[name]
    return value


def _counting(found: Iterable[GenerationMark]) -> list[GenerationMark]:
    everything = list(dict.fromkeys(found))
    named = [mark for mark in everything if mark.generation != Generation.VENDOR]
    return [mark for mark in named if mark.certain] or named or everything


_LISTED = 3


def _listed(whats: list[str]) -> str:
    quoted = [f"no `{what[3:]}`" if what.startswith("no ") else f"`{what}`" for what in whats]
    more = len(quoted) - _LISTED
    return ", ".join(quoted[:_LISTED]) + (f" and {more} more" if more > 0 else "")
