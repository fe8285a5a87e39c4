"""The turns of the user's audio: what speech detection and commits have said of each, by item id."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.session.event import Event
from conformance.session.state.settings import Settings

_TURN_DETECTION = ("audio", "input", "turn_detection")
EVENTS = frozenset(
    {
        *("input_audio_buffer.append", "input_audio_buffer.commit", "input_audio_buffer.committed"),
        *("input_audio_buffer.clear", "input_audio_buffer.cleared", "input_audio_buffer.timeout_triggered"),
        *("input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "session.updated", "error"),
        "conversation.item.create",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "conversation.item.input_audio_transcription.failed",
    }
)
"""The events that change what is known of turns."""


@dataclass(slots=True)
class Turn:
    """A turn. Frames are 0 where the event has not come."""

    item: str
    started: int = 0
    stopped: int = 0
    timed_out: int = 0
    committed: int = 0
    by_client: bool = False
    """Whether the client's own commit has ended it."""
    start_ms: int | None = None
    end_ms: int | None = None
    expected: bool = False
    """Whether it has to."""
    transcribes: bool = False
    """Whether transcription was on when it was committed."""
    transcribed: bool = False


@dataclass(slots=True)
class Turns:
    """All turns in order, and the commits of the client that have no answer yet: their frames and ``event_id``s."""

    by_item: dict[str, Turn] = field(default_factory=dict)
    commits: dict[int, str | None] = field(default_factory=dict)
    transcripts: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """The transcription deltas of each audio part that is not transcribed yet, by item and index."""
    appended: int = 0
    """How many characters of base64 the client has appended."""
    buffered: int = 0
    """How many of them came since the last commit or clear."""
    committing: int = 0
    """How many came before a commit that has no answer yet, or was refused: they may still be in the buffer."""
    empty: bool = False
    """Whether the last commit was one of an empty buffer."""
    speaking: Turn | None = None
    """The turn whose speech has started and not stopped."""
    latest: Turn | None = None
    """The turn whose speech has started last."""
    due: list[Turn] = field(default_factory=list)
    """The turns that may still start a response by themselves."""
    answered: Turn | None = None
    """The turn that has started the last response by itself."""
    unsaid: int = 0
    """The frame of audio that was appended and neither committed nor cleared, nor followed by an item of the client."""

    def apply(self, event: Event, settings: Settings) -> None:
        """Follow one event, in a session with these settings."""
        item = event.text("item_id") or ""
        match event.type:
            case "input_audio_buffer.append":
                length = len((event.text("audio") or "").rstrip("="))
                self.unsaid = self.unsaid or event.number
                self.appended += length
                self.buffered += length
            case "conversation.item.create":
                self.unsaid = 0
            case "input_audio_buffer.commit":
                self.unsaid = 0
                self.commits[event.number] = event.text("event_id")
                self.empty = not (self.buffered or self.committing)
                self.committing += self.buffered
                self.buffered = 0
            case "input_audio_buffer.clear":
                self.unsaid = 0
                self.buffered = self.committing = 0
            case "input_audio_buffer.cleared":
                self.speaking = None
            case "input_audio_buffer.speech_started":
                self.speaking = self.latest = turn = self._turn(item)
                turn.started, turn.start_ms = event.number, event.integer("audio_start_ms")
            case "input_audio_buffer.speech_stopped":
                turn = self._turn(item)
                turn.stopped, turn.end_ms = event.number, event.integer("audio_end_ms")
                self.speaking = None
            case "input_audio_buffer.timeout_triggered":
                self._turn(item).timed_out = event.number
            case "input_audio_buffer.committed":
                self._commit(self._turn(item), event, settings)
            case "conversation.item.input_audio_transcription.delta":
                self.transcripts.setdefault(_place(event), []).append(event.text("delta") or "")
            case "conversation.item.input_audio_transcription.completed":
                self.transcripts.pop(_place(event), None)
                self._turn(item).transcribed = True
            case "conversation.item.input_audio_transcription.failed":
                self._turn(item).transcribed = True
            case "session.updated":
                if event.at(("session", *_TURN_DETECTION)) != settings.turn_detection:
                    self.speaking = None
            case "error" if (named := event.text("error", "event_id")) is not None:
                self.commits = {frame: event_id for frame, event_id in self.commits.items() if event_id != named}

    def transcript_of(self, event: Event) -> list[str]:
        """The transcription deltas so far of the part that an event is about."""
        return self.transcripts.get(_place(event), [])

    def _commit(self, turn: Turn, event: Event, settings: Settings) -> None:
        self.committing = self.unsaid = 0
        turn.committed, turn.transcribes = event.number, settings.transcribes()
        turn.by_client = not (turn.stopped or turn.timed_out) and bool(self.commits)
        if turn.by_client:
            del self.commits[next(iter(self.commits))]
        else:
            # What is not known may be the default, which is true.
            creates, interrupts = map(settings.turn_setting, ("create_response", "interrupt_response"))
            turn.expected = creates is True and interrupts is True and settings.at("type") != "transcription"
            if creates is not False:
                self.due.append(turn)
        if self.speaking is turn:
            self.speaking = None

    def _turn(self, item: str) -> Turn:
        return self.by_item.setdefault(item, Turn(item))


def _place(event: Event) -> tuple[str, int]:
    return event.text("item_id") or "", event.integer("content_index") or 0
