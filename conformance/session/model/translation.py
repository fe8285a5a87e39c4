"""A translation session: audio comes in, and goes out in another language, until the client closes it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from conformance.session.model.line import Line
from conformance.session.model.mind import Mind
from conformance.session.model.serving import Serving
from conformance.session.model.settings import Settings, updated

_FRAME = 200
"""How many milliseconds of audio are translated at a time."""


class Translation(Serving):
    """A translation session at its server. What is spoken is translated a frame at a time; silence is passed over."""

    def __init__(self, line: Line, mind: Mind, settings: Settings) -> None:
        super().__init__(line, mind, settings)
        self.idle_after: float | None = None
        self._heard = self._translated = 0
        self._speaking = False
        self.serves = {
            "session.update": self._update,
            "session.input_audio_buffer.append": self._append,
            "session.close": self._close,
        }

    def idle(self) -> None:
        """Nothing: a translation waits."""

    def _update(self, event: Mapping[str, Any]) -> None:
        self.settings = updated(self.settings, event["session"], spoken=False, speaking=False)
        self.line.send("session.updated", session=deepcopy(self.settings))

    def _append(self, event: Mapping[str, Any]) -> None:
        heard = self.mind.listen(event["audio"], self.settings["audio"]["input"])
        self._heard += heard.ms
        self._speaking = self._speaking or any(mark.starts for mark in heard.marks)
        while self._heard - self._translated >= _FRAME:
            self._translate(_FRAME)
        if heard.marks and not heard.marks[-1].starts:
            self._speaking = False

    def _translate(self, ms: int) -> None:
        self._translated += ms
        if not self._speaking:
            return
        at = {"elapsed_ms": self._translated}
        if self.settings["audio"]["input"]["transcription"]:
            self.line.send("session.input_transcript.delta", delta="word ", **at)
        language = self.settings["audio"]["output"]["language"]
        self.line.send("session.output_transcript.delta", delta=f"({language}) ", **at)
        form = {"sample_rate": 24000, "channels": 1, "format": "pcm16"}
        self.line.send("session.output_audio.delta", delta=self.mind.tone(ms), **at, **form)

    def _close(self, event: Mapping[str, Any]) -> None:
        if self._heard > self._translated:
            # The last frame is filled up with silence.
            self._translate(_FRAME)
        self.line.send("session.closed")
        self.closed = True
