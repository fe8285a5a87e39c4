"""The statements that remember more of a key than that something has come: what is open, asked for, or must stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from conformance.jsontext import pointer
from conformance.session.event import MISSING, Event, apart, same
from conformance.session.finding import Finding, What, shown
from conformance.session.lifecycles import Selector, Statement, ids_at, value_at
from conformance.session.records import Record
from conformance.session.state.pending import Pending, refused


class _Opened(NamedTuple):
    number: int
    type: str
    scope: Any


class FollowedBy:
    """An event is followed by one of others, before another event or the end.

    Asked for once per key, and without a key each time. Where the other event never comes, its absence is another
    rule's: an open item is not reported again for each of its parts.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._before_by = ids_at(statement.before_by.parts)
        self.open: dict[Any, _Opened] = {}
        """What is not followed yet, by key: nothing needs to be ended or checked that is not in it."""
        self._scopes: dict[Any, dict[Any, None]] = {}

    def excuse(self, event: Event) -> Iterable[Finding]:
        """Nothing that is open needs to be followed any more."""
        self.open.clear()
        self._scopes.clear()
        return ()

    def begin(self, key: Any, event: Event) -> None:
        """An event came that must be followed; its key has not been closed yet."""
        if key in self.open:
            return
        scope = self._before_by(event.data) if self._statement.before else None
        self.open[key] = _Opened(event.number, event.type, scope)
        if self._statement.before:
            self._scopes.setdefault(scope, {})[key] = None

    def end(self, key: Any) -> None:
        """The event that must follow has come."""
        opened = self.open.pop(key)
        if self._statement.before:
            keys = self._scopes[opened.scope]
            del keys[key]
            if not keys:
                del self._scopes[opened.scope]

    def check(self, event: Event) -> Iterable[Finding]:
        """An event came before which the others must have come."""
        keys = self._scopes.pop(self._before_by(event.data), None)
        return () if keys is None else [self._finding(key, self.open.pop(key), event) for key in keys]

    def close(self) -> Iterable[Finding]:
        """What has not come."""
        if self._statement.before:
            return ()
        return [self._finding(key, opened, None) for key, opened in self.open.items()]

    def _finding(self, key: Any, opened: _Opened, event: Event | None) -> Finding:
        return Finding(
            self._statement.rule,
            What.UNFINISHED,
            (opened.number,) if event is None else (opened.number, event.number),
            opened.type,
            about=in_words(key),
            expected=either(self._statement.others),
            got="the end" if event is None else event.type,
        )


@dataclass(slots=True)
class _Request(Pending):
    event: Event
    key: Any


class AnsweredBy:
    """A client's event is answered, or refused by an error.

    An error without ``event_id`` may answer any request. None of those is accused then, and answers go to the others
    first.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._key_of = ids_at(statement.by.parts)
        self._open: list[_Request] = []
        self._latest = 0
        """The frame of the latest request, where all of them are alike."""

    def ask(self, event: Event) -> Iterable[Finding]:
        """A request."""
        self._open.append(_Request(event.number, event.id, event, self._key_of(event.data)))
        self._latest = 0 if self._statement.by.parts else event.number
        return ()

    def refuse(self, event: Event) -> Iterable[Finding]:
        """An error, which may be the answer."""
        self._open = refused(self._open, event)
        return ()

    def answer(self, event: Event) -> Iterator[Finding]:
        """An answer."""
        key = self._key_of(event.data)
        fitting = [one for one in self._open if one.key is None or one.key == key]
        request = next((one for one in fitting if not one.unsure), fitting[0] if fitting else None)
        if request is None:
            if rule := self._statement.unsolicited:
                yield self._unsolicited(rule, event, key)
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
                    in_words(key),
                    shown(asked_for),
                    shown(got),
                )

    def _unsolicited(self, rule: str, event: Event, key: Any) -> Finding:
        asked = either(self._statement.events)
        if self._latest:
            although = f"the {asked} of frame {self._latest} has its answer already"
            return Finding(rule, What.UNEXPECTED, (self._latest, event.number), event.type, expected=although)
        return Finding(rule, What.UNANNOUNCED, (event.number,), event.type, about=in_words(key), expected=asked)

    def close(self) -> Iterable[Finding]:
        """What has not come."""
        return [
            Finding(
                self._statement.rule,
                What.UNFINISHED,
                (one.event.number,),
                one.event.type,
                about=in_words(one.key),
                expected=f"{either(self._statement.others)} or an error",
                got="the end",
            )
            for one in self._open
            if not one.unsure
        ]


class Same:
    """A member has the same value in all events. Reported once for each key."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self.value_of = value_at(statement.places)
        """Finds the value in the data of an event."""

    def check(self, place: int, record: Record, key: Any, event: Event, value: Any) -> Finding | None:
        """What is wrong with an event that has this value."""
        statement = self._statement
        if value is None and not statement.null:
            return None
        values = record.values
        if values is None:
            values = record.values = {}
        first = values.get(place)
        if first is None:
            if not statement.models or any(one.names(event.type) for one in statement.models):
                values[place] = event.number, value
            return None
        if first[1] is MISSING or same(first[1], value):
            return None
        values[place] = first[0], MISSING
        place_of = next(one for one in statement.places if event.at(one) is not MISSING)
        inner, expected, got = apart(first[1], value)
        return Finding(
            statement.rule,
            What.DIFFERENT,
            (first[0], event.number),
            event.type,
            pointer((*place_of, *inner)),
            in_words(key),
            shown(expected),
            shown(got),
        )

    def close(self) -> Iterable[Finding]:
        """Nothing is missing at the end."""
        return ()


def either(selectors: tuple[Selector, ...]) -> str:
    """The names of events, as alternatives."""
    *before, last = map(str, selectors)
    return f"{', '.join(before)} or {last}" if before else last


def in_words(key: Any) -> str:
    """A key in words: an id, and the index of a part after it."""
    return ", part ".join(map(str, key)) if type(key) is tuple else "" if key is None else str(key)
