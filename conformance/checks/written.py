"""Comparing what an implementation wrote with what the oracle expects; read once for all checks of a case."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from conformance import jsontext
from conformance.checks.answer import PASS, Answer, failed
from conformance.checks.case import Case
from conformance.checks.changes import findings
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status
from conformance.difference import Difference, Path, differences
from conformance.oracle import Accept, Expectation, Free, Oracle
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
        """What the oracle says of it, as if it had been sent."""
        return self._oracle.expect(self._case.type, self.text)

    @cached_property
    def value(self) -> Any:
        """Its value.

        Raises:
            NotJson: it has none.
        """
        return jsontext.load(self.text)

    @cached_property
    def from_canonical(self) -> tuple[Difference, ...]:
        """How its value differs from the canonical one, kept unknown members aside.

        Raises:
            NotJson: it is not JSON.
        """
        sent = jsontext.load(self._case.text) if self._case.unknown else None
        return tuple(
            one
            for path, one in differences(jsontext.load(self.expected), self.value)
            if not (one.expected is None and self._kept(path, sent)) and (self.serde or not _same_double(one))
        )

    @cached_property
    def from_canonical_form(self) -> tuple[Difference, ...]:
        """How its canonical form differs from the canonical text; what was not written is called absent, not null."""
        assert isinstance(self.expectation, Accept)
        if self.expectation.canonical_text == self.expected:
            return ()
        return tuple(
            Difference(one.at, one.expected, None)
            if one.actual == "null" and _at(self.value, path) is _NOWHERE
            else one
            for path, one in differences(jsontext.load(self.expected), jsontext.load(self.expectation.canonical_text))
        )

    def _kept(self, path: Path, sent: Any) -> bool:
        """Whether an unknown member came back that was sent."""
        return _at(sent, path) is not _NOWHERE and not declares(self._oracle.dialect, self._case.type, self.value, path)


def lost_or_invented(written: Written, *, tells_null: bool = False) -> Answer:
    """Compare a text with the case after the oracle made both canonical.

    ``null`` in place of absence is no loss here, unless ``tells_null``.
    """
    if written.text == written.expected:
        return PASS
    said = written.expectation
    if isinstance(said, Accept):
        return _failed(written, (one for one in written.from_canonical_form if tells_null or not _null_for_absent(one)))
    try:
        found = written.from_canonical
    except jsontext.NotJson as error:
        return not_json(written.expected, written.text, error)
    if isinstance(said, Free):
        if found or written.serde:
            return _failed(written, found, None if found else Finding(What.ILLEGAL, "", str(said.why)))
        # Such as 18446744073709550592, which JavaScript writes as 18446744073709552000.
        return Answer(Status.FREE, note=f"left open: {said.why}", actual=written.text)
    # A null is told where it is what makes the text illegal.
    told = [one for one in found if tells_null or not _null_for_absent(one) or _beside(one.at, said.at)]
    covered = any(_beside(one.at, said.at) for one in told)
    return _failed(written, told, None if covered else Finding(What.ILLEGAL, said.at, str(said.rule)))


def from_canonical(written: Written) -> Answer:
    """Compare a text with the canonical value itself, leaving kept unknown members aside."""
    if written.text == written.expected:
        return PASS
    if not written.serde:
        # No serializer fixes how numbers are spelt; what is left of the canonical form is null and absence.
        return lost_or_invented(written, tells_null=True)
    try:
        return _failed(written, written.from_canonical)
    except jsontext.NotJson as error:
        return not_json(written.expected, written.text, error)


def not_json(expected: str, text: str, error: jsontext.NotJson) -> Answer:
    """The answer to a text that is not JSON."""
    return failed([Finding(What.NOT_JSON, got=str(error))], expected, text)


def _failed(written: Written, found: Iterable[Difference], more: Finding | None = None) -> Answer:
    # The oracle leaves out members under names that it does not know: new names show in what was written alone.
    told = findings(found, written.from_canonical)
    return failed([*told, *([more] if more else [])], written.expected, written.text)


def _beside(at: str, place: str) -> bool:
    """Whether one pointer is, or lies inside of, the other."""
    return f"{at}/".startswith(f"{place}/") or f"{place}/".startswith(f"{at}/")


def _same_double(difference: Difference) -> bool:
    try:
        return float(difference.expected or "-") == float(difference.actual or "-")
    except ValueError:
        return False


def _null_for_absent(difference: Difference) -> bool:
    return {difference.expected, difference.actual} == {None, "null"}


_NOWHERE = object()


def _at(value: Any, path: Path) -> Any:
    for token in path:
        try:
            value = value[token]
        except (LookupError, TypeError):
            return _NOWHERE
    return value
