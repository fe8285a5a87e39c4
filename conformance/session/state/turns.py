"""The turns of the user's audio: what speech detection and commits have said of each, by item id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from conformance.session.event import Event
from conformance.session.state.settings import Settings

_TURN_DETECTION = ("audio", "input", "turn_detection")


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

    def transcript_of(self, event: Event) -> list[str]:
        """The transcription deltas so far of the part that an event is about."""
        return self.transcripts.get(_place(event), [])

    def commit(self, item: str, number: int, settings: Settings) -> None:
        """Follow the commit of an item in a frame, in a session with these settings; that it comes once is a rule."""
        turn = self._turn(item)
        if turn.committed:
            return
        self.committing = self.unsaid = 0
        turn.committed, turn.transcribes = number, settings.transcribes()
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

    def update(self, event: Event, settings: Settings) -> None:
        """Follow session.updated, in a session that had these settings."""
        if event.at(("session", *_TURN_DETECTION)) != settings.turn_detection:
            self.speaking = None

    def _append(self, event: Event) -> None:
        length = len((event.text("audio") or "").rstrip("="))
        self.unsaid = self.unsaid or event.number
        self.appended += length
        self.buffered += length

    def _say(self, event: Event) -> None:
        self.unsaid = 0

    def _ask(self, event: Event) -> None:
        self.unsaid = 0
        self.commits[event.number] = event.id
        self.empty = not (self.buffered or self.committing)
        self.committing += self.buffered
        self.buffered = 0

    def _ask_clear(self, event: Event) -> None:
        self.unsaid = self.buffered = self.committing = 0

    def _clear(self, event: Event) -> None:
        self.speaking = None

    def _start(self, event: Event) -> None:
        self.speaking = self.latest = turn = self._turn(event.item_id)
        turn.started, turn.start_ms = event.number, event.integer("audio_start_ms")

    def _stop(self, event: Event) -> None:
        turn = self._turn(event.item_id)
        turn.stopped = event.number
        if self.speaking:
            # That it stops under the id under which it has started is a rule.
            self.speaking.stopped = event.number
        self.speaking = None

    def _time_out(self, event: Event) -> None:
        self._turn(event.item_id).timed_out = event.number

    def _add_transcript(self, event: Event) -> None:
        self.transcripts.setdefault(_place(event), []).append(event.text("delta") or "")

    def _transcribe(self, event: Event) -> None:
        self.transcripts.pop(_place(event), None)
        self._turn(event.item_id).transcribed = True

    def _give_up(self, event: Event) -> None:
        self._turn(event.item_id).transcribed = True

    def _delete(self, event: Event) -> None:
        # A deleted item is neither transcribed nor answered.
        if turn := self.by_item.get(event.item_id):
            turn.transcribes = turn.expected = False

    def _refuse(self, event: Event) -> None:
        if (named := event.text("error", "event_id")) is not None:
            self.commits = {frame: event_id for frame, event_id in self.commits.items() if event_id != named}

    def _turn(self, item: str) -> Turn:
        if (turn := self.by_item.get(item)) is None:
            turn = self.by_item[item] = Turn(item)
        return turn


_TRANSCRIPTION = "conversation.item.input_audio_transcription"
FOLLOWS: Mapping[str, Callable[[Turns, Event], None]] = {
    "input_audio_buffer.append": Turns._append,
    "input_audio_buffer.commit": Turns._ask,
    "input_audio_buffer.clear": Turns._ask_clear,
    "input_audio_buffer.cleared": Turns._clear,
    "input_audio_buffer.speech_started": Turns._start,
    "input_audio_buffer.speech_stopped": Turns._stop,
    "input_audio_buffer.timeout_triggered": Turns._time_out,
    "conversation.item.create": Turns._say,
    f"{_TRANSCRIPTION}.delta": Turns._add_transcript,
    f"{_TRANSCRIPTION}.completed": Turns._transcribe,
    f"{_TRANSCRIPTION}.failed": Turns._give_up,
    "conversation.item.deleted": Turns._delete,
    "error": Turns._refuse,
}
"""What an event changes in what is known of turns, by its type; some depend on the settings, too."""


def _place(event: Event) -> tuple[str, int]:
    return event.item_id, event.integer("content_index") or 0
