"""The session's settings: what the server has shown, and what clients have asked for since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.session.event import MISSING, Event, at, same
from conformance.session.state.pending import Pending, refused

_TURN_DETECTION = ("audio", "input", "turn_detection")


@dataclass(slots=True)
class Update(Pending):
    """A session.update that has no answer yet."""

    session: Mapping[str, Any]


@dataclass(slots=True)
class Settings:
    """What is known of the settings. ``shown`` is empty until the server has shown a session."""

    created: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)
    shown_in: int = 0
    updates: list[Update] = field(default_factory=list)
    transcribed: bool = False
    """Whether transcription has been on at any time, or was asked for."""

    @property
    def known(self) -> bool:
        """Whether the server has shown the session."""
        return bool(self.shown)

    @property
    def turn_detection(self) -> Any:
        """``turn_detection``, ``MISSING`` where it is not known."""
        return at(self.shown, _TURN_DETECTION)

    def at(self, *path: str) -> Any:
        """A setting that the server has shown, ``MISSING`` where there is none."""
        return at(self.shown, path)

    def pending(self, *path: str) -> bool:
        """Whether an update without an answer sets this."""
        return any(at(update.session, path) is not MISSING for update in self.updates)

    def detects_turns(self) -> bool | None:
        """Whether turn detection is on; ``None`` where that is not known, or is about to change."""
        found = self.turn_detection
        if found is MISSING or (self.updates and self.pending(*_TURN_DETECTION)):
            return None
        return found is not None

    def turn_setting(self, name: str) -> Any:
        """A member of ``turn_detection``, ``MISSING`` where it is not known, or is about to change."""
        return MISSING if self.detects_turns() is None else at(self.turn_detection, (name,))

    def answered(self, session: Mapping[str, Any]) -> Update | None:
        """The update that a session.updated answers: the first that it has the values of, else the first."""
        fitting = (update for update in self.updates if shows(session, update.session))
        return next(fitting, self.updates[0] if self.updates else None)

    def transcribes(self) -> bool:
        """Whether transcription is on, and not about to change."""
        path = ("audio", "input", "transcription")
        return isinstance(self.at(*path), dict) and not self.pending(*path)

    def _create(self, event: Event) -> None:
        # That it comes once is a rule.
        if not self.created:
            self.created = event.object("session")
            self._show(event)

    def _ask(self, event: Event) -> None:
        session = event.object("session")
        self.updates.append(Update(event.number, event.id, session))
        self._note_transcription(session)

    def _answer(self, event: Event) -> None:
        if update := self.answered(event.object("session")):
            self.updates.remove(update)
        self._show(event)

    def _show(self, event: Event) -> None:
        self.shown, self.shown_in = event.object("session"), event.number
        self._note_transcription(self.shown)

    def _note_transcription(self, session: Mapping[str, Any]) -> None:
        if at(session, ("audio", "input", "transcription")) not in (None, MISSING):
            self.transcribed = True

    def _refuse(self, event: Event) -> None:
        self.updates = refused(self.updates, event)


FOLLOWS: Mapping[str, Callable[[Settings, Event], None]] = {
    "session.created": Settings._create,
    "session.update": Settings._ask,
    "session.updated": Settings._answer,
    "error": Settings._refuse,
}
"""What an event changes in what is known of settings, by its type."""


def shows(shown: Any, wanted: Any) -> bool:
    """Whether a session, or a part of one, has all that an update sets; it may have more members."""
    if isinstance(wanted, dict) and isinstance(shown, dict):
        open_ended = wanted.get("type") == "mcp"
        return all(
            shows(shown.get(name), value) or (name == "instructions" and value == "") or open_ended
            for name, value in wanted.items()
        )
    if isinstance(wanted, list) and isinstance(shown, list):
        return len(wanted) == len(shown) and all(map(shows, shown, wanted))
    return same(shown, wanted)
