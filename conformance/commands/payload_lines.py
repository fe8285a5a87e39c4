"""Reads payloads from JSON Lines: bare events, payloads with a type, and recorded sessions.

Each line is one object of these forms:

- ``{"type": T, "text": "…"}`` or ``{"type": T, "payload": …}``, where ``T`` is a type of the dialect or an
  event's name on the wire; without ``type`` the payload itself says which event it is;
- ``{"direction": "server" | "client", "event": {…}}``, a frame of a recorded session;
- an event as it was on the wire.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.errors import UsageError
from conformance.jsontext import text_of
from conformance.spec.model import Dialect
from conformance.spec.naming import detected, type_named

_EXPECTED = 'expected {"type": …, "text": …}, {"type": …, "payload": …}, {"direction": …, "event": …} or an event'
_UNIONS = {"server": "RealtimeServerEvent", "client": "RealtimeClientEvent"}


@dataclass(frozen=True, slots=True)
class PayloadLine:
    """A payload text with the types that it may have, the likeliest first, and its line number."""

    number: int
    types: tuple[str, ...]
    text: str


def read(lines: Iterable[bytes], where: str, dialect: Dialect) -> Iterator[PayloadLine]:
    """The payloads of all lines that are not blank; ``where`` names the file in errors.

    Raises:
        UsageError: a line has none of the forms, or names no type; the message has its number.
    """
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            types, text = _payload(line.decode(), dialect)
        except UnicodeDecodeError as error:
            raise UsageError(f"{where}, line {number}: not UTF-8 ({error.reason})") from None
        except (ValueError, UsageError) as error:
            raise UsageError(f"{where}, line {number}: {error}") from None
        yield PayloadLine(number, types, text)


def _payload(line: str, dialect: Dialect) -> tuple[tuple[str, ...], str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON ({error}); {_EXPECTED}") from None
    if not isinstance(record, dict):
        raise ValueError(f"not an object; {_EXPECTED}")
    if "event" in record and record.get("direction") in _UNIONS:
        return _recorded(record, dialect)
    if "text" in record and "payload" in record:
        raise ValueError(f'both "text" and "payload"; {_EXPECTED}')
    if "payload" in record or (isinstance(record.get("text"), str) and "event_id" not in record):
        return _named(record, dialect)
    if types := detected(dialect, record):
        return types, line.strip()
    if not isinstance(record.get("type"), str):
        raise ValueError(f'no string member "type"; {_EXPECTED}')
    type_named(dialect, record["type"])  # raises for a mistyped event
    raise ValueError(f'no string member "text" and no "payload"; {_EXPECTED}')


def _recorded(record: Mapping[str, Any], dialect: Dialect) -> tuple[tuple[str, ...], str]:
    side = record["direction"]
    union = _UNIONS[side]
    if union not in dialect.types:
        raise ValueError(f"dialect {dialect.name} has no type {union}")
    # The side is known, so events of the other one are ruled out.
    types = tuple(name for name in detected(dialect, record["event"]) if side.title() in name)
    return types or (union,), text_of(record["event"])


def _named(record: Mapping[str, Any], dialect: Dialect) -> tuple[tuple[str, ...], str]:
    text = record["text"] if "text" in record else text_of(record["payload"])
    if isinstance(record.get("type"), str):
        owners = dialect.events.get(record["type"], ())
        return owners or (type_named(dialect, record["type"]),), text
    if "type" in record:
        raise ValueError(f'no string member "type"; {_EXPECTED}')
    try:
        types = detected(dialect, json.loads(text))
    except (ValueError, RecursionError):
        types = ()
    if not types:
        raise ValueError(f'no member "type", and the payload is not an event of dialect {dialect.name}; {_EXPECTED}')
    return types, text
