"""What a client shows of the answers: whether it is all of them, and nothing else.

What is shown is matched with the answers by their order, not by what the user was doing meanwhile: a client may show an
answer late, and ask for one by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conformance.jsontext import text_of, visible
from conformance.peer.client.contract import Kind, Surfaced
from conformance.peer.client.played import HANGS, Fate, Played, Turn

TEXT, AUDIO = "client.text-shown", "client.audio-shown"
_WIDTH = 160
_BREAK = "\n"
"""What may keep two messages apart, or end one: clients that show a stream of words put line breaks there."""
_Found = Iterator[tuple[str, str]]


def answers(played: Played, wanted: Mapping[str, str]) -> _Found:
    """The rules that are broken by what is shown of the answers, each with the sentence that says how.

    Judged are answers that nothing has changed, and all where the scenario says so (``wanted``); none where the user
    does not wait for them. That nothing at all is shown of one is not told here.
    """
    if any(step.hurry for step in played.scenario.steps):
        return
    for run in _runs(played):
        yield from _words(run, played, wanted.get("text", TEXT))
        yield from _sound(run, played, wanted.get("audio", AUDIO))
    if "turn" in wanted and not all(_ends_told(played)):
        yield wanted["turn"], f"no `turn` is shown within {played.seconds:g} s after the answer"


def plays_on(played: Played, rule: str) -> _Found:
    """Whether more is played of an answer than had been sent when the client cancelled or truncated it.

    What had been sent may be played later: only the client knows what it had at hand. Words are not judged: those that
    come late are in the conversation like the others.
    """
    for turn, following in pairwise((*played.turns, None)):
        if turn is not None and turn.cut is not None:
            heard = _heard(_between(turn.began, following.began if following else float("inf"), played))
            if heard > turn.cut:
                yield rule, f"{heard - turn.cut} bytes of sound that came after the interruption are played, expected 0"


def of(shown: Iterable[Surfaced], *kinds: Kind) -> Iterator[Surfaced]:
    """What is of some kinds."""
    return (one for one in shown if one.kind in kinds)


@dataclass(frozen=True, slots=True)
class _Run:
    """Judged answers that follow each other, what is shown from the first one on, and what the one before still lacks.

    The last pieces of an answer may come when the next one has begun.
    """

    turns: Sequence[Turn]
    shown: Sequence[Surfaced]
    before: str = ""
    """The words of the answer before, and how many of them may be late."""
    late: int = 0
    sound: int = 0


def _runs(played: Played) -> Iterator[_Run]:
    run: list[Turn] = []
    before: Turn | None = None
    for turn in (*played.turns, None):
        if turn is not None and _judged(turn, played):
            run.append(turn)
            continue
        if run:
            yield _run(run, before, turn.began if turn else float("inf"), played)
        run, before = [], turn


def _run(turns: Sequence[Turn], before: Turn | None, until: float, played: Played) -> _Run:
    shown = _between(turns[0].began, until, played)
    if before is None:
        return _Run(turns, shown)
    early = _between(before.began, turns[0].began, played)
    late = len(before.text) - len(_pieces(early))
    return _Run(turns, shown, before.text, max(0, late), max(0, before.audio - _heard(early)))


def _between(began: float, until: float, played: Played) -> Sequence[Surfaced]:
    return [one for time, one in played.shown if began <= time < until]


def _judged(turn: Turn, played: Played) -> bool:
    hangs = any(act.fate in HANGS and act.began <= turn.began for act in played.acts)
    unharmed = played.scenario.shows.keys() & {"text", "audio", "turn"}
    return not hangs and not _given_up(turn, played) and turn.ended is not None and bool(unharmed or not turn.changed)


def _given_up(turn: Turn, played: Played) -> bool:
    """Whether the client has broken off its session in an answer, or after it: how far it came by then is chance."""
    following = min((one.began for one in played.turns if one.began > turn.began), default=float("inf"))
    return any(
        act.began <= turn.began <= act.ended if act.fate is Fate.CUT_OFF else turn.began <= act.began < following
        for act in played.acts
        if act.fate in (Fate.CUT_OFF, Fate.FAILED) and act.what != "close"
    )


def _words(run: _Run, played: Played, rule: str) -> _Found:
    every, here = list(of((one for _, one in played.shown), Kind.TEXT)), list(of(run.shown, Kind.TEXT))
    wholes = "".join(one.text("text") for one in here if "text" in one.members)
    # A client that never shows the one or the other has no such thing.
    if any("delta" in one.members for one in every) and (differs := _difference(_pieces(here), run)):
        yield rule, f"the pieces of the answer are {differs[0]}, expected {differs[1]}"
    if any("text" in one.members for one in every) and (differs := _difference(wholes, run)):
        yield rule, f"the message is {differs[0]}, expected {differs[1]}"


def _pieces(shown: Iterable[Surfaced]) -> str:
    return "".join(one.text("delta") for one in of(shown, Kind.TEXT)).replace(_BREAK, "")


def _difference(shown: str, run: _Run) -> tuple[str, str] | None:
    """What is shown from the first answer on that is shown wrong, and the words of that answer."""
    rest = shown.replace(_BREAK, "")
    *others, last = (turn.text.replace(_BREAK, "") for turn in run.turns)
    surplus = len(rest) - len("".join((*others, last)))
    if 0 < surplus <= run.late and run.before.endswith(rest[:surplus]):
        rest = rest[surplus:]
    for text in others:
        if not rest.startswith(text):
            return _said(rest), _said(text)
        rest = rest.removeprefix(text)
    return None if rest == last else (_said(rest), _said(last))


def _sound(run: _Run, played: Played, rule: str) -> _Found:
    if any(of((one for _, one in played.shown), Kind.AUDIO)):
        heard, expected = _heard(run.shown), sum(turn.audio for turn in run.turns)
        if not expected <= heard <= expected + run.sound:
            yield rule, f"{heard} bytes of sound are played, expected {expected}"


def _heard(shown: Iterable[Surfaced]) -> int:
    return sum(int(one.members.get("bytes", 0)) for one in of(shown, Kind.AUDIO))


def _ends_told(played: Played) -> Iterator[bool]:
    """For each thing that the user wanted, whether the end of the answer to it is shown."""
    for act, following in pairwise((*played.acts, None)):
        until = following.began if following else float("inf")
        turns = [turn for turn in played.turns if act and act.began <= turn.began < until]
        if turns and all(_judged(turn, played) for turn in turns):
            yield any(one.kind is Kind.TURN for time, one in played.shown if turns[0].began <= time < until)


def _said(text: str) -> str:
    return visible(text_of(text), _WIDTH)
