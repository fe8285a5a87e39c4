"""Exploring a server: a small model of a session, and the moves by which a client explores it.

The model is blind: it never looks at what the server answers, so the same choices are the same scenario always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.peer.capabilities import Capabilities
from conformance.peer.explore import answers, conversation, settings
from conformance.peer.explore.model import Move, Session, Turn
from conformance.peer.scenario import Scenario, Step

MOST_MOVES = 10
"""How many moves a session has at most."""
GROUP = "session"
"""The subject of what exploration finds: whole sessions."""
DRIVES = "event.shape"
"""What every session tests: the shape of events."""

MOVES: tuple[Move, ...] = (*conversation.MOVES, *answers.MOVES, *settings.MOVES)
"""All moves, the simplest first."""
_OFTEN = 3
"""How many times as often as others a move is made that a session must have come to first."""
_NEEDS = {move.name: move.needs for move in MOVES}
_CANCELS = ("cancel the answer", "cancel the answer by its id")


def moves_for(capabilities: Capabilities) -> list[Move]:
    """The moves that a server can follow, the simplest first; those that not every session allows are there again."""
    able = [move for move in MOVES if not capabilities.lacks(move.needs)]
    rare = [move for move in able if not move.always]
    return [*(move for move in able if move.always), *rare * _OFTEN]


def possible(move: Move, session: Session) -> bool:
    """Whether a move can be made in a session; a long answer is cancelled before it ends by itself."""
    return bool(move.may(session)) and (answers.goes_on(session) or move.name in _CANCELS)


def ended(session: Session) -> Turn:
    """What ends a session: nothing is left in progress, which would be waited for."""
    return ([], session) if session.running is None else answers.cancelled(session)


def scenario(slug: str, steps: Sequence[Step], moves: Iterable[str], drives: Sequence[str] = (DRIVES,)) -> Scenario:
    """The scenario that moves make, named so that it can be told and played."""
    needs = {need for name in moves for need in _NEEDS[name]}
    return Scenario(GROUP, slug, f"{'; '.join(moves)}.".capitalize(), tuple(steps), tuple(drives), tuple(sorted(needs)))
