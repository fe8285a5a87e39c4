"""Judges a whole recording, and brings its findings together by cause."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from conformance.requirements.level import Level
from conformance.requirements.sessions import SessionRequirement, load_session_register
from conformance.session.consequences import settled
from conformance.session.credentials import clean_text
from conformance.session.finding import Finding, What
from conformance.session.monitor import Monitor
from conformance.session.readers import Note, Transcript
from conformance.session.transcript import Header, Replaced
from conformance.spec.generation import Told
from conformance.spec.model import Side

_UNKNOWN = float("nan")
_KEPT = 16_000
"""How many characters are kept of a frame in which something was found."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings of one cause, in the order of their frames, with the requirement that they break."""

    requirement: SessionRequirement
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found in a recording.

    ``times`` has the seconds of each frame, not a number where they were not recorded. ``not_judged`` has the rules
    that the recording cannot show to be broken, by what it does not have; ``complete`` says whether the end was judged,
    after ``silence`` seconds without an event of the server. ``whole`` says whether all frames were kept, and ``told``
    which other wire than the official one the session speaks. ``expired`` says that the server has ended the session
    because of its duration. ``backwards`` is the first frame that is earlier than one before it, and the seconds of
    that one. ``touched`` are the rules about events that came, ``texts`` the frames in which something was found, by
    number, ``judged`` the sides of which something was judged.
    """

    header: Header
    frames: int
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    times: array[float]
    not_judged: Mapping[str, list[str]]
    complete: bool
    whole: bool
    silence: float | None
    told: Told | None
    expired: bool
    backwards: tuple[int, float] | None
    touched: frozenset[str]
    texts: Mapping[int, str]
    judged: frozenset[Side]

    def time(self, frame: int) -> float | None:
        """The seconds of a frame from the start of the recording, where they are known."""
        found = self.times[frame - 1] if 0 < frame <= len(self.times) else _UNKNOWN
        return found if found == found else None  # not a number is not equal to itself

    def causes(self) -> list[Cause]:
        """The findings by cause: the most binding first, then in the order of the frames."""
        register = load_session_register(self.header.dialect)
        groups: dict[tuple[str, What], list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.cause, []).append(finding)
        causes = [Cause(register[found[0].rule], tuple(found)) for found in groups.values()]
        return sorted(causes, key=lambda one: (one.requirement.level.rank, one.findings[0].frame))

    def broken(self, levels: Iterable[Level]) -> int:
        """How many rules of these levels are broken."""
        register, levels = load_session_register(self.header.dialect), frozenset(levels)
        return len({finding.rule for finding in self.findings if register[finding.rule].level in levels})


def lint(transcript: Transcript, side: Side | None = None) -> Linted:
    """Judge a recording: each frame by itself, and all as a session; with ``side``, what that side owes alone."""
    monitor, times, found, texts = Monitor(transcript.header), array("d"), list[Finding](), dict[int, str]()
    latest, backwards = -inf, None  # the latest time so far, and where it first ran backwards
    for frame in transcript.frames:
        times.append(_UNKNOWN if frame.t is None else frame.t)
        if frame.t is not None:
            latest = frame.t if frame.open is not None else latest  # another connection may count anew
            if frame.t < latest and backwards is None:
                backwards = frame.number, latest
            latest = max(latest, frame.t)
        here = monitor.feed(frame)
        found += here
        if here and frame.text is not None:
            texts[frame.number] = clean_text(frame.text)[:_KEPT]
    found = settled(found + monitor.close(), monitor.register)
    if side is not None:
        found = [one for one in found if monitor.register[one.rule].side == side]
    if monitor.told is not None and monitor.told.apart:
        found, monitor.judged = [], set()  # what came before the first sign of it was of that wire, too
    return Linted(
        transcript.header,
        len(times),
        tuple(found),
        tuple(transcript.notes),
        times,
        monitor.not_judged(),
        monitor.complete,
        monitor.whole,
        monitor.silence,
        monitor.told,
        monitor.expired,
        None if Replaced.TIMES in transcript.header.replaced else backwards,
        frozenset(monitor.touched),
        texts,
        frozenset(monitor.judged if side is None else monitor.judged & {side}),
    )
