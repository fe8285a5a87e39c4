"""The settings of a session: what it begins with, and what an update does to them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Any

from conformance.session.model.line import Refusal

Settings = dict[str, Any]

_PCM = {"type": "audio/pcm", "rate": 24000}
VAD = {
    **{"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
    **{"idle_timeout_ms": None, "create_response": True, "interrupt_response": True},
}
_VAD_OF_TRANSCRIPTION = {name: VAD[name] for name in ("type", "threshold", "prefix_padding_ms", "silence_duration_ms")}
_SEMANTIC = {"type": "semantic_vad", "eagerness": "auto", "create_response": True, "interrupt_response": True}
_DETECTIONS: Mapping[str, Settings] = {"server_vad": VAD, "semantic_vad": _SEMANTIC}
_NESTED = ("audio", "input", "output")
"""The members that are groups of settings."""
_OFF = ("turn_detection", "transcription", "noise_reduction", "tracing", "prompt")
"""The members of a session that ``null`` switches off; for any other it means that nothing is set."""


class Kind(StrEnum):
    """What a session is for; the ``type`` of its settings."""

    REALTIME = "realtime"
    TRANSCRIPTION = "transcription"
    TRANSLATION = "translation"


_BEGINNINGS: Mapping[Kind, Settings] = {
    Kind.REALTIME: {
        **{"type": "realtime", "object": "realtime.session", "id": "", "model": "gpt-realtime"},
        **{"output_modalities": ["audio"], "instructions": "Be brief.", "tools": [], "tool_choice": "auto"},
        **{"max_output_tokens": "inf", "tracing": None, "truncation": "auto", "prompt": None},
        **{"expires_at": 1800000000, "include": None},
        "audio": {
            "input": {"format": _PCM, "transcription": None, "noise_reduction": None, "turn_detection": VAD},
            "output": {"format": _PCM, "voice": "marin", "speed": 1.0},
        },
    },
    Kind.TRANSCRIPTION: {
        **{"type": "transcription", "object": "realtime.transcription_session", "id": ""},
        **{"expires_at": 1800000000, "include": None},
        "audio": {
            "input": {
                **{"format": _PCM, "noise_reduction": None, "turn_detection": _VAD_OF_TRANSCRIPTION},
                "transcription": {"model": "gpt-4o-transcribe", "language": None, "prompt": None},
            }
        },
    },
    Kind.TRANSLATION: {
        **{"type": "translation", "id": "", "model": "gpt-realtime-translate", "expires_at": 1800000000},
        "audio": {
            "input": {"transcription": None, "noise_reduction": None},
            "output": {"language": "es"},
        },
    },
}


def beginning(kind: Kind, session_id: str, **members: Any) -> Settings:
    """The settings that a session begins with."""
    return {**deepcopy(_BEGINNINGS[kind]), "id": session_id, **members}


def updated(settings: Settings, change: Mapping[str, Any], *, spoken: bool, speaking: bool) -> Settings:
    """The settings after an update; ``spoken`` and ``speaking`` say whether there has been and is audio output.

    Raises:
        Refusal: something is changed that cannot be, or not now.
    """
    for name in ("type", "model"):
        if change.get(name) not in (None, settings.get(name)):
            raise Refusal("invalid_value", f"The {name} of a session cannot be changed.", f"session.{name}")
    if settings.get("tracing") and change.get("tracing", settings["tracing"]) != settings["tracing"]:
        raise Refusal("invalid_value", "Tracing cannot be changed once it is on.", "session.tracing")
    result = deepcopy(settings)
    _merge(result, change)
    before, after = (one["audio"].get("output", {}) for one in (settings, result))
    if spoken and before.get("voice") != after.get("voice"):
        message = "The voice cannot be changed after the session has had audio output."
        raise Refusal("cannot_update_voice", message, "session.audio.output.voice")
    if speaking and before.get("speed") != after.get("speed"):
        message = "The speed cannot be changed while a response is in progress."
        raise Refusal("invalid_value", message, "session.audio.output.speed")
    _check_whisper(result)
    return result


def _check_whisper(settings: Settings) -> None:
    """One transcription model hears the audio as it comes, and has no turns."""
    heard = settings["audio"].get("input") or {}
    streams = (heard.get("transcription") or {}).get("model") == "gpt-realtime-whisper"
    if settings["type"] == Kind.TRANSCRIPTION and streams and heard.get("turn_detection"):
        message = "gpt-realtime-whisper has no turn detection: set it to null."
        raise Refusal("invalid_value", message, "session.audio.input.turn_detection")


def _merge(settings: Settings, change: Mapping[str, Any]) -> None:
    for name, value in change.items():
        now = settings.get(name)
        if value is None and name not in _OFF:
            continue
        if name in _NESTED and isinstance(value, dict):
            _merge(settings.setdefault(name, {}), value)
        elif name == "turn_detection" and isinstance(value, dict):
            kept = now if isinstance(now, dict) and value["type"] == now["type"] else _DETECTIONS[value["type"]]
            settings[name] = deepcopy({**kept, **value})
        elif name == "transcription" and isinstance(value, dict) and isinstance(now, dict):
            settings[name] = deepcopy({**now, **value})
        else:
            settings[name] = deepcopy(value)
