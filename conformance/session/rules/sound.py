"""How long audio is, by its format and the length of its base64."""

from __future__ import annotations

from typing import Any

_BYTES_PER_MS = {"audio/pcm": 48, "audio/pcmu": 8, "audio/pcma": 8}
"""PCM has 16 bits and 24 kHz, the two others have 8 bits and 8 kHz."""


def milliseconds(characters: int, sound_format: Any) -> float | None:
    """The length of audio in base64 without padding; ``None`` for a format that is not known."""
    name = sound_format.get("type") if isinstance(sound_format, dict) else None
    per_ms = _BYTES_PER_MS.get(name) if isinstance(name, str) else None
    return None if per_ms is None else characters * 3 / 4 / per_ms
