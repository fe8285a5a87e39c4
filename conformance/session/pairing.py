"""Watches the statements of ``lifecycles.yaml`` in a session, all of one key together.

What has come is one bit per statement in the record of a key, an id for example. So an event that is right costs one
look-up for each of its keys, however many statements are about it; only where a bit is not as it should be is it asked
which statement is broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from conformance.session.event import MISSING, Event
from conformance.session.finding import Finding, What
from conformance.session.lifecycles import Ids, Key, Selector, Statement, ids_at
from conformance.session.records import Record, Records
from conformance.session.watchers import AnsweredBy, FollowedBy, Same, either, in_words

_Test: TypeAlias = Callable[[Event], bool]
_Judge: TypeAlias = Callable[[Event], Iterable[Finding]]
_KeyOf: TypeAlias = Callable[[Mapping[str, Any]], Ids | None]


class _Bits(NamedTuple):
    """What an event does to the bits of its key's record, in this order.

    ``clear`` starts statements anew, ``allow`` is what it allows to come, ``need`` must have been allowed, ``avoid``
    must not have come, ``mark`` has come with it.
    """

    clear: int = 0
    allow: int = 0
    need: int = 0
    avoid: int = 0
    mark: int = 0


_NO_BITS = _Bits()
_NO_VALUE = (0, MISSING)
_NO_VALUES: Mapping[int, tuple[int, Any]] = {}


@dataclass(slots=True)
class _More:
    """What is to be done beyond bits that are always the same: for some events, or with more than bits.

    ``ends``, ``begins``, ``sames`` and ``forgets`` are the places of statements, ``begins`` with the bit of what has
    ended; with ``closes`` nothing more comes about the key.
    """

    closes: bool
    cases: list[tuple[_Test, _Bits]] = field(default_factory=list)
    ends: list[tuple[_Test | None, int]] = field(default_factory=list)
    begins: list[tuple[_Test | None, int, int]] = field(default_factory=list)
    sames: list[tuple[_Test | None, int]] = field(default_factory=list)
    forgets: list[tuple[_Test | None, int]] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether there is no more to do."""
        return not (self.closes or self.cases or self.ends or self.begins or self.sames or self.forgets)


@dataclass(slots=True)
class _Group:
    """What is done for events of one type with the record of one of their keys."""

    by: Key
    more: _More
    always: _Bits = _NO_BITS

    @property
    def is_nothing(self) -> bool:
        """Whether events of the type have nothing to do with the key."""
        return self.more.is_nothing and self.always == _NO_BITS


@dataclass(frozen=True, slots=True)
class _Roles:
    """The parts that events of one type play. ``rules`` are those that are about it, ``groups`` are by key.

    ``checks`` are statements that must have been followed before: their places, and in which case. ``others`` are those
    for which there is more to do: their places, in which case, and by which method.
    """

    groups: Mapping[str, _Group]
    checks: list[tuple[int, _Test | None]]
    others: list[tuple[int, _Test | None, str]]
    rules: frozenset[str]


class _Bound:
    """What is to be done beyond bits, as :class:`_More` has it, with the watchers of one session.

    Tuples, and so in :class:`Plan`: the empty one is one object, which every event has near at hand.
    """

    __slots__ = ("begins", "cases", "closes", "ends", "forgets", "only_cases", "sames")

    def __init__(self, more: _More, watchers: list[Any]) -> None:
        self.closes = more.closes
        self.cases = tuple(more.cases)
        self.ends = tuple((case, watchers[place].open, watchers[place].end) for case, place in more.ends)
        self.begins = tuple((case, watchers[place].begin, ended) for case, place, ended in more.begins)
        self.sames = tuple((case, place, watchers[place].value_of, watchers[place].check) for case, place in more.sames)
        self.forgets = tuple(more.forgets)
        self.only_cases = not (self.closes or self.ends or self.begins or self.sames or self.forgets)


@dataclass(slots=True)
class Plan:
    """What is done in one session for events of one type. ``rules`` are those that are about it.

    ``groups`` has for each key its name and records, how it is found in an event if there is one, the bits that are as
    they should be and need not change if those that matter are the second of them, and what is done with its record.
    ``checks`` are statements that must have been followed before: their places, in which case, what is open, and how
    that is told; ``others`` those for which there is more to do.
    """

    groups: tuple[tuple[str, Records, _KeyOf | None, int, int, _Bits, _Bound | None], ...]
    checks: tuple[tuple[int, _Test | None, Mapping[Ids, Any], _Judge], ...]
    others: tuple[tuple[int, _Test | None, _Judge], ...]
    rules: frozenset[str]


class Pairing:
    """Follows all statements of a dialect through one session."""

    def __init__(self, statements: tuple[Statement, ...]) -> None:
        self._statements = statements
        self._bits = _bits_of(statements)
        self._records = {one.by.name: Records(can_end=bool(one.by.ends)) for one in statements}
        self._watchers: list[Any] = [_WATCHERS[one.form](one) if one.form in _WATCHERS else None for one in statements]

    def close(self) -> Iterator[Finding]:
        """What is still open when a complete recording ends."""
        for one in self._watchers:
            if one is not None:
                yield from one.close()

    def plan(self, event_type: str, *, of_client: bool) -> Plan:
        """What is to be done for events of a type, which clients send or the server."""
        roles = _roles(self._statements, event_type, of_client)
        groups = [
            (
                name,
                self._records[name],
                ids_at(group.by.parts) if group.by.parts else None,
                *_settled(group.always),
                group.always,
                None if group.more.is_nothing else _Bound(group.more, self._watchers),
            )
            for name, group in roles.groups.items()
        ]
        watchers = self._watchers
        checks = [(place, case, watchers[place].open, watchers[place].check) for place, case in roles.checks]
        others = [(place, case, getattr(watchers[place], method)) for place, case, method in roles.others]
        return Plan(tuple(groups), tuple(checks), tuple(others), roles.rules)

    def feed(self, plan: Plan, event: Event) -> list[Finding]:
        """What is wrong with an event, by the plan for its type."""
        found: list[tuple[int, Finding]] = []
        data = event.data
        for name, records, key_of, settled, wanted, bits, more in plan.groups:
            if more is not None and more.cases:
                for test, in_case in more.cases:
                    if test(event):
                        bits = _together(bits, in_case)
                if more.only_cases and bits == _NO_BITS:
                    continue
            key = () if key_of is None else key_of(data)
            if key is None:
                continue
            record = records.latest.get(key) or records.get(key)
            if more is None:
                if record.bits & settled != wanted:
                    self._change(name, record, key, event, bits, found)
                continue
            if more.cases or record.bits & settled != wanted:
                self._change(name, record, key, event, bits, found)
            for case, opened, end in more.ends:
                if key in opened and (case is None or case(event)):
                    end(key)
            for case, place in more.forgets:
                if record.values is not None and (case is None or case(event)):
                    record.values.pop(place, None)
            values = record.values or _NO_VALUES
            for case, place, value_of, check in more.sames:
                if case is None or case(event):
                    value = value_of(data)
                    first = values.get(place, _NO_VALUE)[1]
                    if value is MISSING or value is first or (type(value) is str and value == first):
                        continue
                    if one := check(place, record, key, event, value):
                        found.append((place, one))
            for case, begin, ended in more.begins:
                if not record.bits & ended and (case is None or case(event)):
                    begin(key, event)
            if more.closes:
                record.ended = True
        for place, case, opened, check in plan.checks:
            if opened and (case is None or case(event)):
                found += [(place, one) for one in check(event)]
        for place, case, judge in plan.others:
            if case is None or case(event):
                for one in judge(event):
                    found.append((place, one))
        if len(found) > 1:
            found.sort(key=itemgetter(0))
        return [one for _, one in found] if found else []

    def _change(
        self, name: str, record: Record, key: Ids, event: Event, bits: _Bits, found: list[tuple[int, Finding]]
    ) -> None:
        """Do with the bits of a record what an event does, and find what should not be so."""
        clear, allow, need, avoid, mark = bits
        before = record.bits
        now = before & ~clear | allow
        if need & ~now or avoid & now:
            found += self._broken(name, record, key, event, need & ~now | avoid & now)
        now |= need | mark
        if now != before:
            if new := now & ~before:
                record.log += (new, event.number, event.type)
            record.bits = now

    def _broken(self, name: str, record: Record, key: Ids, event: Event, broken: int) -> Iterator[tuple[int, Finding]]:
        for place, one in enumerate(self._statements):
            if one.by.name != name or not broken & self._bits[place]:
                continue
            about = in_words(key)
            number, earlier = record.since(self._bits[place])
            frames = (number, event.number) if number else (event.number,)
            if one.form == "only-after":
                expected = either(one.others)
                yield place, Finding(one.rule, What.UNANNOUNCED, (event.number,), event.type, "", about, expected)
            elif one.form == "never-after":
                expected = earlier or either(one.others)
                yield place, Finding(one.rule, What.LATE, frames, event.type, "", about, expected)
            else:
                yield place, Finding(one.rule, What.REPEATED, frames, event.type, "", about)


_WATCHERS: dict[str, Callable[[Statement], Any]] = {
    "followed-by": FollowedBy,
    "answered-by": AnsweredBy,
    "same": Same,
}


@cache
def _bits_of(statements: tuple[Statement, ...]) -> tuple[int, ...]:
    """A bit for each statement, among those of its key."""
    counts: Counter[str] = Counter()
    bits = []
    for one in statements:
        bits.append(1 << counts[one.by.name])
        counts[one.by.name] += 1
    return tuple(bits)


@lru_cache(maxsize=4096)
def _roles(statements: tuple[Statement, ...], event_type: str, of_client: bool) -> _Roles:
    groups: dict[str, _Group] = {}
    checks: list[tuple[int, _Test | None]] = []
    others: list[tuple[int, _Test | None, str]] = []
    rules = set[str]()
    for place, (one, bit) in enumerate(zip(statements, _bits_of(statements), strict=True)):
        events, following, anew, before = (
            _role(selectors, event_type, of_client=of_client)
            for selectors in (one.events, one.others, one.unless, one.before)
        )
        if events:
            rules.add(one.rule)
        if following and one.unsolicited:
            rules.add(one.unsolicited)
        closes = any(each.names(event_type) for each in one.by.ends)
        group = groups.setdefault(one.by.name, _Group(one.by, _More(closes)))
        match one.form:
            case "only-after":
                _add(group, following, allow=bit)
                _add(group, events, need=bit)
            case "never-after":
                _add(group, anew, clear=bit)
                # Whether the event that ends may come twice is another rule's.
                if not any(each.names(event_type) for each in one.others):
                    _add(group, events, avoid=bit)
                _add(group, following, mark=bit)
            case "once":
                _add(group, anew, clear=bit)
                _add(group, events, avoid=bit, mark=bit)
            case "followed-by":
                # Without a key it is asked for each time.
                _add(group, following, mark=bit if one.by.parts else 0)
                group.more.ends += [(test, place) for test in following]
                group.more.begins += [(test, place, bit) for test in events]
                others += [(place, test, "excuse") for test in anew]
                checks += [(place, test) for test in before]
            case "answered-by":
                others += [(place, test, "ask") for test in events]
                others += [(place, test, "answer") for test in following]
                others += [(place, None, "refuse")] if event_type == "error" else []
            case "same":
                group.more.sames += [(test, place) for test in events]
                group.more.forgets += [(test, place) for test in anew]
    return _Roles(
        {name: group for name, group in groups.items() if not group.is_nothing}, checks, others, frozenset(rules)
    )


def _settled(bits: _Bits) -> tuple[int, int]:
    """The bits that matter, and which of them are set where an event finds all as it should be and changes nothing."""
    wanted = bits.allow | bits.need | bits.mark
    # What comes once changes something each time.
    return wanted | bits.clear | bits.avoid, -1 if wanted & bits.avoid else wanted


def _together(one: _Bits, other: _Bits) -> _Bits:
    return _Bits(*(left | right for left, right in zip(one, other, strict=True)))


def _role(selectors: tuple[Selector, ...], event_type: str, *, of_client: bool) -> tuple[_Test | None, ...]:
    """The part that events of a type play, if they play one: the test says which of them, ``None`` is all."""
    # A beginning with `*` means the server's events alone.
    named = [each for each in selectors if each.names(event_type) and not (of_client and "*" in each.name)]
    if not named:
        return ()
    return (_test(named) if all(each.where for each in named) else None,)


def _add(group: _Group, role: tuple[_Test | None, ...], **bits: int) -> None:
    """Do something to bits for all events of a type, or in a case."""
    for test in role:
        if test is not None:
            group.more.cases.append((test, _Bits(**bits)))
        else:
            group.always = _together(group.always, _Bits(**bits))


def _test(named: list[Selector]) -> _Test:
    """Whether one of several selectors holds."""
    match named:
        case [Selector(where=(((str(outer), str(inner)), str(wanted)),))]:
            # The most common one, in the quickest way.
            return lambda event: type(found := event.data.get(outer)) is dict and found.get(inner) == wanted
        case [Selector(where=[one, *more])] if more:
            this, that = _test([Selector("", (one,))]), _test([Selector("", tuple(more))])
            return lambda event: this(event) and that(event)
        case [one]:
            return one.holds
        case [one, *more]:
            this, that = _test([one]), _test(more)
            return lambda event: this(event) or that(event)
    raise ValueError("no selector")
