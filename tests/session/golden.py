"""Golden sessions: right ones, and for each rule a damaged twin with the findings that it must give.

A file of ``golden/<dialect>/sessions`` has one right session and its damages, described by ``golden.schema.json``. A
damage is stored as what is done to the right session, whose frames keep their numbers meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance import packed
from conformance.jsontext import text_of, tokens
from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.transcript import Frame, Header, header_record, read_frame, read_header
from conformance.vectors import GOLDEN


@dataclass(frozen=True, slots=True)
class Damage:
    """What is done to a right session, the rule that it breaks, and all that is found then.

    ``finds`` are rules and frames, numbered as they are after the damage; what is open at the end has the frame that
    waits.
    """

    id: str
    why: str
    breaks: str
    do: tuple[Mapping[str, Any], ...]
    finds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GoldenSession:
    """A right session. ``frames`` are the records of its file, whose ``event`` is the event in the text."""

    id: str
    why: str
    header: Header
    frames: tuple[Mapping[str, Any], ...]
    damages: tuple[Damage, ...]


@cache
def load_sessions(dialect: str) -> tuple[GoldenSession, ...]:
    """The golden sessions of a dialect, in the order of their ids."""
    return tuple(map(_read, packed.files(GOLDEN / dialect / "sessions", ".json")))


def _read(path: Path) -> GoldenSession:
    document = json.loads(packed.read_bytes(path))
    return GoldenSession(
        document["id"],
        document["why"],
        read_header(document["header"]),
        tuple(document["frames"]),
        tuple(
            Damage(
                damage["id"],
                damage["why"],
                damage["breaks"],
                tuple(damage["do"]),
                tuple((rule, frame) for rule, frame in damage["finds"]),
            )
            for damage in document["damages"]
        ),
    )


def transcript(session: GoldenSession, damage: Damage | None = None) -> tuple[Header, list[Frame]]:
    """A session as it is, or after a damage."""
    header, records = session.header, dict[Any, Mapping[str, Any]](enumerate(session.frames, start=1))
    order: list[Any] = list(records)
    for step in damage.do if damage else ():
        if "header" in step:
            header = read_header({**header_record(header), **step["header"]})
        else:
            _do(step, order, records)
    return header, [_frame(records[key], number) for number, key in enumerate(order, start=1)]


def _do(step: Mapping[str, Any], order: list[Any], records: dict[Any, Mapping[str, Any]]) -> None:
    match step:
        case {"drop": key}:
            order.remove(key)
        case {"move": key, "after": place}:
            order.remove(key)
            order.insert(_after(order, place), key)
        case {"repeat": key, "after": place, **rest}:
            records[f"{key} again"] = _with_members(records[key], rest.get("set", {}))
            order.insert(_after(order, place), f"{key} again")
        case {"insert": record, "after": place}:
            records[f"after {place}"] = record
            order.insert(_after(order, place), f"after {place}")
        case {"frame": key, "set": members}:
            records[key] = _with_members(records[key], members)
        case {"frame": key, "remove": pointer}:
            records[key] = _without(records[key], pointer)


def _after(order: Sequence[Any], place: int) -> int:
    return order.index(place) + 1 if place else 0


def _with_members(record: Mapping[str, Any], members: Mapping[str, Any]) -> Mapping[str, Any]:
    changed = deepcopy(dict(record))
    for pointer, value in members.items():
        inner, last = _reach(changed["event"], pointer)
        inner[last] = value
    return changed


def _without(record: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
    changed = deepcopy(dict(record))
    inner, last = _reach(changed["event"], pointer)
    del inner[last]
    return changed


def _reach(value: Any, pointer: str) -> tuple[Any, Any]:
    *path, last = tokens(pointer)
    for name in path:
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value, int(last) if isinstance(value, list) else last


def _frame(record: Mapping[str, Any], number: int) -> Frame:
    if "event" in record:
        record = {
            **{name: value for name, value in record.items() if name != "event"},
            "text": text_of(record["event"]),
        }
    return read_frame(record, number)


def found(session: GoldenSession, damage: Damage | None = None) -> Iterator[tuple[str, int]]:
    """The rules that a session breaks, each with the frame in which it was noticed; those that are free left out."""
    header, frames = transcript(session, damage)
    register = load_session_register(header.dialect)
    for finding in lint(Transcript(header, iter(frames))).findings:
        if register[finding.rule].level is not Level.FREE:
            yield finding.rule, finding.frame
