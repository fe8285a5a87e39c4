"""Compares what an implementation wrote with what the oracle expects, for all checks of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from conformance import jsontext
from conformance.checks.answer import PASS, Answer, failed
from conformance.checks.case import Case
from conformance.checks.changes import findings, new_pointer, spelling
from conformance.checks.finding import Finding, What
from conformance.checks.place import member_names
from conformance.checks.verdict import Status
from conformance.difference import Difference, Path, differences, same
from conformance.oracle import Accept, Expectation, Free, Oracle, Reject
from conformance.spec.locate import declares


class Written:
    """A text that came back for a case with a canonical form."""

    def __init__(self, case: Case, text: str, oracle: Oracle) -> None:
        assert isinstance(case.expectation, Accept)
        self.text = text
        self.expected = case.expectation.canonical_text
        self._case = case
        self._oracle = oracle

    @property
    def serde(self) -> bool:
        """Whether the dialect is one that serde reads and writes."""
        return self._oracle.dialect.serde

    @cached_property
    def expectation(self) -> Expectation:
        """The oracle's expectation for it, as if it had been sent."""
        return self._oracle.expect(self._case.type, self.text)

    @cached_property
    def value(self) -> Any:
        """Its value.

        Raises:
            NotJson: it is not JSON.
        """
        return jsontext.load(self.text)

    @cached_property
    def repeated(self) -> tuple[Finding, ...]:
        """The names that it has more than once in one object, although no legal payload was sent with such.

        Raises:
            NotJson: it is not JSON.
        """
        return tuple(Finding(What.REPEATED, at) for at in sorted(_repeated(jsontext.parse(self.text).value, ())))

    @property
    def from_canonical(self) -> tuple[Difference, ...]:
        """How its value differs from the canonical one, kept unknown members aside.

        Raises:
            NotJson: it is not JSON.
        """
        return tuple(one for _, one in self._found)

    @cached_property
    def strangers(self) -> tuple[Difference, ...]:
        """The members that nobody sent and that its canonical form does not have: the dialect knows none there.

        Raises:
            NotJson: it is not JSON.
        """
        sent = jsontext.load(self._case.text)
        read = {one.at for one in self.from_canonical_form}
        return tuple(
            one
            for path, one in self._found
            if one.expected is None and one.at not in read and _at(sent, path) is _NOWHERE
        )

    @cached_property
    def echoed(self) -> tuple[Difference, ...]:
        """The members that were sent and that no type of any dialect declares.

        Raises:
            NotJson: it is not JSON.
        """
        sent = jsontext.load(self._case.text)
        found = (one for path, one in self._differences if self._is_echo(path, one, sent))
        return tuple(one for one in found if one.at.rpartition("/")[2] not in member_names())

    @cached_property
    def misread(self) -> tuple[Finding, ...]:
        """The members that came back with the value of one beside them whose name is spelt otherwise.

        Raises:
            NotJson: it is not JSON.
        """
        sent = jsontext.load(self._case.text) if self._case.unknown else None
        return tuple(_misread(sent, self.value, ()))

    def without_misread(self, found: Iterable[Difference]) -> list[Difference]:
        """Those that are not in members of :attr:`misread`, where another value has its own members."""
        inside = tuple(f"{one.at}/" for one in self.misread)
        return [one for one in found if not f"{one.at}/".startswith(inside)] if inside else list(found)

    @cached_property
    def _found(self) -> tuple[tuple[Path, Difference], ...]:
        sent = jsontext.load(self._case.text) if self._case.unknown else None
        return tuple(self._without_kept(sent))

    def _without_kept(self, sent: Any) -> Iterator[tuple[Path, Difference]]:
        for path, one in self._differences:
            if self._is_echo(path, one, sent):
                # An unknown member may come back, but with nothing in it that was not sent.
                for inner, more in differences(_at(sent, path), _at(self.value, path)):
                    if more.expected is None:
                        yield (*path, *inner), replace(more, at=one.at + more.at)
            elif self.serde or not _same_double(one):
                yield path, one

    @cached_property
    def _differences(self) -> tuple[tuple[Path, Difference], ...]:
        return tuple(differences(jsontext.load(self.expected), self.value))

    def _is_echo(self, path: Path, one: Difference, sent: Any) -> bool:
        """Whether a member that came back was sent, and is unknown to the dialect."""
        if one.expected is not None or _at(sent, path) is _NOWHERE:
            return False
        return not declares(self._oracle.dialect, self._case.type, sent, path)

    @cached_property
    def from_canonical_form(self) -> tuple[Difference, ...]:
        """How its canonical form differs from the canonical text; what was not written counts as absent, not null."""
        assert isinstance(self.expectation, Accept)
        if self.expectation.canonical_text == self.expected:
            return ()
        sent = jsontext.load(self._case.text) if self._case.unknown else None
        return tuple(
            Difference(one.at, one.expected, None)
            if one.actual == "null" and _at(self.value, path) is _NOWHERE
            else one
            for path, one in differences(jsontext.load(self.expected), jsontext.load(self.expectation.canonical_text))
            if (self.serde or not _same_double(one)) and not _is_sent(sent, path, one)
        )


def lost_or_invented(written: Written, *, null_matters: bool = False) -> Answer:
    """Compare a text with the case after the oracle made both canonical.

    ``null`` in place of absence is not a loss here, unless ``null_matters``.
    """
    if written.text == written.expected:
        return PASS
    expectation = written.expectation
    if isinstance(expectation, Accept):
        return _failed(
            written, (one for one in written.from_canonical_form if null_matters or not _null_for_absent(one))
        )
    try:
        found = written.from_canonical
    except jsontext.NotJson as error:
        return not_json(written.expected, written.text, error)
    if isinstance(expectation, Free):
        if written.serde:
            return _failed(written, found, *(() if found else (Finding(What.ILLEGAL, "", str(expectation.why)),)))
        reported = [one for one in found if null_matters or not _null_for_absent(one)]
        if reported or written.repeated:
            return _failed(written, reported, *written.repeated)
        # Such as 18446744073709550592, which JavaScript writes as 18446744073709552000, or a null that nothing proves.
        return Answer(Status.FREE, note=f"left open: {expectation.why}", actual=written.text)
    # A null is reported if it is what makes the text illegal.
    reported = [one for one in found if null_matters or not _null_for_absent(one) or _nested(one.at, expectation.at)]
    covered = any(_nested(one.at, expectation.at) for one in reported)
    illegal = () if covered else (Finding(What.ILLEGAL, expectation.at, str(expectation.rule)),)
    return _failed(written, reported, *illegal)


_OF_ENCODERS = frozenset({What.INVENTED, What.NULL_ADDED, What.ILLEGAL, What.REPEATED})


def lost_in_reading(written: Written) -> Answer:
    """Compare a text with the case, leaving aside what only an encoder can have done: what it added."""
    answer = lost_or_invented(written)
    if answer.status is not Status.FAIL:
        return answer
    left = [one for one in answer.findings if one.what not in _OF_ENCODERS]
    return failed(left, answer.expected, answer.actual)


def from_canonical(written: Written) -> Answer:
    """Compare a text with the canonical value itself, leaving kept unknown members aside."""
    if written.text == written.expected:
        return PASS
    if not written.serde:
        # The spelling of numbers is not fixed; what is left of the canonical form is null, absence and strangers.
        answer = lost_or_invented(written, null_matters=True)
        if not isinstance(written.expectation, Accept) or not (
            strangers := findings(written.without_misread(written.strangers))
        ):
            return answer
        listed = {one.at for one in answer.findings} | {new_pointer(one) for one in answer.findings}
        more = (one for one in strangers if one.at not in listed)
        return failed([*answer.findings, *more], written.expected, written.text)
    try:
        return _failed(written, written.from_canonical)
    except jsontext.NotJson as error:
        return not_json(written.expected, written.text, error)


def shown_by_types(written: Written, raw: Iterable[str]) -> Answer:
    """Compare what a typed API shows with the canonical value; unknown members that were sent must not be there.

    ``raw`` are the places that the library types as any value: inside them, unknown members count against nobody.
    ``null`` and absence count as equal here, because most languages have one value for both.
    """
    if written.text == written.expected:
        return PASS
    within = tuple(f"{at}/" for at in raw)
    try:
        echoed = [
            Finding(What.ECHOED, one.at, None, one.actual) for one in written.echoed if not one.at.startswith(within)
        ]
        if written.serde or isinstance(written.expectation, Reject):
            answer = _failed(written, (one for one in written.from_canonical if not _null_for_absent(one)))
        else:
            answer = lost_or_invented(written)
    except jsontext.NotJson as error:
        return not_json(written.expected, written.text, error)
    return failed([*answer.findings, *echoed], written.expected, written.text) if echoed else answer


def not_json(expected: str, text: str, error: jsontext.NotJson) -> Answer:
    """The answer to a text that is not JSON."""
    why = "it is empty" if not text.strip() else str(error)
    if text.startswith("\ufeff"):
        why = "it begins with a byte order mark"
    return failed([Finding(What.NOT_JSON, got=why)], expected, text)


def _failed(written: Written, found: Iterable[Difference], *more: Finding) -> Answer:
    # The oracle leaves out members with unknown names, so new names show only in what was written.
    found_wrong = findings(written.without_misread(found), written.from_canonical)
    return failed([*written.misread, *found_wrong, *more], written.expected, written.text)


def _misread(sent: Any, written: Any, path: Path) -> Iterator[Finding]:
    """The members inside a value that have another's value, which has their name in another spelling."""
    if isinstance(sent, list) and isinstance(written, list):
        for index, pair in enumerate(zip(sent, written, strict=False)):
            yield from _misread(*pair, (*path, index))
    if not isinstance(sent, dict) or not isinstance(written, dict):
        return
    twins: dict[str, list[Any]] = defaultdict(list)
    for name, value in sent.items():
        twins[spelling(name)].append(value)
    for name, value in written.items():
        if name not in sent:
            continue
        if not same(value, sent[name]) and any(same(value, other) for other in twins[spelling(name)]):
            at = jsontext.pointer((*path, name))
            yield Finding(What.MISREAD, at, jsontext.compact(sent[name]), jsontext.compact(value))
        else:
            yield from _misread(sent[name], value, (*path, name))


def _nested(one: str, other: str) -> bool:
    """Whether two pointers are the same, or one is inside the other."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _same_double(difference: Difference) -> bool:
    try:
        return float(difference.expected or "-") == float(difference.actual or "-")
    except ValueError:
        return False


def _is_sent(sent: Any, path: Path, difference: Difference) -> bool:
    """Whether what seems invented was sent: unknown in the payload, known in what a lost tag or role made of it."""
    found = _at(sent, path)
    return difference.expected is None and found is not _NOWHERE and same(found, jsontext.load(difference.actual or ""))


def _null_for_absent(difference: Difference) -> bool:
    return {difference.expected, difference.actual} == {None, "null"}


def _repeated(value: Any, path: Path) -> Iterator[str]:
    """Where names come more than once in one object of a parsed text."""
    if isinstance(value, jsontext.Repeated):
        yield from (jsontext.pointer((*path, name)) for name in value.names)
    if isinstance(value, dict | list):
        for token, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _repeated(item, (*path, token))


_NOWHERE = object()


def _at(value: Any, path: Path) -> Any:
    for token in path:
        try:
            value = value[token]
        except (LookupError, TypeError):
            return _NOWHERE
    return value
