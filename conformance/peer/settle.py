"""The end of a scenario: waits for what the server still owes, and only then.

A server that owes nothing costs :data:`LINGER`, in which it may say too much. One that does has as many seconds of
silence as recordings must have before what has not come is missing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from conformance.peer.link import Link
from conformance.session.lint import lint
from conformance.session.monitor import SILENCE
from conformance.session.readers import Transcript
from conformance.session.transcript import Frame, Header
from conformance.spec.model import Side

LINGER = 0.1
"""For how many seconds frames are read that nothing asks for, such as a second end of what has ended."""
_TOGETHER = 0.02
"""Frames within so many seconds are judged together."""


def settled(link: Link, seconds: float) -> None:
    """Wait until nothing is owed, the server was silent for long enough, or ``seconds`` beyond that are over."""
    deadline = time.monotonic() + seconds + SILENCE
    while time.monotonic() < deadline and link.receive(LINGER) is not None:
        pass
    spoke = time.monotonic()
    while link.closed is None and owes(link.header, link.frames):
        until = min(deadline, spoke + SILENCE + _TOGETHER)
        received = link.receive(until - time.monotonic())
        while received is not None and time.monotonic() < deadline:
            spoke = time.monotonic()
            received = link.receive(_TOGETHER)
        if time.monotonic() >= until:
            return


def owes(header: Header, frames: Sequence[Frame]) -> bool:
    """Whether something would be missing if the server left now."""
    left = Frame(len(frames) + 1, Side.SERVER, frames[-1].t if frames else 0.0, close=(1000, ""))
    now, then = (len(lint(Transcript(header, iter(some)), Side.SERVER).findings) for some in (frames, [*frames, left]))
    return then > now
