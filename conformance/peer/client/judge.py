"""Judges what happened when a scenario was played to a client: pure functions, each for one side of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from conformance.checks.finding import Finding, What
from conformance.checks.scenario import CONNECTS, LIVES, SENDS, SHOWS
from conformance.checks.verdict import Status, Verdict
from conformance.jsontext import text_of, tokens, visible
from conformance.peer.client.answers import answers, of, plays_on
from conformance.peer.client.calls import asked_too_early
from conformance.peer.client.contract import Can, Kind, Surfaced
from conformance.peer.client.former import named_of_former
from conformance.peer.client.handshake import handshakes
from conformance.peer.client.played import HANGS, Act, Connection, Fate, Played
from conformance.peer.client.scenario import Scenario, Sent
from conformance.requirements.level import Level
from conformance.requirements.played import load_client_register
from conformance.requirements.sessions import SessionRequirement
from conformance.session.event import MISSING, Event, at, event_of, same
from conformance.session.finding import Finding as Broken
from conformance.session.monitor import Monitor
from conformance.session.transcript import Connection as Kinds
from conformance.session.transcript import Frame, Header
from conformance.spec.model import Side

NEXT_TURN, CLOSES, TOOL_ANSWERED = "client.next-turn", "client.closes", "client.tool-answered"
_ASKS = frozenset({"connect", "say", "audio"})
"""The steps that a client can take at any time."""
_WIDTH = 160
_Found = Iterator[tuple[str, str]]
"""Rules that are broken, each with the sentence that says how."""


def judge(played: Played, dialect: str) -> list[Verdict]:
    """The verdicts of all checks on a scenario that was played, in the order of
    :data:`OF_CLIENTS`.

    A driver that breaks the protocol, or lacks what it has declared, is at fault itself: nothing is said about its
    client. A scenario of which a place never came, or an answer that the user's words ask for, has nothing to judge,
    unless something else was wrong: that what it is about is not shown, or not answered, is not.
    """
    if fault := played.garbled or _lacking(played):
        found = (Finding(What.ADAPTER_AT_FAULT, got=f"the driver {fault}"),)
        return [replace(_verdict(played, LIVES, Status.ADAPTER_FAULT), findings=found)]
    register = load_client_register(dialect)
    judges: dict[str, Callable[[Played], _Found]]
    judges = {
        LIVES: lambda one: lives(one, dialect),
        SHOWS: shows,
        SENDS: lambda one: sends(one, dialect),
        CONNECTS: connects,
    }
    verdicts = [_judged(played, check, found(played), register) for check, found in judges.items()]
    if played.crashed:  # what did not come to its end has passed nothing
        return [verdict for verdict in verdicts if verdict.failed]
    if (missed := _missed(played)) and not any(verdict.failed for verdict in verdicts):
        note = f"the session had no {' or '.join(missed)}, which the scenario is about{_failed_words(played)}"
        return [_verdict(played, LIVES, Status.UNSUPPORTED, note=note)]
    return verdicts


def given_up(scenario: Scenario, after: int) -> list[Verdict]:
    """The verdict on a scenario that is not played any more, after so many in a row that a client has hung in."""
    why = f"not played: the client hung in {after} scenarios in a row before an answer had begun, or showed nothing"
    case = scenario.id
    found = (Finding(What.NOT_REACHED, got=why),)
    return [Verdict(str(case), case.subject, LIVES, Level.MUST, Status.UNTESTABLE, findings=found)]


def lives(played: Played, dialect: str) -> _Found:
    """Does the client still answer its user, or say that it cannot?"""
    scenario = played.scenario
    rule = scenario.lives or scenario.resolves or NEXT_TURN
    if played.crashed:
        yield rule, f"the client's program {played.crashed}"
        return
    waits = _waits(played)
    stuck = next((act for act in played.acts if act.fate in HANGS and (waits or act.what != "close")), None)
    if stuck and not (scenario.resolves and stuck.fate is not Fate.SILENT and _told(played)):
        yield rule, _hang(stuck, played, dialect)
    if scenario.resolves or stuck:
        return
    for act in played.acts:
        if act.fate is Fate.FAILED and act.what in _ASKS:
            yield rule, f"`{act.what}` fails: {visible(act.message or 'no message', _WIDTH)}"
    sessions = sum(any(_of_client(one.frames)) for one in played.connections)
    if sessions > 1 or any(act.fate is Fate.CUT_OFF for act in played.acts):
        yield rule, "the client breaks off its session"


def _waits(played: Played) -> bool:
    """Whether an answer has been begun whose end the scenario keeps back."""
    withheld = (act for act in played.acts if act.fate is Fate.WITHHELD)
    return any(act.began <= turn.began <= act.ended for act in withheld for turn in played.turns)


def shows(played: Played) -> _Found:
    """Does the client show what it should?"""
    if played.crashed:
        return
    wanted = played.scenario.shows
    yield from answers(played, wanted)
    if "stopped" in wanted and not _missed(played):
        yield from plays_on(played, wanted["stopped"])
    for what, rule in wanted.items():
        if what in _SHOWN and not _missed(played) and not _SHOWN[what](played):
            yield rule, f"nothing of it is shown: {_all_shown(played)}"


def sends(played: Played, dialect: str) -> _Found:
    """Is everything that the client has sent legal, in its place, and complete?"""
    for number, connection in enumerate(played.connections, 1):
        where = f"connection {number}, " if len(played.connections) > 1 else ""
        for one in _broken(connection, dialect, Level.SHOULD):
            yield one.rule, f"{where}frame {one.frame}: {one}"
        yield from asked_too_early(connection)
    yield from named_of_former(played.connections)
    sent = [event for one in played.connections for event in _of_client(one.frames)]
    if Can.TOOLS in played.scenario.needs and _offers_none(sent):
        yield TOOL_ANSWERED, "no function is offered: neither session.update nor response.create has `tools`"
    if not played.crashed and not _missed(played):
        yield from chain.from_iterable(_demanded(one, sent) for one in played.scenario.sends)


def _offers_none(sent: Iterable[Event]) -> bool:
    """Whether answers were asked for, and no function was offered to the model."""
    asked = [event for event in sent if event.type in ("session.update", "response.create")]
    tools = [(event.object("session") or event.object("response")).get("tools") for event in asked]
    return any(event.type == "response.create" for event in asked) and not any(tools)


def connects(played: Played) -> _Found:
    """Does the client connect as the document says, seldom enough, and does it close what it has opened?"""
    for connection in played.connections:
        yield from handshakes(connection)
    watch = played.scenario.connects
    if watch and len(played.connections) > watch.most:
        often = f"{len(played.connections)} connections in {watch.seconds:g} s"
        yield watch.rule, f"{often}, expected {watch.most} at most"
    closed = next((act for act in played.acts if act.what == "close"), None)
    stuck = any(act.fate in HANGS for act in played.acts if act is not closed)  # then it says nothing new
    if closed is not None and not played.crashed and not stuck:
        if closed.fate is Fate.SILENT:
            if not _waits(played):  # else it is what the scenario is about
                yield CLOSES, f"close is not answered within {played.seconds:g} s"
        elif not all(one.ended for one in played.connections):
            yield CLOSES, f"a connection is still open {played.seconds:g} s after close"


# What is shown


def _told(played: Played) -> bool:
    """Whether the client has said that something is wrong."""
    return any(of(_everything(played), Kind.ERROR, Kind.CLOSED)) or _failed(played)


def _unfinished(played: Played) -> bool:
    states = [one.text("status") for one in of(_everything(played), Kind.TURN, Kind.STATUS)]
    return any(state not in ("", "completed") for state in states) or any(of(_everything(played), Kind.ERROR))


def _ended(played: Played) -> bool:
    """Whether the end of a connection was shown, or made up for."""
    told = any(of(_everything(played), Kind.ERROR, Kind.CLOSED, Kind.STATUS)) or _failed(played)
    return told or played.last.fate is Fate.ANSWERED


def _failed(played: Played) -> bool:
    return any(act.fate is Fate.FAILED for act in played.acts)


_SHOWN: Mapping[str, Callable[[Played], bool]] = {
    "error": _told,
    "unfinished": _unfinished,
    "closed": _ended,
    "tool": lambda played: any(of(_everything(played), Kind.TOOL)),
}


def _everything(played: Played) -> list[Surfaced]:
    """What was shown before the user closed the session, and with it the connection."""
    closing = next((act.began for act in played.acts if act.what == "close"), float("inf"))
    return [one for time, one in played.shown if time < closing]


def _missed(played: Played) -> list[str]:
    """What the scenario is about, and the server never sent: a client may put the user's words in another way."""
    missed = sorted(played.missed)
    events = [event for one in played.connections for event in map(event_of, one.frames) if event]
    ends = [event.text("response", "status") for event in events if event.type == "response.done"]
    if "unfinished" in played.scenario.shows and all(status == "completed" for status in ends):
        missed.append("response.done that is not completed")
    items = [event.item.get("type") for event in events if event.side is Side.SERVER]
    if Can.TOOLS in played.scenario.needs and "function_call" not in items:
        missed.append("function call")
    return missed


def _broken(connection: Connection, dialect: str, level: Level) -> Iterator[Broken]:
    """The rules of sessions, as binding as this at least, that the client breaks on a connection."""
    monitor = Monitor(Header(dialect, Kinds.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER)))
    found = [one for frame in connection.frames for one in monitor.feed(frame)]
    rows = ((monitor.register[one.rule], one) for one in found)
    return (one for row, one in rows if row.side == Side.CLIENT and row.level.rank <= level.rank)


# Sentences


def _hang(act: Act, played: Played, dialect: str) -> str:
    within = f"within {played.seconds:g} s"
    match act.fate:
        case Fate.SILENT:
            return f"`{act.what}` is not taken {within}: the client hangs"
        case Fate.NOT_ASKED | Fate.UNANSWERED if last := _refused(played, dialect):
            return f"`{act.what}` gets no answer, for what the client sends last is wrong: {visible(last, _WIDTH)}"
        case Fate.NOT_ASKED:
            return f"`{act.what}` is taken, and the server is not asked for an answer {within}: the client hangs"
        case Fate.UNANSWERED:
            return f"the server waits for the client to go on, and nothing comes {within}: the client hangs"
        case _:
            return f"the answer to `{act.what}` has come, and nothing of it is shown {within}"


def _refused(played: Played, dialect: str) -> str:
    """What is wrong with the last thing that the client has sent to be answered, ``""`` if nothing is."""
    for connection in played.connections[-1:]:
        last = max(
            (frame.number for frame in connection.frames if frame.side is Side.CLIENT and frame.is_message), default=0
        )
        return next((str(one) for one in _broken(connection, dialect, Level.SHOULD) if one.frame == last), "")
    return ""


def _failed_words(played: Played) -> str:
    """What the driver says of a step that failed: it is why what should have come did not."""
    act = next((act for act in played.acts if act.fate is Fate.FAILED and act.what in _ASKS), None)
    return f": `{act.what}` fails: {visible(act.message or 'no message', _WIDTH)}" if act else ""


def _all_shown(played: Played) -> str:
    said = [f"{one.kind.value} {text_of(dict(one.members))}" for one in _everything(played)]
    return visible(f"only {', '.join(said[-3:])}", _WIDTH) if said else "nothing is shown at all"


def _of_client(frames: Iterable[Frame]) -> Iterator[Event]:
    return (event for frame in frames if (event := event_of(frame)) and event.side is Side.CLIENT)


def _demanded(wanted: Sent, sent: Iterable[Event]) -> _Found:
    found = (event for event in sent if event.type in wanted.events and _has(event, wanted.values))
    # That a call is answered again breaks a rule of its own.
    fitting = {event.item.get("call_id", number): event for number, event in enumerate(found)}
    if (len(fitting) != wanted.times) if wanted.times is not None else not fitting:
        often = "at least one" if wanted.times is None else str(wanted.times)
        values = f" with {text_of(dict(wanted.values))}" if wanted.values else ""
        yield wanted.rule, f"{len(fitting)} {' or '.join(wanted.events)}{values} sent, expected {often}"


def _has(event: Event, values: Mapping[str, object]) -> bool:
    return all(
        (found := at(event.data, tokens(place))) is not MISSING and same(found, value)
        for place, value in values.items()
    )


# Verdicts


def _lacking(played: Played) -> str:
    act = next((act for act in played.acts if act.fate is Fate.LACKING), None)
    return f"answers `unsupported` to {act.what}, which its hello declares" if act else ""


def _judged(
    played: Played, check: str, found: Iterable[tuple[str, str]], register: Mapping[str, SessionRequirement]
) -> Verdict:
    findings = [(register[rule], Finding(What.BREAKS_RULE, got=sentence, requirement=rule)) for rule, sentence in found]
    binding = [(row, finding) for row, finding in findings if row.level is not Level.FREE]
    if not binding:
        return _verdict(played, check, Status.PASS)
    binding.sort(key=lambda pair: pair[0].level.rank)
    rows = {row.id: row.says for row, _ in binding}
    failed = _verdict(played, check, Status.FAIL, binding[0][0].level)
    return replace(
        failed,
        findings=tuple(finding for _, finding in binding),
        requirements=tuple(rows.items()),
        actual=str(binding[0][1]),
        expected=played.scenario.says,
    )


def _verdict(played: Played, check: str, status: Status, level: Level = Level.MUST, *, note: str = "") -> Verdict:
    case = played.scenario.id
    return Verdict(str(case), case.subject, check, level, status, note=note)
