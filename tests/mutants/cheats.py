"""Implementations that pass by not doing the work: echoes, silence, and excuses for what is hard."""

from __future__ import annotations

import json
from typing import Any

from conformance import jsontext
from conformance.adapter import Kind, Outcome
from conformance.requirements.level import Level

from .mutant import CRATE, GA, Answer, Mutant, Right, both

_RESPONSE = ("RealtimeResponse",)
_USAGE = {CRATE: ("RealtimeResponseUsage",), GA: _RESPONSE}


def _echoes(right: Right, type_name: str, text: Any) -> Answer:
    return text if isinstance(text, str) else None


def _passes_json_through(right: Right, type_name: str, text: Any) -> Answer:
    """A dictionary instead of types."""
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))


def _invents(right: Right, type_name: str, text: Any) -> Answer:
    written = jsontext.load(right.roundtrip(type_name, text))
    return jsontext.compact({**written, "_links": {}} if isinstance(written, dict) else written)


def _unless_right(answer: Answer | type[Exception]) -> Any:
    def operation(right: Right, type_name: str, text: Any) -> Answer:
        try:
            return right.roundtrip(type_name, text)
        except Exception:
            if isinstance(answer, type):
                raise answer from None
            return answer

    return operation


def _unsupported_where(word: str) -> Any:
    def operation(right: Right, type_name: str, text: Any) -> Answer:
        if word in str(text):
            raise NotImplementedError
        return right.roundtrip(type_name, text)

    return operation


def _always(text: str) -> Any:
    return lambda _right, _, _sent: text


def _silent(right: Right, type_name: str, text: Any) -> Answer:
    return None


def _remembers() -> Any:
    """The answer to the first payload of a type is given to all."""
    seen: dict[tuple[str, str], str] = {}

    def operation(right: Right, type_name: str, text: Any) -> Answer:
        written = right.roundtrip(type_name, text)
        return seen.setdefault((right.hello.dialect, type_name), written)

    return operation


def _replaces_what_is_not_utf8(right: Right, type_name: str, text: Any) -> Answer:
    return right.roundtrip(type_name, text.decode(errors="replace") if isinstance(text, bytes) else text)


def _crashes_on_nul(right: Right, type_name: str, text: Any) -> Answer:
    if isinstance(text, str) and text.startswith("\x00"):
        raise MemoryError
    return right.roundtrip(type_name, text)


def _exits_on_empty(right: Right, type_name: str, text: Any) -> Answer:
    if text == "":
        raise SystemExit(1)
    return right.roundtrip(type_name, text)


def _recurses(right: Right, type_name: str, text: Any) -> Answer:
    if isinstance(text, str) and jsontext.nesting(text) > 10_000:
        raise RecursionError("maximum recursion depth exceeded")
    return right.roundtrip(type_name, text)


class _AfterGarbage:
    """After input that is not JSON the next payload is refused, or answered with nothing inside."""

    def __init__(self, *, refuses: bool) -> None:
        self._refuses, self._spoilt = refuses, False

    def __call__(self, right: Right, type_name: str, text: Any) -> Answer:
        spoilt, self._spoilt = self._spoilt, isinstance(text, bytes) or (isinstance(text, str) and text[:1] == "\x00")
        if spoilt and self._refuses:
            raise ValueError("out of step")
        return "{}" if spoilt else right.roundtrip(type_name, text)


def _crashes_on_half_a_pair(right: Right, type_name: str, text: Any) -> Answer:
    if isinstance(text, str) and '"\\ud800"' in text:
        raise MemoryError
    return right.roundtrip(type_name, text)


CHEATS = (
    Mutant("echoes", "the text comes back as it was sent", "rejects", "accepted although", ("RealtimeResponseUsage",),
           _echoes),
    Mutant("passes_json_through", "JSON is read and written, without any types", "rejects", "accepted although",
           ("RealtimeResponseUsage",), _passes_json_through),
    *both("invents_links", "a member that no type has is written into every object", "canonical", "/_links is invented",
          ("Prompt",), _invents),
    *both("answers_with_an_empty_object", "whatever is sent, {} comes back", "round-trip", "is dropped", ("Prompt",),
          _always("{}")),
    *both("answers_with_the_first", "every payload of a type gets the answer to the first", "round-trip", "",
          ("Prompt",), _remembers()),
    *both("answers_with_nothing", "no payload is answered", "accepts", "not decoded (ignored", ("Prompt",), _silent),
    *both("writes_something_else_than_json", "what comes back is not JSON", "round-trip", "is not JSON", ("Prompt",),
          lambda right, type_name, text: right.roundtrip(type_name, text).replace('"', "'")),
    Mutant("passes_over_the_invalid", "what is invalid is passed over in silence", "rejects", "",
           ("RealtimeResponseUsage",),
           _unless_right(None), level=Level.SHOULD),
    Mutant("keeps_the_invalid_raw", "what is invalid becomes a raw value", "rejects", "", ("RealtimeResponseUsage",),
           _unless_right(Outcome(Kind.FALLBACK, message="raw")), level=Level.SHOULD),
    Mutant("supports_no_invalid_payload", "invalid payloads are answered as unsupported", "rejects", "",
           ("RealtimeResponseUsage",), _unless_right(NotImplementedError)),
    *both("supports_no_hard_payload", "payloads with details of cached tokens are answered as unsupported", "accepts",
          "", _USAGE, _unsupported_where("cached_token")),
    Mutant("replaces_what_is_not_utf8", "bytes that are not UTF-8 are replaced, and the rest is read", "robust",
           "accepted although", ("Prompt", "RealtimeResponse"), _replaces_what_is_not_utf8),
    *both("crashes_on_nul", "U+0000 ends the process", "robust", "crashed", ("Prompt",), _crashes_on_nul),
    *both("exits_on_nothing", "an empty text ends the process", "robust", "crashed", ("Prompt",), _exits_on_empty),
    *both("refuses_after_garbage", "after what is not UTF-8 or not JSON the next payload is refused", "robust",
          "a sound payload is answered otherwise", ("Prompt",), _AfterGarbage(refuses=True)),
    *both("forgets_after_garbage", "after what is not UTF-8 or not JSON the next payload comes back empty", "robust",
          "a sound payload is answered otherwise", ("Prompt",), _AfterGarbage(refuses=False)),
    Mutant("ga_recurses_without_a_limit", "deep nesting exhausts the stack", "robust", "no clean answer (crashed",
           ("RealtimeServerEvent",), _recurses, dialect=GA),
    Mutant("ga_crashes_on_half_a_pair", "a lone surrogate, which may be read or refused, ends the process", "robust",
           "crashed", ("InputTextContent", "RealtimeServerEventResponseTextDelta"),
           _crashes_on_half_a_pair, dialect=GA),
)  # fmt: skip
