"""The steps of a scenario: what is sent, what must come, and what must not."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.jsontext import text_of
from conformance.peer.capabilities import Capabilities
from conformance.peer.ended import Failed, HungUp, Peer, Unprepared, explained, how_closed, unserved
from conformance.peer.link import Link, NotConnected, Received
from conformance.peer.pattern import Mismatch, Saved, filled, matched, operator
from conformance.peer.scenario import Scenario, Step
from conformance.peer.target import Budget, Stopwatch, Target
from conformance.session.finding import shown
from conformance.session.senders import respelt

_LONG = "long trigger"
_AT_ONCE = 0.05
"""Seconds in which what has come is read."""
_NOW = 0.001
"""Seconds in which the end of a connection may come, before each thing that a client does."""
_ACTS = frozenset({"send", "text", "bytes", "ping", "close"})
_BUSY = frozenset({429, 503})
"""Statuses with which a server has no room for a connection now."""
_PAUSE = 0.1
"""Seconds before such a server is asked again, and each time twice as many."""
_ENDS = "session.close"
"""The event with which a client ends a session."""
WHOLE = 6
"""How many time limits a whole scenario may take, beside what its steps say with ``within``."""


@dataclass(frozen=True, slots=True)
class Server:
    """The server that is driven: how it is reached, what it can do, and what it may cost.

    ``seconds`` is the time limit of one answer, ``dialect`` what its frames are judged by.
    """

    target: Target
    capabilities: Capabilities
    seconds: float
    budget: Budget
    dialect: str


class _Refused(str):
    """In the place of a connection that was refused: how."""

    __slots__ = ()


class Steps:
    """Does the steps of one scenario, on connections of its own. Errors other than these are faults of the suite.

    Raises:
        Failed: a step is not as the scenario expects.
        NotConnected: a connection cannot be opened, and the server does not say why.
        Flooded: the server sends without end.
        Spent: the budget is used up.
    """

    def __init__(self, server: Server, scenario: Scenario, loop: asyncio.Runner) -> None:
        self._server, self._loop = server, loop
        self._long = _LONG in scenario.needs
        self._peers: dict[str, Peer | _Refused] = {}
        self._saved: Saved = {}
        self._sent = 0
        self.silence = 0.0
        """The longest seconds in which nothing came that should not."""
        self._whole = WHOLE * server.seconds + sum(step.within or 0 for step in scenario.steps)
        """The seconds that the scenario may take."""
        self._end = time.monotonic() + self._whole

    def peers(self) -> Iterator[tuple[str, Peer]]:
        """The connections by name."""
        return ((name, peer) for name, peer in self._peers.items() if isinstance(peer, Peer))

    def close(self) -> None:
        """Close all connections."""
        for _, peer in self.peers():
            peer.link.close()
            peer.watch.lap()

    def check_alive(self) -> None:
        """Check that the server has ended no session since the last step."""
        for _, peer in self.peers():
            ended = explained(Failed(f"{how_closed(peer)}{' after an error' if peer.faulty else ''}"), peer, None)
            if isinstance(ended, HungUp):
                raise ended

    def do(self, step: Step) -> None:
        """Do one step."""
        self._server.budget.check(opening=step.verb == "connect")
        seconds = self._limit(step.within or self._server.seconds)
        if step.verb == "connect":
            self._connect(step.via, step.argument, seconds)
            return
        peer = self._peers[step.via]
        if isinstance(peer, _Refused):
            _refused_so(step, peer)
            return
        acts = step.verb in _ACTS
        if acts and peer.heard:
            self._check_open(peer)
        peer.heard = not acts
        try:
            self._on(peer, step, seconds)
        except Failed as failed:
            raise explained(failed, peer, step.shows) from None
        peer.watch.lap()

    def _check_open(self, peer: Peer) -> None:
        """Check that the server has not ended the session before the client does something."""
        if not peer.link.ends(_NOW):
            return
        while (received := self._receive(peer, time.monotonic() + _AT_ONCE)) is not None:
            peer.pool.append(received)
        if peer.link.closed is not None:
            ended = explained(Failed(how_closed(peer)), peer, None)
            if isinstance(ended, HungUp | Unprepared):
                raise ended

    def _on(self, peer: Peer, step: Step, seconds: float) -> None:
        """Do one step on a connection that is open, or was."""
        if step.verb in ("send", "text", "bytes"):
            peer.eventless = step.verb != "send"
        match step.verb:
            case "send":
                self._send(peer, step.argument, seconds)
            case "text":
                peer.last_id = None
                peer.link.send(filled(step.argument, self._saved, self._server.capabilities.filler), seconds)
            case "bytes":
                peer.last_id = None
                peer.link.send(base64.b64decode(step.argument), seconds)
            case "ping":
                if not peer.link.ping(seconds):
                    while (received := self._receive(peer, time.monotonic() + _AT_ONCE)) is not None:
                        peer.pool.append(received)
                    ended = peer.link.closed is not None
                    raise Failed(f"no pong: {how_closed(peer)}" if ended else f"no pong within {seconds:g} s")
            case "expect":
                self._expect(peer, step.patterns, seconds)
            case "until":
                self._until(peer, step.argument, seconds)
            case "refused":
                self._refused(peer, step.argument, seconds)
            case "quiet":
                self._quiet(peer, step)
            case "close":
                peer.over = True
                self._closing(peer, step.argument, seconds)
            case "closed":
                peer.over = True
                self._closed(peer, step.argument, seconds)

    def _limit(self, seconds: float) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise Failed(f"the whole scenario has taken {self._whole:g} s")
        return self._server.budget.left(min(seconds, left))

    def _connect(self, name: str, how: Mapping[str, Any], seconds: float) -> None:
        server = self._server
        target = server.target
        headers = {**target.headers, **how.get("headers", {})}
        kept = {header: value for header, value in headers.items() if value is not None}
        url, offered = target.at(how.get("path"), how.get("query", {})), how.get("subprotocols", ())
        server.budget.spend("sessions")
        watch = Stopwatch(server.budget)
        try:
            link = self._opened(url, kept, seconds, offered)
        except NotConnected as error:
            if error.status is None:
                raise
            self._peers[name] = _Refused(error)
            return
        finally:
            watch.lap()
        self._peers[name] = Peer(link, watch)
        if offered and link.subprotocol not in offered:
            raise Failed(f"the server selects no subprotocol of {', '.join(offered)}")

    def _opened(self, url: str, headers: Mapping[str, str], seconds: float, offered: Sequence[str]) -> Link:
        """A connection, as soon as the server has room: it may still be ending the session before."""
        target, dialect = self._server.target, self._server.dialect
        alone = all(peer.link.closed is not None for _, peer in self.peers())
        deadline, pause = time.monotonic() + seconds, _PAUSE
        while True:
            try:
                return Link(self._loop, target, url, headers, seconds, dialect=dialect, subprotocols=offered)
            except NotConnected as error:
                if error.status not in _BUSY or not alone or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause *= 2

    def _send(self, peer: Peer, template: Mapping[str, Any], seconds: float) -> None:
        self._sent += 1
        event = filled({"event_id": f"evt_{self._sent}", **template}, self._saved, self._server.capabilities.filler)
        peer.last_id = event.get("event_id")
        peer.over = event["type"] == _ENDS
        self._saved["event_id"] = peer.last_id
        peer.link.send(text_of(event), seconds)

    def _expect(self, peer: Peer, patterns: Sequence[Mapping[str, Any]], seconds: float) -> int:
        """Wait for events; returns the number of the last of their frames."""
        wanted = list(patterns)
        peer.faulty = peer.faulty or any(map(_may_be_error, wanted))
        refusals = last = 0
        for index in reversed(_taken(peer.pool, wanted, self._saved)):
            taken = peer.pool.pop(index)
            refusals, last = refusals + _is_error(taken), max(last, taken.frame.number)
        deadline = time.monotonic() + seconds
        refused = False
        while wanted:
            if self._long and _is_over(peer, wanted[0], self._saved, refused=refused):
                raise Unprepared("the answer to `long` had ended: it is to take some seconds")
            if refused:
                error = peer.pool[-1]
                raise Failed(f"{_absent(wanted[0])}, but an error in frame {error.frame.number}{_words(error)}")
            received = self._receive(peer, deadline)
            if received is None:
                raise Failed(_missing(wanted[0], peer, self._saved, seconds))
            if _taken([received], wanted, self._saved):
                refusals, last = refusals + _is_error(received), received.frame.number
            else:
                peer.pool.append(received)
                refused = _is_refusal(peer, received)
        peer.faulty = refusals > 0
        return last

    def _until(self, peer: Peer, pattern: Mapping[str, Any], seconds: float) -> None:
        came = self._expect(peer, [pattern], seconds)
        # Errors stay: a later step may ask for quiet.
        peer.pool = [one for one in peer.pool if one.frame.number > came or _is_error(one)]

    def _refused(self, peer: Peer, pattern: Any, seconds: float) -> None:
        about: dict[str, Any] = {} if pattern is True else dict(pattern)
        if peer.last_id is not None:
            # Whether the id is echoed is a requirement of its own.
            about["event_id"] = {"$one-of": [peer.last_id, {"$absent": True}]}
        peer.last_id = None
        peer.faulty = True
        try:
            self._expect(peer, [{"type": "error", "error": about}], seconds)
        except Failed as failed:
            if pattern is True and (shapeless := next(filter(_is_shapeless, peer.pool), None)):
                # It is refused; how an error looks is a rule of each event.
                peer.pool.remove(shapeless)
                return
            came = [one.event.type for one in peer.pool if one.event is not None and not _is_error(one)]
            also = f"; instead came {', '.join(dict.fromkeys(came))}" if came else ""
            raise Failed(f"what is wrong is not refused: {failed}{also}") from None
        peer.faulty = True

    def _quiet(self, peer: Peer, step: Step) -> None:
        deadline = time.monotonic() + step.quiet
        for one in peer.pool:
            _must_not_come(one, step.patterns, self._saved)
        while (received := self._receive(peer, deadline)) is not None:
            peer.pool.append(received)
            _must_not_come(received, step.patterns, self._saved)
        if peer.link.closed is not None:
            raise Failed(how_closed(peer))
        self.silence = max(self.silence, step.quiet)

    def _closing(self, peer: Peer, code: int, seconds: float) -> None:
        if peer.link.closed is not None:
            raise Failed(how_closed(peer))
        began = time.monotonic()
        peer.link.close(code, seconds)
        answered, _ = peer.link.closed or (None, "")
        if answered is None:
            if time.monotonic() - began < seconds:
                raise Failed("the connection breaks off, and the close is not answered")
            raise Failed(f"the server does not answer the close within {seconds:g} s")

    def _closed(self, peer: Peer, codes: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self._receive(peer, deadline) is not None:
            pass
        if peer.link.closed is None:
            raise Failed(f"the server does not close the connection within {seconds:g} s")
        code, _ = peer.link.closed
        if code is None or (codes is not True and code not in codes):
            raise Failed(f"{how_closed(peer)}, expected a close{'' if codes is True else f' with {shown(codes)}'}")

    def _receive(self, peer: Peer, deadline: float) -> Received | None:
        received = peer.link.receive(min(deadline, self._end) - time.monotonic())
        event = received.event if received is not None else None
        if event is None:
            return received
        peer.greeted = peer.greeted or event.type != "error"
        if event.type == "response.done":
            tokens = event.object("response", "usage").get("total_tokens")
            self._server.budget.spend("tokens", tokens if isinstance(tokens, int) else 0)
            if event.text("response", "status") == "completed":
                peer.completed.add(event.text("response", "id") or "")
        return received


def _taken(received: Sequence[Received], wanted: list[Mapping[str, Any]], saved: Saved) -> list[int]:
    """The indexes of what matches one of the patterns each, which are taken from ``wanted``."""
    taken = []
    for index, one in enumerate(received):
        for pattern in wanted:
            found = None if one.event is None else matched(pattern, one.event.data, saved)
            if found is not None and not isinstance(found, Mismatch):
                saved.update(found)
                wanted.remove(pattern)
                taken.append(index)
                break
    return taken


def _must_not_come(received: Received, patterns: Sequence[Any], saved: Saved) -> None:
    for pattern in patterns:
        if received.event is not None and not isinstance(matched(pattern, received.event.data, saved), Mismatch):
            raise Failed(f"{received.event.type} comes in frame {received.frame.number}{_words(received)}")


def _is_error(received: Received) -> bool:
    return received.event is not None and received.event.type == "error"


def _is_shapeless(received: Received) -> bool:
    """Whether it is an error that says nothing where its members belong."""
    event = received.event
    return event is not None and event.type == "error" and not isinstance(event.data.get("error"), dict)


def _is_refusal(peer: Peer, received: Received) -> bool:
    """Whether it is the error about what was sent last."""
    event = received.event
    if event is None or event.type != "error" or peer.last_id is None:
        return False
    return event.text("error", "event_id") == peer.last_id


def _is_over(peer: Peer, wanted: Mapping[str, Any], saved: Saved, *, refused: bool) -> bool:
    """Whether what is waited for can not come any more, as the response that it is of has come to its end.

    A request about it that is refused then says nothing either.
    """
    about = wanted.get("response_id") or (wanted.get("response") or {}).get("id")
    named = operator(about)
    if named is None or named[0] != "$saved" or saved.get(named[1]) not in peer.completed:
        return False
    return refused or wanted.get("type") != "response.done"


def _may_be_error(pattern: Mapping[str, Any]) -> bool:
    named = operator(pattern.get("type"))
    return "error" in (named[1] if named is not None and named[0] == "$one-of" else (pattern.get("type"),))


def _missing(wanted: Mapping[str, Any], peer: Peer, saved: Saved, seconds: float) -> str:
    how = f"{_absent(wanted)} within {seconds:g} s"
    if peer.link.closed is not None:
        errors = [one for one in peer.pool if _is_error(one)]
        # Without quotes: it is a reason for the last screen as well, where what is quoted is left out.
        said = _words(errors[-1]).removeprefix(': "').removesuffix('"') if errors else ""
        after = f" after an error{f' ({said})' if said else ''}" if errors else ""
        return f"{_absent(wanted)}: {how_closed(peer)}{after}"
    for one in peer.pool:
        if one.event is not None and one.event.type == wanted.get("type"):
            return f"{how}; in frame {one.frame.number} {matched(wanted, one.event.data, saved)}"
    for one in peer.pool:
        if one.event is not None and (right := respelt(one.event.type)) and right == wanted.get("type"):
            return f"{how}; frame {one.frame.number} calls it {one.event.type}"
    return how


def _absent(pattern: Mapping[str, Any]) -> str:
    """That such an event does not come, in words."""
    name = pattern.get("type")
    named = operator(name)
    if named is not None and named[0] == "$one-of":
        *others, last = map(str, named[1])
        return f"neither {', '.join(others)} nor {last} comes" if others else f"{last} does not come"
    return f"{name if isinstance(name, str) else 'an event'} does not come"


def _words(received: Received) -> str:
    event = received.event
    said = event.text("error", "message") or event.text("error", "code") if event is not None else None
    return f': "{said}"' if said else ""


def _refused_so(step: Step, refused: _Refused) -> None:
    if step.verb != "closed" or (step.argument is not True and "http" not in step.argument):
        raise unserved(refused, step.shows)
