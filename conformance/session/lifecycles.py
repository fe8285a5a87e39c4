"""The rules of pairing and of echo, which are data: ``lifecycles.yaml`` of a dialect.

Each rule is one of six statements about events that share a key, which is an id or several of them:

``only-after``   an event comes only after one of others
``never-after``  an event does not come after one of others
``once``         an event comes once
``followed-by``  an event is followed by one of others, before another one or before the recording ends
``answered-by``  a client's event is answered by one of the server's, or by an error
``same``         a member has the same value in all events
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any, TypeAlias

import yaml

from conformance.errors import UsageError, near
from conformance.jsontext import pointer, tokens
from conformance.schemas import problem
from conformance.session.event import MISSING, Event, Path, at, same

_SPEC = File(__file__).parent.parent / "spec"
_SCHEMA = File(__file__).with_name("lifecycles.schema.json")
STATEMENTS = ("only-after", "never-after", "once", "followed-by", "answered-by", "same")


class LifecyclesError(UsageError):
    """A file of lifecycles is broken; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Which events are meant: a name, or the beginning of one before a ``*``, and values that members have."""

    name: str
    where: tuple[tuple[Path, Any], ...] = ()

    def names(self, event_type: str) -> bool:
        """Whether events of this type can be meant."""
        return event_type.startswith(self.name[:-1]) if self.name.endswith("*") else event_type == self.name

    def holds(self, event: Event) -> bool:
        """Whether an event of a type that can be meant is."""
        return all(same(event.at(path), value) for path, value in self.where)

    def __str__(self) -> str:
        """The name, and the values in brackets."""
        return " ".join((self.name, *(f"({value})" for _, value in self.where)))


Ids: TypeAlias = Any
"""What the events of a key share: an id, or a tuple of ids and indexes; an empty one where there is no key."""


@dataclass(frozen=True, slots=True)
class Key:
    """What events share: one or more ids, each at the first of several places that an event has.

    After one of the events ``ends`` nothing more comes about it.
    """

    name: str
    parts: tuple[tuple[Path, ...], ...]
    ends: tuple[Selector, ...] = ()

    def of(self, event: Event) -> Ids | None:
        """The key of an event, ``None`` where it has none."""
        return ids_at(self.parts)(event.data)


@cache
def ids_at(parts: tuple[tuple[Path, ...], ...]) -> Callable[[Mapping[str, Any]], Ids | None]:
    """Finds the ids at these places in the data of an event."""
    match parts:
        case (((str(name),), (str(outer), str(inner))),):
            return _id_at(name, outer, inner)
        case (((str(name),),), ((str(index),),)):
            return _part_at(name, index)
        case _:
            return lambda data: _ids(data, parts)


_OF_KEYS = (str, int)


def _ids(data: Mapping[str, Any], parts: tuple[tuple[Path, ...], ...]) -> Ids | None:
    found = []
    for places in parts:
        value = first_at(data, places)
        if type(value) is not str and not isinstance(value, int):
            return None
        found.append(value)
    return found[0] if len(found) == 1 else tuple(found)


def _id_at(name: str, outer: str, inner: str) -> Callable[[Mapping[str, Any]], Ids | None]:
    """The most common key, in the quickest way: a member, or else one in an object."""

    def found(data: Mapping[str, Any]) -> Ids | None:
        value = data.get(name, MISSING)
        if value is MISSING:
            within = data.get(outer)
            if type(within) is not dict:
                return None
            value = within.get(inner)
        return value if type(value) is str or isinstance(value, int) else None

    return found


def _part_at(name: str, index: str) -> Callable[[Mapping[str, Any]], Ids | None]:
    """A part: an id and an index, both members."""

    def found(data: Mapping[str, Any]) -> Ids | None:
        value, place = data.get(name), data.get(index)
        return (value, place) if isinstance(value, _OF_KEYS) and isinstance(place, _OF_KEYS) else None

    return found


NO_KEY = Key("", ())


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One statement of a rule, which equals itself alone.

    ``form`` is one of :data:`STATEMENTS`, ``others`` are the events that it names beside. ``before`` ends the wait of
    ``followed-by``, matched by ``before_by``; after ``unless`` the statement starts anew.
    ``unsolicited`` is the rule that an answer without a request breaks. ``places`` are the members of ``same`` and
    those that an answer repeats; before one of ``models`` has come, ``same`` compares nothing.
    """

    rule: str
    form: str
    events: tuple[Selector, ...]
    by: Key
    others: tuple[Selector, ...] = ()
    before: tuple[Selector, ...] = ()
    before_by: Key = NO_KEY
    unless: tuple[Selector, ...] = ()
    unsolicited: str | None = None
    places: tuple[Path, ...] = ()
    null: bool = True
    models: tuple[Selector, ...] = ()


@cache
def value_at(places: tuple[Path, ...]) -> Callable[[Mapping[str, Any]], Any]:
    """Finds the value at the first of these places that the data of an event has."""
    match places:
        case ((str(name),),):
            return lambda data: data.get(name, MISSING)
        case ((str(outer), str(inner)),):
            return lambda data: within.get(inner, MISSING) if type(within := data.get(outer)) is dict else MISSING
        case ((str(name),), (str(outer), str(inner))):
            return _value_at(name, outer, inner)
        case _:
            return lambda data: first_at(data, places)


def _value_at(name: str, outer: str, inner: str) -> Callable[[Mapping[str, Any]], Any]:
    """A member, or else one in an object."""

    def found(data: Mapping[str, Any]) -> Any:
        value = data.get(name, MISSING)
        if value is MISSING and type(within := data.get(outer)) is dict:
            return within.get(inner, MISSING)
        return value

    return found


def first_at(value: Any, places: tuple[Path, ...]) -> Any:
    """What is at the first of several places that a value has."""
    for place in places:
        if place[0] not in value:
            continue
        found = value[place[0]] if len(place) == 1 else at(value, place)
        if found is not MISSING:
            return found
    return MISSING


@cache
def load_lifecycles(dialect: str) -> tuple[Statement, ...]:
    """The statements of a dialect.

    Raises:
        LifecyclesError: the dialect has none, or they are broken.
    """
    path = _SPEC / dialect / "lifecycles.yaml"
    if not path.is_file():
        known = [one.parent.name for one in _SPEC.glob("*/lifecycles.yaml")]
        raise LifecyclesError(f"no session rules for dialect {dialect!r}{near(dialect, known)}")
    return read(path)


def read(path: File) -> tuple[Statement, ...]:
    """The statements of one file.

    Raises:
        LifecyclesError: it does not keep the schema, or names a key that it does not define.
    """
    try:
        document = yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise LifecyclesError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from error
    if wrong := problem(_SCHEMA, document):
        raise LifecyclesError(f"{path.name}#{pointer(wrong.absolute_path)}: {wrong.message[:300]}")
    ends = document.get("ends", {})
    for name in sorted(ends.keys() - document["keys"].keys()):
        raise LifecyclesError(f"{path.name}#/ends: no key is called {name!r}")
    keys = {name: _key(name, parts, ends.get(name, [])) for name, parts in document["keys"].items()}
    try:
        return tuple(_statements(document["lifecycles"], keys))
    except KeyError as error:
        raise LifecyclesError(f"{path.name}: no key is called {error}") from None


def _statements(lifecycles: Mapping[str, Any], keys: Mapping[str, Key]) -> Iterator[Statement]:
    for rows in lifecycles.values():
        for row in rows:
            form = next(form for form in STATEMENTS if form in row)
            other = row[form]
            yield Statement(
                rule=row["rule"],
                form=form,
                events=_selectors(row["events"]),
                by=keys[row["by"]] if "by" in row else NO_KEY,
                others=() if form in ("once", "same") else _selectors(other),
                before=_selectors(row.get("before", [])),
                before_by=keys[row["before-by"]] if "before-by" in row else NO_KEY,
                unless=_selectors(row.get("unless", [])),
                unsolicited=row.get("unsolicited"),
                places=tuple(map(tokens, _list(other if form == "same" else row.get("repeats", [])))),
                null=row.get("null", True),
                models=_selectors(row.get("as", [])),
            )


def _selectors(value: Any) -> tuple[Selector, ...]:
    return tuple(
        Selector(one)
        if isinstance(one, str)
        else Selector(one["event"], tuple((tokens(place), wanted) for place, wanted in one["where"].items()))
        for one in _list(value)
    )


def _key(name: str, parts: list[Any], ends: Any) -> Key:
    return Key(name, tuple(tuple(map(tokens, _list(part))) for part in parts), _selectors(ends))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
