"""A right implementation that shares nothing with the reference: a few types as tables, read and written by hand."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from conformance.adapter import Hello, Kind, Outcome
from conformance.adapter.contract import Op

from .mutant import CRATE, GA

Read: TypeAlias = Callable[[Any], Any]
"""From a value of JSON to the one that is kept; raises :class:`ValueError`."""


class Presence(StrEnum):
    """What a member that is absent or null means, and how it is written."""

    REQUIRED = "required"
    OMIT = "omit"
    NULL = "null"
    KEEP = "keep"
    """Absent or a value; null is no value, unless the member's reader takes it."""


REQUIRED, OMIT, NULL, KEEP = Presence
Members: TypeAlias = Mapping[str, tuple[Presence, Read]]


class _Object(dict[str, Any]):
    """The last value of each name, and which names come twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.twice = {name for name in names if names.count(name) > 1}


class _Unknown(Exception):
    """The value is of a variant that these tables do not have."""


def text(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def boolean(value: Any) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise ValueError("not a boolean")
    return value


def integer(low: float = -math.inf, high: float = math.inf) -> Read:
    """An integer within limits, written as one."""

    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError("not an integer of this kind")
        return value

    return read


def number(value: Any) -> float:
    """Any number, written as one with a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    return float(value)


def single(value: Any) -> float:
    """A number of 32 bits: the shortest decimal that means the same there."""
    packed = struct.pack("f", number(value))
    shortest = (float(f"{value:.{digits}g}") for digits in range(1, 10))
    return next(one for one in shortest if struct.pack("f", one) == packed)


def one_of(*values: str) -> Read:
    """One of these texts."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise ValueError("not one of the values")
        return value

    return read


def listed(item: Read) -> Read:
    """A list."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValueError("not a list")
        return [item(one) for one in value]

    return read


def either_null(item: Read) -> Read:
    """Null, or what ``item`` reads."""
    return lambda value: None if value is None else item(value)


def pairs_of(item: Read) -> Read:
    """An object with any names."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return {name: item(one) for name, one in value.items()}

    return read


def record(members: Members) -> Read:
    """An object with these members; what else it has is passed over."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("not an object")
        if any(presence is not KEEP for presence, _ in members.values()) and (
            twice := members.keys() & getattr(value, "twice", ())
        ):
            raise ValueError(f"{min(twice)} comes twice")
        kept = {}
        for name, (presence, member) in members.items():
            if name not in value and presence is REQUIRED:
                raise ValueError(f"{name} is absent")
            held = value.get(name)
            if name in value and (held is not None or presence in (REQUIRED, KEEP)):
                kept[name] = member(held)
            elif presence is NULL:
                kept[name] = None
        return kept

    return read


def tagged(variants: Mapping[str, Members], *, is_open: bool) -> Read:
    """An object whose ``type`` says which of the variants it is."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not isinstance(tag := value.get("type"), str):
            raise ValueError("an object with a tag is needed")
        if not is_open and "type" in getattr(value, "twice", ()):
            raise ValueError("type comes twice")
        if tag not in variants:
            raise _Unknown if is_open else ValueError("unknown tag")
        return {"type": tag, **record(variants[tag])(value)}

    return read


@dataclass(frozen=True, slots=True)
class Codec:
    """An adapter for the types of a table."""

    dialect: str
    types: Mapping[str, Read]

    @property
    def hello(self) -> Hello:
        """What it has."""
        return Hello(
            name="codec", version="1", language="python", profile="default", dialect=self.dialect,
            types=frozenset(self.types), ops=frozenset(Op), declares={"bytes": True},
        )  # fmt: skip

    def roundtrip(self, type: str, text: str | bytes) -> str | Outcome:
        """Read and write."""
        try:
            return _spelt(self.types[type](_parsed(text)))
        except _Unknown:
            return Outcome(Kind.FALLBACK, message="an unknown variant")

    def typed(self, type: str, text: str | bytes) -> str | Outcome:
        """What is kept of it, which is all that there is."""
        return self.roundtrip(type, text)

    def build(self, type: str, text: str | bytes) -> str | Outcome:
        """A value from its members; the tables are the constructors."""
        return self.roundtrip(type, text)


def _parsed(sent: str | bytes) -> Any:
    try:
        as_text = sent.decode() if isinstance(sent, bytes) else sent
        return json.loads(
            as_text,
            object_pairs_hook=_Object,
            parse_int=lambda digits: -0.0 if digits == "-0" else int(digits) if len(digits) < 20 else _finite(digits),
            parse_float=_finite,
            parse_constant=_refused,
        )
    except RecursionError:
        raise ValueError("nests too deep") from None


def _finite(digits: str) -> float:
    if math.isinf(value := float(digits)):
        raise ValueError("too large")
    return value


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _spelt(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_spelt(name)}:{_spelt(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_spelt, value)) + "]"
    if isinstance(value, float):
        mantissa, _, exponent = repr(value).partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return json.dumps(value, ensure_ascii=False)


_COUNT = integer(0, 2**32 - 1)
_CACHED: Members = dict.fromkeys(("audio_tokens", "image_tokens", "text_tokens"), (OMIT, _COUNT))
_INPUT: Members = {
    "audio_tokens": (OMIT, _COUNT),
    "cached_tokens": (OMIT, _COUNT),
    "cached_token_details": (NULL, record(_CACHED)),
    "image_tokens": (OMIT, _COUNT),
    "text_tokens": (OMIT, _COUNT),
}
_OUTPUT: Members = {"text_tokens": (OMIT, _COUNT), "audio_tokens": (OMIT, _COUNT)}

OF_THE_CRATE = Codec(
    CRATE,
    {
        "CachedTokenDetails": record(_CACHED),
        "InputTokenDetails": record(_INPUT),
        "OutputTokenDetails": record(_OUTPUT),
        "RealtimeResponseUsage": record(
            {
                "input_token_details": (OMIT, record(_INPUT)),
                "input_tokens": (REQUIRED, _COUNT),
                "output_token_details": (OMIT, record(_OUTPUT)),
                "output_tokens": (REQUIRED, _COUNT),
                "total_tokens": (REQUIRED, _COUNT),
            }
        ),
        "Error": record({"code": (REQUIRED, text), "type": (REQUIRED, text)}),
        "LogProbProperties": record(
            {"bytes": (REQUIRED, listed(integer(0, 255))), "logprob": (REQUIRED, number), "token": (REQUIRED, text)}
        ),
        "RealtimeMCPApprovalResponse": record(
            {
                "approval_request_id": (REQUIRED, text),
                "approved": (REQUIRED, boolean),
                "id": (REQUIRED, text),
                "reason": (NULL, text),
            }
        ),
        "MCPToolFilter": record({"read_only": (OMIT, boolean), "tool_names": (OMIT, listed(text))}),
        "RealtimeAudioFormats": tagged(
            {"audio/pcm": {"rate": (REQUIRED, _COUNT)}, "audio/pcmu": {}, "audio/pcma": {}}, is_open=False
        ),
        "RealtimeTurnDetection": tagged(
            {
                "server_vad": {
                    "create_response": (OMIT, boolean),
                    "idle_timeout_ms": (OMIT, _COUNT),
                    "interrupt_response": (OMIT, boolean),
                    "prefix_padding_ms": (REQUIRED, _COUNT),
                    "silence_duration_ms": (REQUIRED, _COUNT),
                    "threshold": (REQUIRED, single),
                },
                "semantic_vad": {
                    "create_response": (OMIT, boolean),
                    "eagerness": (REQUIRED, text),
                    "interrupt_response": (OMIT, boolean),
                },
            },
            is_open=False,
        ),
    },
)

_FLAGS: Members = {"create_response": (KEEP, boolean), "interrupt_response": (KEEP, boolean)}
_EVENT: Members = {"event_id": (KEEP, text)}

OF_THE_DOCUMENT = Codec(
    GA,
    {
        "LogProbProperties": record(
            {"token": (KEEP, text), "logprob": (KEEP, number), "bytes": (KEEP, listed(integer()))}
        ),
        "MCPToolFilter": record({"tool_names": (KEEP, listed(text)), "read_only": (KEEP, boolean)}),
        "RealtimeReasoning": record({"effort": (KEEP, text)}),
        "RealtimeMCPApprovalResponse": record(
            {
                "type": (KEEP, text),
                "id": (KEEP, text),
                "approval_request_id": (KEEP, text),
                "approve": (KEEP, boolean),
                "reason": (KEEP, either_null(text)),
            }
        ),
        "RealtimeTurnDetection": either_null(
            tagged(
                {
                    "server_vad": {
                        "threshold": (KEEP, number),
                        "prefix_padding_ms": (KEEP, integer()),
                        "silence_duration_ms": (KEEP, integer()),
                        "idle_timeout_ms": (KEEP, either_null(integer())),
                        **_FLAGS,
                    },
                    "semantic_vad": {"eagerness": (KEEP, text), **_FLAGS},
                },
                is_open=True,
            )
        ),
        "RealtimeServerEventError": record(
            {
                **_EVENT,
                "type": (KEEP, text),
                "error": (
                    KEEP,
                    record(
                        {"type": (KEEP, text), "message": (KEEP, text)}
                        | {name: (KEEP, either_null(text)) for name in ("code", "param", "event_id")}
                    ),
                ),
            }
        ),
        "RealtimeServerEventRateLimitsUpdated": record(
            {
                **_EVENT,
                "type": (KEEP, text),
                "rate_limits": (
                    KEEP,
                    listed(
                        record(
                            {"name": (KEEP, text), "limit": (KEEP, integer()), "remaining": (KEEP, integer())}
                            | {"reset_seconds": (KEEP, number)}
                        )
                    ),
                ),
            }
        ),
        "RealtimeFunctionTool": record(
            {
                "type": (KEEP, text),
                "name": (KEEP, text),
                "description": (KEEP, either_null(text)),
                "parameters": (KEEP, either_null(pairs_of(lambda value: value))),
            }
        ),
    },
)
