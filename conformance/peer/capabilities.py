"""What a server can do, as the file of capabilities says it: scenarios that need more are not played."""

from __future__ import annotations

import base64
import wave
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import pi, sin
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import UsageError, near
from conformance.peer.pattern import SAMPLES_PER_MS

CAPABILITIES: Mapping[str, str] = {
    "text-out": "answers in text when a response or its session asks for it",
    "audio-out": "answers in audio",
    "audio-in": "takes audio, and commits it when told to",
    "vad": "detects turns in the audio that it is sent",
    "idle-timeout": "has server_vad with `idle_timeout_ms`",
    "tools": "calls functions",
    "mcp": "calls tools on MCP servers",
    "transcription": "transcribes the user's audio",
    "transcription-session": "opens transcription sessions at `?intent=transcription`",
    "translation-session": "opens translation sessions at `/v1/realtime/translations`",
    "subprotocol": "is for browsers too, which offer the subprotocol `realtime`",
}
"""What the file may list under ``can``."""
TRIGGERS: Mapping[str, str] = {
    "long": "a text that is answered at length, for some seconds",
    "tool": "a text that has the function `get_weather` called",
    "mcp": "a text that has a tool of the MCP server called",
}
"""What the file may have under ``triggers``: words that the user says."""
MODELS: Mapping[str, str] = {
    "transcription": "a model for input transcription (default: whisper-1)",
    "mcp-server": "the address of an MCP server that the server reaches",
}
"""What the file may have under ``names``."""
_MEMBERS = ("can", "triggers", "names", "speech")
_DEFAULTS = {"transcription": "whisper-1"}
_TONE_HZ = 440


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server can do. ``speech`` is PCM16 at 24 kHz in which it hears a voice; by default a tone."""

    can: frozenset[str] = frozenset()
    triggers: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    speech: bytes | None = None

    def lacks(self, needs: Collection[str]) -> list[str]:
        """Which of the capabilities and triggers that a scenario needs are not declared."""
        declared = {*self.can, *(f"{name} trigger" for name in self.triggers)}
        declared |= {name for name in ("mcp-server",) if name in self.names}
        return sorted(set(needs) - declared)

    def filler(self, name: str, argument: Any) -> Any:
        """What takes the place of a filler of templates."""
        match name:
            case "$trigger":
                return self.triggers[argument]
            case "$model":
                return self.names.get(argument, _DEFAULTS.get(argument))
            case "$speech":
                return base64.b64encode(self._heard(argument)).decode("ascii")
        raise ValueError(f"nothing fills {name}")

    def _heard(self, milliseconds: int) -> bytes:
        length = 2 * SAMPLES_PER_MS * milliseconds
        source = self.speech or _tone()
        return (source * (length // len(source) + 1))[:length]


NEEDS = frozenset({*CAPABILITIES, *(f"{name} trigger" for name in TRIGGERS), "mcp-server"})
"""What a scenario may need."""


def _tone() -> bytes:
    samples = (
        int(12_000 * sin(2 * pi * _TONE_HZ * at / (1000 * SAMPLES_PER_MS))) for at in range(1000 * SAMPLES_PER_MS)
    )
    return b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)


def load_capabilities(path: Path) -> Capabilities:
    """What a file says.

    Raises:
        UsageError: it cannot be read, or says something that this suite does not know.
    """
    try:
        document = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise UsageError(f"--capabilities={path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict):
        raise UsageError(f"{path}: expected `can:` and a list, and perhaps `triggers:`, `names:` and `speech:`")
    for name in document:
        if name not in _MEMBERS:
            raise UsageError(f"{path}: unknown member {name!r}{near(str(name), _MEMBERS)}")
    can = document.get("can") or []
    if not isinstance(can, list):
        raise UsageError(f"{path}: `can` must be a list, such as [text-out, audio-out]")
    return Capabilities(
        frozenset(_known(path, "can", name, CAPABILITIES) for name in can),
        _texts(path, "triggers", document.get("triggers"), TRIGGERS),
        _texts(path, "names", document.get("names"), MODELS),
        _speech(path, document.get("speech")),
    )


def _known(path: Path, where: str, name: Any, known: Collection[str]) -> str:
    if not isinstance(name, str) or name not in known:
        hint = near(str(name), known) or f"; known: {', '.join(known)}"
        raise UsageError(f"{path}: nothing under `{where}` is called {name!r}{hint}")
    return name


def _texts(path: Path, where: str, value: Any, known: Collection[str]) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
        raise UsageError(f"{path}: `{where}` must have a text for each name")
    return {_known(path, where, name, known): text for name, text in value.items()}


def _speech(path: Path, name: Any) -> bytes | None:
    if name is None:
        return None
    if not isinstance(name, str):
        raise UsageError(f"{path}: `speech` must be the path of a WAV file")
    try:
        with wave.open(str(path.parent / name), "rb") as recorded:
            if (recorded.getnchannels(), recorded.getsampwidth(), recorded.getframerate()) != (1, 2, 24_000):
                raise UsageError(f"{path}: `speech`: {name} must be mono, 16 bits, 24000 Hz")
            return recorded.readframes(recorded.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise UsageError(f"{path}: `speech`: {name}: {error}") from None
