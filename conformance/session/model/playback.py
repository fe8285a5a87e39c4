"""The output audio buffer: what a server that plays the audio itself tells of it."""

from __future__ import annotations

from conformance.session.model.line import Line
from conformance.session.model.track import Track


class Playback:
    """What is being played, by response; nothing where the client gets the audio and plays it."""

    def __init__(self, line: Line, *, plays: bool) -> None:
        self.plays = plays
        self._line = line
        self._playing: list[str] = []

    def start(self, response_id: str, *, stopped: bool) -> None:
        """A response has audio now."""
        if self.plays and not stopped and response_id not in self._playing:
            self._playing.append(response_id)
            self._line.send("output_audio_buffer.started", response_id=response_id)

    def clear(self) -> None:
        """Play no more."""
        while self._playing:
            self._line.send("output_audio_buffer.cleared", response_id=self._playing.pop())

    def finish(self, response_id: str) -> Track:
        """Play what is left of a response that is done."""
        if response_id in self._playing:
            yield 0
        if response_id in self._playing:
            self._playing.remove(response_id)
            self._line.send("output_audio_buffer.stopped", response_id=response_id)

    @property
    def playing(self) -> bool:
        """Whether something is played."""
        return bool(self._playing)
