"""Watches the statements of ``lifecycles.yaml`` in a session, one watcher per statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.jsontext import pointer
from conformance.session.event import MISSING, Event, Seen, same
from conformance.session.finding import Finding, What, shown
from conformance.session.lifecycles import Selector, Statement, first_at

Handler = Callable[[Event], Iterable[Finding]]
Handlers = list[tuple[tuple[Selector, ...], Handler]]
"""Which events a watcher wants to see, in the order in which it wants to see one that is several of them."""


class Watcher:
    """Follows one statement. ``handlers`` says what is to be called, for which events."""

    handlers: Handlers

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    def rules_of(self, events: tuple[Selector, ...]) -> set[str]:
        """The rules that are about some of the events that it wants to see."""
        statement, found = self._statement, set[str]()
        if events is statement.events:
            found.add(statement.rule)
        if events is statement.others and statement.unsolicited:
            found.add(statement.unsolicited)
        return found

    def close(self) -> Iterable[Finding]:
        """What is still open when a complete recording ends."""
        return ()


def watcher(statement: Statement) -> Watcher:
    """A watcher for a statement, at the beginning of a session."""
    return _WATCHERS[statement.form](statement)


class OnlyAfter(Watcher):
    """An event comes only after one of others. Reported once for each key."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self._seen: set[Any] = set()
        self.handlers = [(self._statement.others, self._mark), (self._statement.events, self._check)]

    def _mark(self, event: Event) -> Iterable[Finding]:
        self._seen.add(self._statement.by.of(event))
        return ()

    def _check(self, event: Event) -> Iterator[Finding]:
        key = self._statement.by.of(event)
        if key is not None and key not in self._seen:
            self._seen.add(key)
            others = _either(self._statement.others)
            yield Finding(
                self._statement.rule, What.UNANNOUNCED, (event.number,), event.type, about=_id(key), expected=others
            )


class NeverAfter(Watcher):
    """An event does not come after one of others."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self._ended: dict[Any, Seen] = {}
        self.handlers = [
            (self._statement.unless, self._start_anew),
            (self._statement.events, self._check),
            (self._statement.others, self._mark),
        ]

    def _start_anew(self, event: Event) -> Iterable[Finding]:
        self._ended.pop(self._statement.by.of(event), None)
        return ()

    def _mark(self, event: Event) -> Iterable[Finding]:
        key = self._statement.by.of(event)
        if key is not None:
            self._ended.setdefault(key, Seen.of(event))
        return ()

    def _check(self, event: Event) -> Iterator[Finding]:
        key = self._statement.by.of(event)
        ended = self._ended.get(key)
        # Whether the event that ends may come twice is another rule's.
        if ended is not None and not any(one.names(event.type) for one in self._statement.others):
            yield Finding(
                self._statement.rule,
                What.LATE,
                (ended.number, event.number),
                event.type,
                about=_id(key),
                expected=ended.type,
            )


class Once(Watcher):
    """An event comes once."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self._first: dict[Any, int] = {}
        self.handlers = [(self._statement.unless, self._start_anew), (self._statement.events, self._check)]

    def _start_anew(self, event: Event) -> Iterable[Finding]:
        self._first.pop(self._statement.by.of(event), None)
        return ()

    def _check(self, event: Event) -> Iterator[Finding]:
        key = self._statement.by.of(event)
        if key is None:
            return
        first = self._first.setdefault(key, event.number)
        if first != event.number:
            yield Finding(self._statement.rule, What.REPEATED, (first, event.number), event.type, about=_id(key))


class FollowedBy(Watcher):
    """An event is followed by one of others, before another event or the end.

    Asked for once per key, and without a key each time. Where the other event never comes, its absence is another
    rule's: an open item is not reported again for each of its parts.
    """

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self._open: dict[Any, Seen] = {}
        self._ended: set[Any] = set()
        self._scopes: dict[Any, set[Any]] = {}
        self.handlers = [
            (self._statement.unless, self._excuse),
            (self._statement.others, self._end),
            (self._statement.before, self._check),
            (self._statement.events, self._begin),
        ]

    def _excuse(self, event: Event) -> Iterable[Finding]:
        self._open.clear()
        self._scopes.clear()
        return ()

    def _begin(self, event: Event) -> Iterable[Finding]:
        key = self._statement.by.of(event)
        if key is not None and key not in self._open and key not in self._ended:
            self._open[key] = Seen.of(event)
            self._scopes.setdefault(self._statement.before_by.of(event), set()).add(key)
        return ()

    def _end(self, event: Event) -> Iterable[Finding]:
        key = self._statement.by.of(event)
        if key:
            self._ended.add(key)
        self._open.pop(key, None)
        return ()

    def _check(self, event: Event) -> Iterator[Finding]:
        for key in self._scopes.pop(self._statement.before_by.of(event), ()):
            if opened := self._open.pop(key, None):
                yield self._finding(key, opened, event)

    def close(self) -> Iterable[Finding]:
        """What has not come."""
        if self._statement.before:
            return ()
        return [self._finding(key, opened, None) for key, opened in self._open.items()]

    def _finding(self, key: Any, opened: Seen, event: Event | None) -> Finding:
        return Finding(
            self._statement.rule,
            What.UNFINISHED,
            (opened.number,) if event is None else (opened.number, event.number),
            opened.type,
            about=_id(key),
            expected=_either(self._statement.others),
            got="the end" if event is None else event.type,
        )


@dataclass(slots=True)
class _Request:
    event: Event
    key: Any
    unsure: bool = False
    """Whether an error without ``event_id`` may have answered it."""


class AnsweredBy(Watcher):
    """A client's event is answered, or refused by an error.

    An error without ``event_id`` may answer any request. None of those is accused then, and answers go to the others
    first.
    """

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self._open: list[_Request] = []
        self.handlers = [
            (self._statement.events, self._ask),
            (self._statement.others, self._answer),
            ((Selector("error"),), self._refuse),
        ]

    def _ask(self, event: Event) -> Iterable[Finding]:
        self._open.append(_Request(event, self._statement.by.of(event)))
        return ()

    def _refuse(self, event: Event) -> Iterable[Finding]:
        named = event.text("error", "event_id")
        if named is None:
            for request in self._open:
                request.unsure = True
        else:
            self._open = [one for one in self._open if one.event.text("event_id") != named]
        return ()

    def _answer(self, event: Event) -> Iterator[Finding]:
        key = self._statement.by.of(event)
        fitting = [one for one in self._open if one.key is None or one.key == key]
        request = next(iter(sorted(fitting, key=lambda one: one.unsure)), None)
        if request is None:
            if self._statement.unsolicited:
                asked = _either(self._statement.events)
                yield Finding(
                    self._statement.unsolicited,
                    What.UNANNOUNCED,
                    (event.number,),
                    event.type,
                    about=_id(key),
                    expected=asked,
                )
            return
        self._open.remove(request)
        for place in self._statement.places:
            asked_for, got = request.event.at(place), event.at(place)
            if asked_for is not MISSING and not same(asked_for, got):
                yield Finding(
                    self._statement.rule,
                    What.DIFFERENT,
                    (request.event.number, event.number),
                    event.type,
                    pointer(place),
                    _id(key),
                    shown(asked_for),
                    shown(got),
                )

    def close(self) -> Iterable[Finding]:
        """What has not come."""
        return [
            Finding(
                self._statement.rule,
                What.UNFINISHED,
                (one.event.number,),
                one.event.type,
                about=_id(one.key),
                expected=f"{_either(self._statement.others)} or an error",
                got="the end",
            )
            for one in self._open
            if not one.unsure
        ]


class Same(Watcher):
    """A member has the same value in all events. Reported once for each key."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self._first: dict[Any, tuple[int, Any]] = {}
        self.handlers = [(self._statement.events, self._check)]

    def _check(self, event: Event) -> Iterator[Finding]:
        key, places = self._statement.by.of(event), self._statement.places
        value = first_at(event.data, places)
        if key is None or value is MISSING or (value is None and not self._statement.null):
            return
        models = self._statement.others
        if models and key not in self._first and not any(one.names(event.type) for one in models):
            return
        number, first = self._first.setdefault(key, (event.number, value))
        if number != event.number and first is not MISSING and not same(first, value):
            self._first[key] = (number, MISSING)
            place = next(place for place in places if event.at(place) is not MISSING)
            yield Finding(
                self._statement.rule,
                What.DIFFERENT,
                (number, event.number),
                event.type,
                pointer(place),
                _id(key),
                shown(first),
                shown(value),
            )


_WATCHERS: dict[str, Callable[[Statement], Watcher]] = {
    "only-after": OnlyAfter,
    "never-after": NeverAfter,
    "once": Once,
    "followed-by": FollowedBy,
    "answered-by": AnsweredBy,
    "same": Same,
}


def _either(selectors: tuple[Selector, ...]) -> str:
    *before, last = map(str, selectors)
    return f"{', '.join(before)} or {last}" if before else last


def _id(key: Any) -> str:
    """A key in words: an id, and the index of a part behind it."""
    return ", part ".join(map(str, key or ()))
