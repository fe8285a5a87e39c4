"""The pytest items: one a vector, one a (type, check) for generated payloads, one a (type, hazard)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from conformance.adapter.contract import Connection, Op
from conformance.adapter.declared import undeclared_type
from conformance.adapters.open import open_implementation
from conformance.case import Case
from conformance.checks import CHECKS, judge
from conformance.exchange import Again, exchanges
from conformance.explain import explain, reproduction, required
from conformance.flavour import OFFICIAL, Flavour
from conformance.known_failures.cases import cases_of
from conformance.known_failures.entries import load as load_known_failures
from conformance.known_failures.match import Listing
from conformance.oracle import Oracle, oracle
from conformance.outcome import FAULTS
from conformance.reasons import group_of
from conformance.requirements import Register
from conformance.requirements import load as load_register
from conformance.results.writer import verdict_record
from conformance.suite import hazards, probe
from conformance.suite.case_cache import kept
from conformance.suite.generated import payload_case, payload_cases
from conformance.suite.hazards import Hazard
from conformance.suite.probe import spoken
from conformance.suite.selection import Selection
from conformance.vectors import Vector, case_of
from conformance.verdict import FAILURES, Status, Verdict

VERDICTS = "verdicts"
"""Under this name an item's report carries its verdicts (pytest-xdist brings them to the main process)."""

EXPLAINED = "explained"
"""Under this name it carries the explanations of failures whose reason is new, by group."""


class Bench:
    """What the items of one process share: the connection, the oracle and the verdicts on one type."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self._explained: set[str] = set()
        self._type: str | None = None
        self._judged: dict[str, list[tuple[Verdict, Case]]] = {}

    @cached_property
    def connection(self) -> Connection:
        """The implementation, opened on first use."""
        return open_implementation(self.selection.impl, timeout=self.selection.timeout, dialect=self.selection.dialect)

    @cached_property
    def flavour(self) -> Flavour:
        """The generation of the wire that the implementation speaks; asked only where the official one is meant."""
        return spoken(self.connection) if self.selection.dialect == OFFICIAL else Flavour.NEUTRAL

    @cached_property
    def oracle(self) -> Oracle:
        """The oracle of the run's dialect."""
        return oracle(self.selection.dialect)

    @cached_property
    def register(self) -> Register:
        """The requirements of the run's dialect."""
        return load_register(self.selection.dialect)

    @cached_property
    def listing(self) -> Listing | None:
        """The known failures, where a file of them is given."""
        selection = self.selection
        if selection.known_failures is None:
            return None
        known = load_known_failures(selection.known_failures, may_be_absent=selection.update)
        return Listing(known, cases_of(selection.dialect))

    def known(self, verdict: Verdict) -> str | None:
        """Where a failure is listed as known, for this reason: its issue, else why."""
        entry = self.listing.entry(verdict.case, verdict.check, verdict.reason) if self.listing else None
        return entry.told if entry and verdict.status in FAILURES else None

    def generated(self, type_name: str, check: str) -> Sequence[tuple[Verdict, Case]]:
        """A check's verdicts on a type's generated payloads; a type is asked once, and kept until the next one."""
        if self._type != type_name:
            judged: dict[str, list[tuple[Verdict, Case]]] = defaultdict(list)
            cases = kept(
                self.selection,
                type_name,
                lambda: payload_cases(self.selection, type_name, self.oracle, self.register),
            )
            for exchange in exchanges(self.connection, cases, again=Again.OF_ANOTHER_VALUE):
                for verdict in judge(exchange, self.oracle, self.selection.checks):
                    judged[verdict.check].append((verdict, exchange.case))
            # Whole, or not at all: a type of which half was judged would seem to have nothing to say.
            self._type, self._judged = type_name, judged
        return self._judged[check]

    def record(self, verdict: Verdict, case: Case | None) -> dict[str, Any]:
        """A verdict as the results keep it."""
        if verdict.status is Status.PASS:
            return verdict_record(verdict)
        rows = self.register.rows
        told = verdict.status is not Status.UNSUPPORTED
        known = self.known(verdict)
        record = verdict_record(
            verdict,
            requirements={row: rows[row].says for row in required(verdict.check, case, self.register) if row in rows}
            if told
            else None,
            sent=case.text if case and told else None,
            reproduce=reproduction(verdict, case, self.selection.impl, self.selection.dialect) if told else None,
        )
        return record if known is None else record | {"known": known}

    def explain(self, verdict: Verdict, case: Case | None) -> str:
        """A verdict in words."""
        return explain(verdict, case, self.register, self.selection.impl, self.selection.dialect)

    def explanations(self, verdicts: Sequence[Verdict], case: Case | None) -> dict[str, str]:
        """The explanations of those verdicts whose reason was not explained before, by group."""
        new = {group_of(verdict): verdict for verdict in verdicts}
        explained = {
            group: self.explain(verdict, case) for group, verdict in new.items() if group not in self._explained
        }
        self._explained |= explained.keys()
        return explained

    def close(self) -> None:
        """Close the connection, if it was ever opened."""
        if "connection" in self.__dict__:
            self.connection.close()


class Nonconforming(Exception):
    """Verdicts that make the item fail."""

    def __init__(self, verdicts: Sequence[Verdict], case: Case | None) -> None:
        super().__init__("; ".join(f"{verdict.check}: {verdict.reason}" for verdict in verdicts))
        self.verdicts = verdicts
        self.case = case


class ConformanceItem(pytest.Item):
    """An item that yields verdicts."""

    bench: Bench
    place: int

    @property
    def part(self) -> str:
        """The name by which it falls into a shard."""
        return self.nodeid

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Ask and judge."""
        raise NotImplementedError

    def runtest(self) -> None:
        """Fail when a verdict gates; skip when the implementation has nothing that could be judged.

        An item all of whose gating failures are known is one that was expected to fail.
        """
        verdicts, case = self.verdicts()
        records = [self.bench.record(verdict, case) | {"place": self.place} for verdict in verdicts]
        self.user_properties.append((VERDICTS, records))
        failed = [verdict for verdict in verdicts if verdict.status in FAILURES]
        new = [verdict for verdict in failed if self.bench.known(verdict) is None]
        if new:
            self.user_properties.append((EXPLAINED, self.bench.explanations(new, case)))
        strict = self.bench.selection.strict
        if gating := [verdict for verdict in new if verdict.gates(strict=strict)]:
            raise Nonconforming(gating, case)
        if gating := [verdict for verdict in failed if verdict.gates(strict=strict)]:
            pytest.xfail(self.bench.known(gating[0]) or "known")
            raise Nonconforming(gating, case)  # with --runxfail, which asks for the failures that are expected
        if verdicts and all(verdict.status is Status.UNSUPPORTED for verdict in verdicts):
            pytest.skip(verdicts[0].reason or "not declared by the implementation")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation in place of a traceback."""
        if isinstance(excinfo.value, pytest.xfail.Exception):
            return str(excinfo.value)  # a traceback would say nothing, and takes pytest a quarter of a second
        if not isinstance(excinfo.value, Nonconforming):
            if self.config.option.tbstyle == "no":
                return excinfo.exconly()
            return super().repr_failure(excinfo, style)
        return "\n".join(self.bench.explain(verdict, excinfo.value.case) for verdict in excinfo.value.verdicts)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where the item is shown to belong."""
        return self.path, None, self.nodeid


class VectorItem(ConformanceItem):
    """One golden vector under every selected check."""

    vector: Vector

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Ask about the vector alone, so that nothing else can be to blame."""
        case = case_of(self.vector, self.bench.oracle)
        (exchange,) = exchanges(self.bench.connection, [case])
        return list(judge(exchange, self.bench.oracle, self.bench.selection.checks)), case


class PropertyItem(ConformanceItem):
    """One check over the covering set and the generated payloads of one type."""

    type_name: str
    check: str

    @property
    def part(self) -> str:
        """That of the type: its payloads are generated and asked once for all checks."""
        return f"{self.type_name}/generated"

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Judge all; say it of the smallest payload that fails, and how many there were."""
        bench = self.bench
        name = f"{self.type_name}/generated/{self.check}"
        if lacking := undeclared_type(bench.connection.hello, self.type_name):
            # Payloads that nobody is asked about need not be generated.
            level, reason = CHECKS[self.check].ceiling, lacking.message or ""
            return [Verdict(name, self.type_name, self.check, level, Status.UNSUPPORTED, reason)], None
        judged = bench.generated(self.type_name, self.check)
        failed = [(verdict, case) for verdict, case in judged if verdict.status in FAILURES]
        if not failed:
            return list(_summed(name, self.type_name, self.check, [verdict for verdict, _ in judged])), None
        # The most binding first, then the smallest.
        worst, case = min(failed, key=lambda pair: (pair[0].level.rank, len(pair[1].text)))
        case, worst = self._minimised(case, worst)
        reason = f"{worst.reason} (in {len(failed)} of {len(judged)} payloads)"
        return [
            Verdict(
                name, self.type_name, self.check, worst.level, worst.status, reason, worst.expected, worst.actual,
                worst.differences,
            )
        ], case  # fmt: skip

    def _minimised(self, case: Case, worst: Verdict) -> tuple[Case, Verdict]:
        from strategies.minimise import minimise

        bench = self.bench
        again = Again.OF_ANOTHER_TEXT if self.check == "idempotent" else Again.NEVER
        ops = _ASKED.get(self.check, ())
        found: dict[str, tuple[Case, Verdict]] = {case.text: (case, worst)}

        def still_fails(text: str) -> bool:
            # For the same reason: a smaller payload that fails for another one explains nothing.
            smaller = payload_case(case.id, case.type, text, bench.oracle, bench.register)
            (exchange,) = exchanges(bench.connection, [smaller], again=again, ops=ops)
            for verdict in judge(exchange, bench.oracle, {self.check}):
                if verdict.level is worst.level and group_of(verdict) == group_of(worst):
                    found[text] = (smaller, verdict)
                    return True
            return False

        # Every further try would cost a process that dies or a time limit that passes.
        if worst.status is not Status.FAIL or any(kind in worst.reason for kind in FAULTS):
            return case, worst
        return found[minimise(case.text, still_fails, calls=_TRIES)]


# Beside the round trip, without which nothing is judged.
_ASKED = {"typed-read": (Op.TYPED,), "build": (Op.BUILD,)}
# An implementation can fail in a thousand places; each is made small enough to read, not as small as can be.
_TRIES = 100


def _summed(name: str, type_name: str, check: str, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    statuses = {verdict.status for verdict in verdicts}
    if not statuses:
        return
    ceiling = CHECKS[check].ceiling
    passed = sum(verdict.status is Status.PASS for verdict in verdicts)
    if passed or statuses == {Status.FREE}:
        status = Status.PASS if passed else Status.FREE
        yield Verdict(name, type_name, check, ceiling, status, f"{len(verdicts)} payloads")
    else:
        yield Verdict(name, type_name, check, ceiling, Status.UNSUPPORTED, verdicts[0].reason)


class HazardItem(ConformanceItem):
    """One hostile payload for one type."""

    hazard: Hazard

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Throw it and see that a clean answer comes back."""
        return [hazards.judge(self.bench.connection, self.bench.oracle.dialect, self.hazard)], None


class DialectItem(ConformanceItem):
    """Instead of everything: the implementation is not of this dialect."""

    verdict: Verdict

    def verdicts(self) -> tuple[list[Verdict], Case | None]:
        """Say so."""
        return [self.verdict], None


class TypeCollector(pytest.Collector):
    """The items of one type; pytest shows its name where it would show a file's."""

    def collect(self) -> Sequence[pytest.Item]:
        """Nothing: items are made by :func:`make_items`, without a file to find them in."""
        return []


def make_items(session: pytest.Session, bench: Bench, vectors: Sequence[Vector]) -> list[pytest.Item]:
    """The selected items of this shard, type by type."""
    shard = bench.selection.shard
    items = list(_all_items(session, bench, vectors))
    for place, item in enumerate(items):
        item.bench, item.place = bench, place
    return [item for item in items if shard is None or shard.has(item.part)]


def _all_items(session: pytest.Session, bench: Bench, vectors: Sequence[Vector]) -> Iterator[ConformanceItem]:
    selection = bench.selection
    if verdict := probe.mismatch(bench.connection, bench.flavour, selection.dialect):
        yield _item(DialectItem, session, "dialect", nodeid="dialect", verdict=verdict)
        return
    by_type: dict[str, list[Vector]] = {name: [] for name in selection.types}
    for vector in vectors:
        by_type[vector.type].append(vector)
    for type_name in selection.types:
        parent = TypeCollector.from_parent(session, name=type_name, path=Path(session.path), nodeid=type_name)
        if selection.checks - {"robust"}:
            for vector in by_type[type_name]:
                yield _item(VectorItem, parent, vector.slug, vector=vector)
        if selection.vectors is not None:
            continue
        if selection.generated:
            for check in CHECKS:
                if check in selection.checks:
                    yield _item(PropertyItem, parent, f"generated[{check}]", type_name=type_name, check=check)
        if "robust" in selection.checks:
            for hazard in hazards.hazards(bench.oracle.dialect, type_name):
                yield _item(HazardItem, parent, f"robust[{hazard.name}]", hazard=hazard)


def _item(
    kind: type[ConformanceItem], parent: pytest.Collector, name: str, nodeid: str | None = None, **attributes: Any
) -> ConformanceItem:
    item = kind.from_parent(parent, name=name) if nodeid is None else kind.from_parent(parent, name=name, nodeid=nodeid)
    for attribute, value in attributes.items():
        setattr(item, attribute, value)
    return item
