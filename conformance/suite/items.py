"""The pytest items: one per vector, one per type and check for generated payloads, one per type and hostile input."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import pytest

from conformance.adapter.declared import undeclared_type
from conformance.checks.case import THE_IMPLEMENTATION, Case, CaseId, CaseKind
from conformance.checks.dialect import about_events
from conformance.checks.register import CHECKS, OF_PAYLOADS, ROBUST, judge_dialect, judge_ordeal
from conformance.checks.robust import HostileInput, hostile_inputs, ordeal
from conformance.checks.verdict import FAILURES, Status, Verdict
from conformance.display import safe
from conformance.jsontext import visible
from conformance.results.doubt import doubted
from conformance.results.words import counted, paragraph
from conformance.spec.model import Ref, Tagged
from conformance.suite.context import ItemContext
from conformance.suite.explore import KINDS, explore
from conformance.suite.minimising import minimised
from conformance.suite.selection import Selection
from conformance.suite.shards import Slices
from conformance.vectors import Vector
from conformance.vectors.growth import sound_payload
from conformance.vectors.judging import judged

VERDICTS = "verdicts"
"""The user property of a report that holds the item's verdicts."""

INDEX = "index"
"""The user property of a report that holds the item's place in the whole run."""

_MOST_OF_A_TYPE = 1_000_000
"""More than the items of any type: an item's index is the same in a shard, which makes no items of other types."""


class Nonconforming(Exception):
    """Verdicts that make the item fail."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        super().__init__("; ".join(f"{verdict.check}: {verdict.reason}" for verdict in verdicts))
        self.verdicts = verdicts


class Context(Protocol):
    """What the items of one process share."""

    selection: Selection

    def completed(self, verdict: Verdict, case: Case | None, index: int) -> Verdict:
        """The verdict as results and reports need it."""


class ConformanceItem(pytest.Item):
    """An item that yields verdicts."""

    context: Context
    index: int
    case: CaseId

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Ask the implementation and judge its answers."""
        raise NotImplementedError

    def completed(self) -> list[Verdict]:
        """The verdicts as results and reports need them."""
        found, case = self.verdicts()
        return [self.context.completed(verdict, case, self.index) for verdict in found]

    def runtest(self) -> None:
        """Fail if a verdict gates; skip if the implementation has nothing to judge.

        If all gating failures are known, the item was expected to fail.
        """
        verdicts = self.completed()
        self.user_properties += [(VERDICTS, verdicts), (INDEX, self.index)]
        strict = self.context.selection.strict
        gating = [verdict for verdict in verdicts if verdict.gates(strict=strict)]
        if new := [verdict for verdict in gating if verdict.known is None]:
            raise Nonconforming(new)
        if gating:
            pytest.xfail(visible(gating[0].known or "known"))
            raise Nonconforming(gating)  # reached with --runxfail, which reports expected failures
        if verdicts and not any(verdict.answered for verdict in verdicts):
            pytest.skip(visible(verdicts[0].note) or "not declared by the implementation")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation, in place of a traceback."""
        if isinstance(excinfo.value, pytest.xfail.Exception):
            return safe(str(excinfo.value))  # a traceback says nothing here, and takes pytest a quarter of a second
        if not isinstance(excinfo.value, Nonconforming):
            if self.config.option.tbstyle == "no":
                return safe(excinfo.exconly())
            return super().repr_failure(excinfo, style)
        return safe("\n".join(line for verdict in excinfo.value.verdicts for line in paragraph(verdict)))

    @cached_property
    def location(self) -> tuple[str, int | None, str]:
        """What pytest makes of :meth:`reportinfo`; the path is absolute, and the same for thousands of items."""
        return self.session._node_location_to_relpath(self.path), None, self.nodeid

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where pytest says the item is."""
        return self.path, None, self.nodeid


class VectorItem(ConformanceItem):
    """One golden vector under every selected check."""

    context: ItemContext
    vector: Vector

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Ask about this vector alone, so that nothing else can be at fault."""
        context = self.context
        return judged(context.connection, self.vector, context.oracle, context.selection.checks)


class PropertyItem(ConformanceItem):
    """One check over the covering set and the generated payloads of one type."""

    context: ItemContext

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Judge all payloads; report the smallest one that fails, and how many fail."""
        context, case_id, check = self.context, self.case, self.case.name
        if lacking := undeclared_type(context.connection.hello, case_id.subject):
            # No payloads need to be generated.
            return [_summed(case_id, check, Status.UNSUPPORTED, lacking.message or "")], None
        tally = context.generated(case_id.subject, check)
        if not tally.failed:
            return list(_without_failure(case_id, check, tally.statuses, tally.note)), None
        # The most binding first, then the smallest; what the suite itself is in doubt about hides no other.
        failed = sorted(tally.failed, key=lambda pair: (pair[0].level.rank, len(pair[1].text)))
        worst, case = next((pair for pair in failed if doubted(*pair, context.selection.dialect).failed), failed[0])
        case, worst = minimised(context, case, worst)
        return [replace(worst, case=str(case_id), failing=len(failed), judged=tally.statuses.total())], case


def _without_failure(case: CaseId, check: str, statuses: Counter[Status], note: str = "") -> Iterator[Verdict]:
    """The one verdict on many payloads, of which none fails; ``note`` is for payloads that could not be asked about."""
    if Status.PASS in statuses or set(statuses) == {Status.FREE}:
        status = Status.PASS if Status.PASS in statuses else Status.FREE
        yield _summed(case, check, status, counted(statuses.total(), "payload"))
    elif statuses:
        yield _summed(case, check, Status.UNSUPPORTED, note)


def _summed(case: CaseId, check: str, status: Status, note: str) -> Verdict:
    return Verdict(str(case), case.subject, check, CHECKS[check].ceiling, status, note=note)


class ExploreItem(ConformanceItem):
    """What Hypothesis finds with one kind of payloads of one type."""

    context: ItemContext

    def completed(self) -> list[Verdict]:
        """The verdicts on each payload that it found, and one for each check that it found nothing for."""
        context = self.context
        explored = explore(context, self.case, context.shown)
        # What is answered differently each time may be the last payload for two causes.
        found = {case.id: (case, failed) for case, failed in explored.found.values()}
        verdicts = [
            context.completed(verdict, case, self.index) for case, failed in found.values() for verdict in failed
        ]
        failing = {verdict.check for verdict in verdicts}
        for check, statuses in explored.judged.items():
            if check not in failing:
                fine = Counter(status for status in statuses if status not in FAILURES)
                verdicts += [
                    context.completed(one, None, self.index) for one in _without_failure(self.case, check, fine)
                ]
        return verdicts


class HostileItem(ConformanceItem):
    """One hostile payload for one type."""

    context: ItemContext
    hostile: HostileInput
    sound: str

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Send it, and check that an orderly answer comes back."""
        seen = ordeal(self.context.connection, self.hostile, self.sound)
        return [judge_ordeal(self.hostile, seen)], None


class UndeclaredItem(ConformanceItem):
    """All items of a type that the implementation does not declare: it answers none of them, and one skip says that."""

    items: Sequence[ConformanceItem]

    def completed(self) -> list[Verdict]:
        """The verdicts of them all, which results have one by one."""
        return [verdict for item in self.items for verdict in item.completed()]


class DialectItem(ConformanceItem):
    """The only item if the implementation does not speak the dialect."""

    verdict: Verdict

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """The one verdict."""
        return [self.verdict], None


class TypeCollector(pytest.Collector):
    """The items of one type; pytest shows its name in place of a file's."""

    def collect(self) -> Sequence[pytest.Item]:
        """Nothing: :func:`make_items` makes the items, without a file."""
        return []


def make_items(
    session: pytest.Session, context: ItemContext, work: Mapping[str, Slices], vectors: Iterable[Vector]
) -> list[pytest.Item]:
    """The items of the selected types that are judged here, type by type."""
    selection = context.selection
    items: list[pytest.Item] = []
    # Types that both wires may share are judged, if the user names no others.
    if about_events(context.oracle.dialect, selection.types) and (verdict := judge_dialect(context.spoken)):
        alone = _item(DialectItem, session, THE_IMPLEMENTATION, nodeid=THE_IMPLEMENTATION.item, verdict=verdict)
        alone.context, alone.index = context, 0
        return [alone] if selection.shard is None or selection.shard.first else []
    by_type: dict[str, list[Vector]] = {name: [] for name in selection.types}
    for vector in vectors:
        by_type[vector.type].append(vector)
    for position, type_name in enumerate(selection.types):
        if type_name not in work:
            continue
        parent = TypeCollector.from_parent(session, name=type_name, path=Path(session.path), nodeid=type_name)
        for number, item in enumerate(_of_type(context, type_name, parent, by_type[type_name])):
            if work[type_name].has(0 if isinstance(item, PropertyItem) else number):
                item.context, item.index = context, position * _MOST_OF_A_TYPE + number
                items.append(item)
    return items


def joined(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The same items, but one in place of all those of a type that the implementation does not declare."""
    found: list[pytest.Item] = []
    for parent, group in groupby(items, key=lambda item: item.parent):
        together = list(group)
        first = together[0]
        if isinstance(first, ConformanceItem) and isinstance(parent, TypeCollector) and _is_undeclared(first):
            case = CaseId(CaseKind.VECTOR, first.case.subject, "undeclared")
            one = _item(UndeclaredItem, parent, case, items=together)
            one.context, one.index = first.context, first.index
            together = [one]
        found += together
    return found


def _is_undeclared(item: ConformanceItem) -> bool:
    """Whether nothing of an item's type can be asked: a union is by the types of its variants where it has none."""
    context = item.context
    if not isinstance(context, ItemContext):
        return False
    node = context.oracle.dialect.node(item.case.subject)
    variants = [one.node.name for one in node.variants if isinstance(one.node, Ref)] if isinstance(node, Tagged) else []
    hello = context.connection.hello
    return all(undeclared_type(hello, name) for name in (item.case.subject, *variants))


def _of_type(
    context: ItemContext, type_name: str, parent: pytest.Collector, vectors: Sequence[Vector]
) -> Iterator[ConformanceItem]:
    selection = context.selection
    if selection.checks - {ROBUST.name}:
        for vector in vectors:
            yield _item(VectorItem, parent, CaseId(CaseKind.VECTOR, type_name, vector.slug), vector=vector)
    if selection.vectors is None:
        yield from _beside_vectors(context, type_name, parent)
    if selection.explore and not undeclared_type(context.connection.hello, type_name):
        # At the end: what the others show is not looked at any further.
        for kind in KINDS:
            yield _item(ExploreItem, parent, CaseId(CaseKind.EXPLORED, type_name, kind))


def _beside_vectors(context: ItemContext, type_name: str, parent: pytest.Collector) -> Iterator[ConformanceItem]:
    selection = context.selection
    if selection.generated:
        for check in OF_PAYLOADS:
            if check in selection.checks:
                yield _item(PropertyItem, parent, CaseId(CaseKind.GENERATED, type_name, check))
    if ROBUST.name in selection.checks:
        dialect = context.oracle.dialect
        sound = sound_payload(dialect, type_name)
        for hostile in hostile_inputs(dialect, type_name, sound):
            yield _item(HostileItem, parent, hostile.case, hostile=hostile, sound=sound)


def _item(
    kind: type[ConformanceItem], parent: pytest.Collector, case: CaseId, nodeid: str | None = None, **attributes: Any
) -> ConformanceItem:
    named = {} if nodeid is None else {"nodeid": nodeid}
    item = kind.from_parent(parent, name=case.item, **named)
    for attribute, value in {"case": case, **attributes}.items():
        setattr(item, attribute, value)
    return item
