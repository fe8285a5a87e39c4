"""A session that talks, or that transcribes: the events of its client, its speech detection, its turns."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from conformance.session.model.conversation import Conversation
from conformance.session.model.line import Line, Refusal
from conformance.session.model.mcp import ToolServers
from conformance.session.model.mind import Mind
from conformance.session.model.playback import Playback
from conformance.session.model.responses import Responses
from conformance.session.model.serving import Serving
from conformance.session.model.settings import Kind, Settings, updated
from conformance.session.model.track import Track

SHORTEST = 100
"""The fewest milliseconds of audio that are committed."""
_TRANSCRIPTION = "conversation.item.input_audio_transcription"
_LOGPROBS = "item.input_audio_transcription.logprobs"


class Session(Serving):
    """A session that talks, or that transcribes, at its server; with ``plays`` the server plays the audio."""

    def __init__(self, line: Line, mind: Mind, settings: Settings, *, plays: bool = False) -> None:
        super().__init__(line, mind, settings)
        self.conversation = Conversation(line)
        self.servers = ToolServers(line, self.conversation)
        self.playback = Playback(line, plays=plays)
        self.responses = Responses(line, self.conversation, mind, self.servers, self.playback)
        self.speech: tuple[str, int] | None = None
        """The item that is being spoken, and where in the audio it starts."""
        self.heard = self.buffered = 0
        """How many milliseconds of audio have come, and are in the buffer."""
        self.serves = {
            "session.update": self._update,
            "conversation.item.create": self._create_item,
            "conversation.item.delete": self.conversation.delete,
            "conversation.item.retrieve": self.conversation.retrieve,
            "conversation.item.truncate": self.conversation.truncate,
            "response.create": self._create_response,
            "response.cancel": self.responses.cancel,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit_by_client,
            "input_audio_buffer.clear": self._clear,
            "output_audio_buffer.clear": self._clear_output,
        }

    @property
    def detection(self) -> Mapping[str, Any] | None:
        """The settings of speech detection, ``None`` where it is off."""
        found: Mapping[str, Any] | None = self.settings["audio"]["input"]["turn_detection"]
        return found

    def _update(self, event: Mapping[str, Any]) -> None:
        spoken, speaking = self.responses.spoken, self.responses.active is not None
        self.settings = updated(self.settings, event["session"], spoken=spoken, speaking=speaking)
        if not self.detection:
            self.speech = None
        self.line.send("session.updated", session=deepcopy(self.settings))
        self.servers.know(self.settings.get("tools", ()))
        self._list_tools()

    def _list_tools(self) -> None:
        for listing in self.servers.listings():
            self.tracks.add(listing)

    def _create_item(self, event: Mapping[str, Any]) -> None:
        item = event["item"]
        if item["type"] == "mcp_approval_response":
            request = self.conversation.items.get(item["approval_request_id"])
            if request is None or request["type"] != "mcp_approval_request":
                message = f"There is no approval request {item['approval_request_id']}."
                raise Refusal("invalid_value", message, "item.approval_request_id")
        self.conversation.create(event)

    def _create_response(self, event: Mapping[str, Any]) -> None:
        if self.settings["type"] != Kind.REALTIME:
            raise Refusal("invalid_value", "A transcription session makes no responses.", "type")
        self.tracks.add(self.responses.create(self.settings, event))
        self._list_tools()

    # Audio that comes in

    def _append(self, event: Mapping[str, Any]) -> None:
        heard = self.mind.listen(event["audio"], self.settings["audio"]["input"])
        self.heard += heard.ms
        self.buffered += heard.ms
        if self.detection:
            for mark in heard.marks:
                if mark.starts:
                    self.start_speech(mark.ms)
                else:
                    self.stop_speech(mark.ms)

    def start_speech(self, ms: int) -> None:
        """The user starts to speak, so many milliseconds into the audio; nothing if that is known."""
        if self.speech or not self.detection:
            return
        self.speech = (self.line.new("item"), ms)
        self.line.send("input_audio_buffer.speech_started", audio_start_ms=ms, item_id=self.speech[0])
        self.playback.clear()
        if self.detection.get("interrupt_response"):
            self.responses.interrupt()

    def stop_speech(self, ms: int) -> None:
        """The user has stopped speaking: what was said is committed, and answered."""
        if not self.speech or not self.detection:
            return
        item_id, _ = self.speech
        self.line.send("input_audio_buffer.speech_stopped", audio_end_ms=ms, item_id=item_id)
        self._commit(item_id)
        self._answer_turn()

    def _answer_turn(self) -> None:
        detection = self.detection
        if self.settings["type"] != Kind.REALTIME or not detection or not detection["create_response"]:
            return
        if self.responses.active is None or detection["interrupt_response"]:
            self.tracks.add(self._turn())

    def _turn(self) -> Track:
        """Begins the response to a turn as soon as none is in progress."""
        while self.responses.active:
            yield 0
        self.tracks.add(self.responses.begin(self.settings, {}, self.conversation.context()))

    def _commit_by_client(self, event: Mapping[str, Any]) -> None:
        if self.buffered < SHORTEST:
            message = f"The buffer has {self.buffered} ms of audio; at least {SHORTEST} ms are needed."
            raise Refusal("input_audio_buffer_commit_empty", message)
        self.mind.forget()
        self._commit(self.speech[0] if self.speech else self.line.new("item"))

    def _commit(self, item_id: str) -> None:
        last, ms = self.conversation.last, self.buffered
        self.buffered, self.speech = 0, None
        self.line.send("input_audio_buffer.committed", previous_item_id=last, item_id=item_id)
        content = [{"type": "input_audio", "transcript": None}]
        item = {"id": item_id, "type": "message", "status": "completed", "role": "user", "content": content}
        self.conversation.add(item)
        self.conversation.audio[item_id] = ms
        self.conversation.done(item)
        if self.settings["audio"]["input"]["transcription"]:
            self.tracks.add(self._transcribe(item_id, ms))

    def _clear(self, event: Mapping[str, Any]) -> None:
        self.mind.forget()
        self.buffered, self.speech = 0, None
        self.line.send("input_audio_buffer.cleared")

    def _clear_output(self, event: Mapping[str, Any]) -> None:
        if not self.playback.playing:
            raise Refusal("output_audio_buffer_clear_empty", "No audio is being played.")
        self.playback.clear()

    def _transcribe(self, item_id: str, ms: int) -> Track:
        part = {"item_id": item_id, "content_index": 0}
        heard = self.mind.transcript(self.settings, ms)
        for delta in heard.deltas:
            yield 0
            self.line.send(f"{_TRANSCRIPTION}.delta", **part, delta=delta, **self._logprobs(delta))
        yield 0
        if heard.fails:
            error = {
                "type": "transcription_error",
                "code": "failed",
                "message": "Nothing was understood.",
                "param": None,
            }
            self.line.send(f"{_TRANSCRIPTION}.failed", **part, error=error)
            return
        whole = heard.whole
        if item := self.conversation.items.get(item_id):
            content = [{"type": "input_audio", "transcript": whole}]
            self.conversation.items[item_id] = {**item, "content": content}
        usage = {"type": "duration", "seconds": ms / 1000}
        probable = self._logprobs(whole)
        self.line.send(f"{_TRANSCRIPTION}.completed", **part, transcript=whole, usage=usage, **probable)

    def _logprobs(self, text: str) -> dict[str, Any]:
        if _LOGPROBS not in (self.settings.get("include") or ()):
            return {}
        return {"logprobs": [{"token": text, "logprob": -0.1, "bytes": list(text.encode())}]}

    # Silence

    @property
    def idle_after(self) -> float | None:
        """After how many seconds without speech the server goes on by itself; ``None`` if it does not."""
        detection = self.detection or {}
        waits = detection.get("idle_timeout_ms")
        spoken = any(item.get("role") == "assistant" for item in self.conversation.context()[-1:])
        busy = self.speech or self.tracks
        return waits / 1000 if waits and spoken and not busy else None

    def idle(self) -> None:
        """Nobody has spoken for so long: the silence is committed, and answered."""
        start, item_id = self.heard - self.buffered, self.line.new("item")
        members = {"audio_start_ms": start, "audio_end_ms": self.heard, "item_id": item_id}
        self.line.send("input_audio_buffer.timeout_triggered", **members)
        self._commit(item_id)
        self._answer_turn()
