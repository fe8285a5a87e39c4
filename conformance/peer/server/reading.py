"""Reads what a client sends: a legal event of its kind of session, or the reason to refuse it."""

from __future__ import annotations

import threading
from typing import Any

from conformance import jsontext
from conformance.jsontext import text_of, tokens
from conformance.oracle import Breach, Departure, Free, Oracle, Rule
from conformance.session.model.line import Refusal
from conformance.session.model.settings import Kind
from conformance.session.shapes import breaches, types_of
from conformance.spec import load_dialect
from conformance.spec.model import Side

_DIALECT = "openai-ga"
_OF_TRANSLATION = "RealtimeTranslation"
_CODES = {
    Departure.UNKNOWN_MEMBER: "unknown_parameter",
    Departure.OTHER_SIDES_MEMBER: "unknown_parameter",
    Rule.DUPLICATE_MEMBER: "invalid_value",
    Rule.MISSING_MEMBER: "missing_required_parameter",
    Rule.MISSING_TAG: "missing_required_parameter",
    Rule.WRONG_TYPE: "invalid_type",
    Rule.NOT_AN_INTEGER: "invalid_type",
}
"""The code of the error by what is wrong; everything else is an invalid value."""

# Servers run in threads, and an oracle reads one payload at a time: they share one, apart from everybody else's.
_oracle = Oracle(load_dialect(_DIALECT))
_reading = threading.Lock()


class Faulty(Exception):
    """A frame gets an error: why, and the object in it if there is one, whose ``event_id`` the error names."""

    def __init__(self, refusal: Refusal, event: dict[str, Any] | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal, self.event = refusal, event


def read(message: str | bytes, kind: Kind) -> dict[str, Any]:
    """The event in a frame of a client.

    Raises:
        Faulty: it has none, or one that is not legal in this kind of session.
    """
    if isinstance(message, bytes):
        raise Faulty(Refusal("invalid_event", "Events are text frames, not binary ones."))
    with _reading:
        return _read(message, kind)


def _read(message: str, kind: Kind) -> dict[str, Any]:
    try:
        parsed = jsontext.parse(message)
    except (jsontext.NotJson, RecursionError) as error:
        raise Faulty(Refusal("invalid_json", f"The frame is not JSON: {error}")) from None
    value = parsed.value
    if parsed.overflow or parsed.depth > _oracle.dialect.nesting_limit or jsontext.has_lone_surrogate(message, value):
        # What is sent back must be legal, so that it cannot be echoed.
        why = "The frame has a number beyond all doubles, half a surrogate pair, or is nested too deeply."
        raise Faulty(Refusal("invalid_value", why))
    if not isinstance(value, dict):
        raise Faulty(Refusal("invalid_event", "An event is a JSON object."))
    if "type" not in value:
        raise Faulty(Refusal("missing_required_parameter", "Missing required parameter: 'type'.", "type"), value)
    name = value["type"]
    if not isinstance(name, str):
        raise Faulty(Refusal("invalid_type", "Invalid type for 'type': expected a string.", "type"), value)
    translation = kind is Kind.TRANSLATION
    known = types_of(_DIALECT, Side.CLIENT, name)
    types = [one for one in known if one.startswith(_OF_TRANSLATION) is translation]
    if not types:
        raise Faulty(Refusal("invalid_value", f"Invalid value: '{name}' is not a client event.", "type"), value)
    if found := _breaches(types, value, message):
        raise Faulty(_refusal(found[0]), value)
    return value


def _breaches(types: list[str], value: dict[str, Any], text: str) -> tuple[Breach, ...]:
    if all(isinstance(_oracle.expect(name, text), Free) for name in types):
        # A `null` for what is unset is left open, and hides everything else.
        text = text_of(_without_null(value))
    return breaches(_oracle, types, text, Side.CLIENT)


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_null(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_null(one) for one in value]
    return value


def _refusal(breach: Breach) -> Refusal:
    code = _CODES.get(breach.rule, "invalid_value")
    param = _path(breach.at)
    match code:
        case "unknown_parameter":
            message = f"Unknown parameter: '{param}'."
        case "missing_required_parameter":
            message = f"Missing required parameter: '{param}'."
        case _:
            message = f"Invalid value for '{param}': {breach}."
    return Refusal(code, message, param)


def _path(at: str) -> str:
    """A JSON Pointer as the service writes a path: ``item.content[0].type``."""
    return "".join(f"[{one}]" if one.isdecimal() else f".{one}" for one in tokens(at)).lstrip(".")
