"""Audio as the server makes and hears it: tones and silence, in the formats of the wire."""

from __future__ import annotations

import base64
import binascii
import math
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from conformance.session.model.line import Refusal
from conformance.session.model.mind import Heard, Mark

MOST_BYTES = 15 * 1024 * 1024
"""How much audio one append may bring."""
_FRAME = 10
"""How many milliseconds are judged at a time to be loud or quiet."""
_LOUD = 500
"""The amplitude, of 32767, from which on a sample is speech."""
_PCM = "audio/pcm"
_RATES = {_PCM: 24000, "audio/pcmu": 8000, "audio/pcma": 8000}


def tone(ms: int, sound_format: Mapping[str, Any] | None = None) -> str:
    """A tone of 440 Hz, as base64 in a format of the wire; 16-bit PCM unless one is given."""
    return _tone(ms, (sound_format or {}).get("type", _PCM))


@cache
def _tone(ms: int, name: str) -> str:
    rate = _RATES[name]
    wave = [math.sin(2 * math.pi * 440 * at / rate) for at in range(ms * rate // 1000)]
    if name == _PCM:
        samples = struct.pack(f"<{len(wave)}h", *(int(8000 * one) for one in wave))
    else:
        # Both laws have the sign in the first bit; a square wave is tone enough.
        high, low = (0x90, 0x10) if name == "audio/pcmu" else (0xBA, 0x3A)
        samples = bytes(high if one >= 0 else low for one in wave)
    return base64.b64encode(samples).decode("ascii")


def silence(ms: int) -> str:
    """Silence in 16-bit PCM, as base64."""
    return base64.b64encode(bytes(ms * _RATES[_PCM] // 1000 * 2)).decode("ascii")


class Ear:
    """Hears where speech starts and stops. Speech is what is loud: a tone will do, and silence is zeros.

    It is not a detector of speech for real voices: what is loud for ten milliseconds counts.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._bytes = 0
        self._frames = 0
        self._quiet = 0
        self._speaking = False

    def listen(self, audio: str, settings: Mapping[str, Any]) -> Heard:
        """What an append brings: its length, and where in it speech starts and stops.

        Raises:
            Refusal: it is not base64, too long, or not whole samples.
        """
        try:
            data = base64.b64decode(audio, validate=True)
        except (binascii.Error, ValueError):
            raise Refusal("invalid_value", "The audio is not base64.", "audio") from None
        name = (settings.get("format") or {}).get("type", _PCM)
        size = 2 if name == _PCM else 1
        if len(data) > MOST_BYTES:
            raise Refusal("invalid_value", f"The audio has {len(data)} bytes; {MOST_BYTES} are allowed.", "audio")
        if len(data) % size:
            raise Refusal("invalid_value", "The audio does not end with a whole sample of 16 bits.", "audio")
        per_ms = _RATES[name] * size // 1000
        before, self._bytes = self._bytes // per_ms, self._bytes + len(data)
        hold = (settings.get("turn_detection") or {}).get("silence_duration_ms") or 500
        marks = tuple(self._marks(data, name, per_ms * _FRAME, hold))
        return Heard(self._bytes // per_ms - before, marks)

    def forget(self) -> None:
        """Take it that nobody speaks."""
        self._speaking, self._quiet = False, 0

    def _marks(self, data: bytes, name: str, frame: int, hold: int) -> Iterator[Mark]:
        data = self._rest + data
        whole = len(data) - len(data) % frame
        self._rest = data[whole:]
        for start in range(0, whole, frame):
            loud = _is_loud(data[start : start + frame], name)
            at = self._frames * _FRAME
            self._frames += 1
            self._quiet = 0 if loud else self._quiet + _FRAME
            if loud and not self._speaking:
                self._speaking = True
                yield Mark(at, starts=True)
            elif self._speaking and self._quiet >= hold:
                self._speaking = False
                yield Mark(at + _FRAME, starts=False)


def _is_loud(frame: bytes, name: str) -> bool:
    if not any(frame) and name == _PCM:
        return False
    if name == _PCM:
        return any(abs(sample) >= _LOUD for (sample,) in struct.iter_unpack("<h", frame))
    # The seven bits of the amplitude, the greater the louder, as each law writes them.
    mask = 0x7F if name == "audio/pcmu" else 0x55
    return any((one ^ mask) & 0x7F >= 0x20 for one in frame)
