"""What happened when a scenario was played to a client: values, for judges and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.peer.client.contract import Surfaced
from conformance.peer.client.scenario import Scenario
from conformance.session.transcript import Frame


class Fate(StrEnum):
    """How a step ended."""

    ANSWERED = "answered"
    """The server has answered, and the client has shown something of it."""
    NOT_SHOWN = "not-shown"
    """The server has answered, and the client has shown nothing of it within the time limit."""
    CUT_OFF = "cut-off"
    """The connection has ended before the answer had."""
    WITHHELD = "withheld"
    """The scenario has refused the request, or kept the end of the answer back."""
    DONE = "done"
    """The client did it, and no answer belongs to it."""
    FAILED = "failed"
    """The client said that it cannot."""
    LACKING = "lacking"
    """The driver said that the client has no such thing."""
    SILENT = "silent"
    """The driver has not answered within the time limit."""
    NOT_ASKED = "not-asked"
    """The client took the request, and the server was not asked for an answer within the time limit."""
    UNANSWERED = "unanswered"
    """A function was called, and the client has not gone on with its output within the time limit."""


HANGS = frozenset({Fate.SILENT, Fate.NOT_ASKED, Fate.UNANSWERED, Fate.NOT_SHOWN})
"""The fates of a step that something was waited for in vain."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step as it went: ``connect``, a step of the scenario, or ``close``. Times are of :func:`time.monotonic`."""

    what: str
    fate: Fate
    began: float
    ended: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer as a right server gives it: its words, the bytes of its sound, and whether the scenario changed it.

    ``cut`` is how much of the sound had been sent when the client cancelled or truncated it.
    """

    text: str
    audio: int
    changed: bool
    began: float
    ended: float | None
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection as the server saw it: its handshake, its frames, and whether the client has ended it."""

    path: str
    headers: Mapping[str, str]
    frames: Sequence[Frame]
    refused: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """All that happened.

    ``seconds`` is the time limit for everything that was waited for. ``missed`` are the types of the events that the
    scenario wanted to change and that never came. ``crashed`` says how the driver's program ended where it did not go
    on, ``garbled`` how it broke the protocol; both are worded to follow its name, and empty where that did not happen.
    """

    scenario: Scenario
    seconds: float
    acts: tuple[Act, ...]
    shown: tuple[tuple[float, Surfaced], ...]
    turns: tuple[Turn, ...]
    connections: tuple[Connection, ...]
    missed: tuple[str, ...] = ()
    crashed: str = ""
    garbled: str = ""

    @property
    def last(self) -> Act:
        """The last thing that the user wanted, before the session was closed."""
        return [act for act in self.acts if act.what != "close"][-1]

    @property
    def in_vain(self) -> bool:
        """Whether the client hung before the server had begun an answer, or has shown nothing at all."""
        return any(act.fate in HANGS for act in self.acts) and not (self.turns and self.shown)
