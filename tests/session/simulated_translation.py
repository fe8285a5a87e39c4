"""Right translation sessions by chance: audio goes in, and translated audio and transcripts come out beside it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from random import Random
from typing import Any

from conformance.jsontext import text_of
from conformance.session.transcript import Connection, Frame, Header, Replaced
from conformance.spec.model import Side

_SESSION: dict[str, Any] = {
    **{"type": "translation", "id": "sess_1", "model": "gpt-realtime-translate", "expires_at": 1800000000},
    "audio": {"input": {"transcription": None, "noise_reduction": None}, "output": {"language": "es"}},
}
_WHISPER = {"model": "gpt-realtime-whisper"}
_AUDIO = {"delta": "AAAA", "sample_rate": 24000, "channels": 1, "format": "pcm16"}
_STEP = 200
"""How many milliseconds a step of ``elapsed_ms`` is."""


def translated(seed: int, acts: int = 30) -> tuple[Header, list[Frame]]:
    """A whole translation session of about so many acts of the client; the same for the same seed."""
    session = _Translation(Random(seed))
    session.play(acts)
    both = (Side.CLIENT, Side.SERVER)
    header = Header(connection=Connection.NEW, complete=True, sides=both, replaced=frozenset({Replaced.AUDIO}))
    return header, session.frames


class _Translation:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.frames: list[Frame] = []
        self.session = deepcopy(_SESSION)
        self.updates: list[Mapping[str, Any]] = []
        self.elapsed = {"input_transcript": 0, "output_transcript": 0, "output_audio": 0}

    def play(self, acts: int) -> None:
        self.server("session.created", session=deepcopy(self.session))
        if self.chance.random() < 0.7:
            self.update({"input": {"transcription": _WHISPER}})
        for _ in range(acts):
            if self.chance.random() < 0.1:
                self.update({"output": {"language": self.chance.choice(["fr", "de", "pt"])}})
            else:
                self.client("session.input_audio_buffer.append", audio="AAAA")
            self.answer()
        self.client("session.close")
        while self.updates or self.chance.random() < 0.5:
            self.answer()
        self.server("session.closed")
        self.frames.append(Frame(len(self.frames) + 1, Side.SERVER, len(self.frames) / 20, close=(1000, "")))

    def update(self, audio: dict[str, Any]) -> None:
        self.updates.append(audio)
        self.client("session.update", session={"audio": audio})

    def answer(self) -> None:
        """What the server may send now: the answer to an update, or the next piece of a stream."""
        if self.updates and self.chance.random() < 0.6:
            for name, settings in self.updates.pop(0).items():
                self.session["audio"][name] |= settings
            self.server("session.updated", session=deepcopy(self.session))
            return
        stream = self.chance.choice(list(self.elapsed))
        if stream == "input_transcript" and not self.session["audio"]["input"]["transcription"]:
            return
        self.elapsed[stream] += _STEP * self.chance.randrange(1, 3)
        piece = _AUDIO if stream == "output_audio" else {"delta": f" word{len(self.frames)}"}
        self.server(f"session.{stream}.delta", **piece, elapsed_ms=self.elapsed[stream])

    def server(self, event_type: str, **members: Any) -> None:
        self.emit(Side.SERVER, {"type": event_type, "event_id": f"event_{len(self.frames)}", **members})

    def client(self, event_type: str, **members: Any) -> None:
        self.emit(Side.CLIENT, {"type": event_type, "event_id": f"client_{len(self.frames)}", **members})

    def emit(self, side: Side, event: Mapping[str, Any]) -> None:
        number = len(self.frames) + 1
        self.frames.append(Frame(number, side, number / 20, text=text_of(event)))
