"""What is wrong in a session, as a value that is put into words here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from conformance.jsontext import text_of, visible
from conformance.session.credentials import clean
from conformance.session.event import MISSING

_WIDTH = 160


class What(StrEnum):
    """The kinds of things that are wrong, each with its sentence.

    In a sentence ``{event}`` is the event's type, ``{of}`` the id that it is about, ``{first}`` the earlier frame,
    ``{at}`` the place.
    """

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """Make a member that equals its ``value``."""
        made = str.__new__(cls, value)
        made._value_, made.sentence = value, sentence
        return made

    UNANNOUNCED = "unannounced", "{event}{of} comes without {expected} before it"
    """Something that must come first has not come."""
    LATE = "late", "{event}{of} comes after {expected} ({first})"
    REPEATED = "repeated", "{event}{of} comes again; it came first in {first}"
    UNFINISHED = "unfinished", "{event}{of} in {first} is not followed by {expected} before {got}"
    DIFFERENT = "different", "{at} is {got}, but {expected} in {first}"
    """Two frames disagree."""
    WRONG = "wrong", "{at} is {got}, expected {expected}"
    """The value is not what follows from the frames before."""
    ILLEGAL = "illegal", "{event} is not legal at {at}: expected {expected}, got {got}"
    """The event by itself is not legal; ``expected`` says in words what belongs there."""
    UNEXPECTED = "unexpected", "{event}{of} comes although {expected}"
    """``expected`` is a clause that says why not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    ``rule`` is the id of the requirement that is broken. ``frames`` are the numbers of the frames concerned; the last
    is the one in which it was noticed, which ``event`` is the type of and ``at`` points into. ``about`` is the id of
    what it is about. ``expected`` and ``got`` are JSON texts for :attr:`What.DIFFERENT` and :attr:`What.WRONG`, and
    otherwise names of events or what :class:`What` says.
    """

    rule: str
    what: What
    frames: tuple[int, ...]
    event: str
    at: str = ""
    about: str = ""
    expected: str = ""
    got: str = ""

    @property
    def frame(self) -> int:
        """The number of the frame in which it was noticed; 0 where the recording ended first."""
        return self.frames[-1] if self.frames else 0

    @property
    def cause(self) -> tuple[str, What]:
        """What findings of one cause have in common."""
        return (self.rule, self.what)

    def __str__(self) -> str:
        """The sentence."""
        return self.what.sentence.format(
            event=visible(self.event, _WIDTH),
            of=f" of {visible(self.about, _WIDTH)}" if self.about else "",
            first=f"frame {self.frames[0]}" if self.frames else "no frame",
            at=self.at or "the whole event",
            expected=self.expected or "nothing",
            got=self.got or "nothing",
        )


class Words(str):
    """What was expected where no one value is: a phrase, not JSON."""

    __slots__ = ()


def shown(value: Any) -> str:
    """A JSON value as text in a finding: without credentials, on one line, cut where it is long."""
    if value is MISSING:
        return "absent"
    return visible(value if isinstance(value, Words) else text_of(clean(value)), _WIDTH)
