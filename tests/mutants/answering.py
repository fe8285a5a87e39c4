"""Implementations that answer in a wrong way, or what depends on something else than the payload."""

from __future__ import annotations

import json
from typing import Any

from conformance import jsontext
from conformance.adapter import Kind, Outcome

from .mutant import Answer, Mutant, Right


def _keeps_formats_raw(right: Right, type_name: str, text: Any) -> Answer:
    written = right.roundtrip(type_name, text)
    return Outcome(Kind.FALLBACK, message="kept as a dict") if "pcmu" in written else written


def _ignores_modes(right: Right, type_name: str, text: Any) -> Answer:
    written = right.roundtrip(type_name, text)
    return None if written.startswith('"') else written


def _as_sent(right: Right, type_name: str, text: Any) -> Answer:
    """An untagged union whose last variant, any JSON, is tried first."""
    right.roundtrip(type_name, text)
    return jsontext.compact(jsontext.load(text))


def _keeps_unknown_as_text(right: Right, type_name: str, text: Any) -> Answer:
    """Members that it does not know are kept raw and written as strings: encoded once more in every round."""
    written = json.loads(right.roundtrip(type_name, text))
    unknown = {
        name: json.dumps(item) for name, item in json.loads(text).items() if name not in ("text_tokens", "audio_tokens")
    }
    return jsontext.compact({**written, **unknown})


def _crashes_on_half_a_pair(right: Right, type_name: str, text: Any) -> Answer:
    try:
        value = jsontext.parse(text).value
    except jsontext.NotJson:
        return right.roundtrip(type_name, text)
    if jsontext.has_lone_surrogate(text, value):
        raise MemoryError
    return right.roundtrip(type_name, text)


def _recurses(right: Right, type_name: str, text: Any) -> Answer:
    """A recursive descent without a limit."""
    if isinstance(text, str) and jsontext.nesting(text) > 10_000:
        raise RecursionError("maximum recursion depth exceeded")
    return right.roundtrip(type_name, text)


class _Buffer:
    """What is not UTF-8 stays in the buffer and spoils the payload that comes after it."""

    def __init__(self) -> None:
        self._spoilt = False

    def roundtrip(self, right: Right, type_name: str, text: Any) -> Answer:
        spoilt, self._spoilt = self._spoilt, isinstance(text, bytes)
        if spoilt:
            raise ValueError("not UTF-8")
        return right.roundtrip(type_name, text)


ANSWERING = (
    Mutant(
        "keeps_a_format_raw",
        "a legal audio format comes back as a generic value",
        "accepts",
        "not decoded (fallback",
        ("RealtimeAudioFormats",),
        _keeps_formats_raw,
    ),
    Mutant(
        "answers_nothing",
        "a mode given as a string is ignored",
        "accepts",
        "not decoded (ignored",
        ("ToolChoice", "ToolChoiceOptions"),
        _ignores_modes,
    ),
    Mutant(
        "tries_any_json_first",
        "the variants of an untagged union are tried in the wrong order",
        "canonical",
        "/detail",
        ("ResponsePromptVariables",),
        _as_sent,
    ),
    Mutant(
        "encodes_unknown_members_again",
        "unknown members are kept, but encoded once more in every round",
        "idempotent",
        "changes in a second round",
        ("OutputTokenDetails",),
        _keeps_unknown_as_text,
    ),
    Mutant(
        "crashes_on_half_a_pair",
        "a lone surrogate, which may be read or refused, ends the process",
        "robust",
        "crashed",
        ("RealtimeVoice", "Error"),
        _crashes_on_half_a_pair,
    ),
    Mutant(
        "recurses_without_a_limit",
        "deep nesting exhausts the stack",
        "robust",
        "no clean answer (crashed",
        ("RealtimeResponse",),
        _recurses,
    ),
    Mutant(
        "keeps_a_spoilt_buffer",
        "after a payload that is not UTF-8 the next one is refused",
        "robust",
        "after hostile input a sound payload is answered otherwise (rejected: ValueError: not UTF-8",
        ("MaxOutputTokens",),
        _Buffer().roundtrip,
    ),
)
