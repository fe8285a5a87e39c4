"""What the items of one process share: connection, oracle, requirements and known failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial

from conformance.adapter.broken import AdapterBroken
from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.declared import asked_operations, undeclared_type
from conformance.adapter.inprocess import InProcess
from conformance.adapter.outcome import Kind
from conformance.adapters.open import open_implementation
from conformance.checks.case import Case
from conformance.checks.dialect import Spoken, spoken
from conformance.checks.exchange import Again, exchanges
from conformance.checks.finding import Group
from conformance.checks.register import BEHAVIOUR, ROBUST
from conformance.checks.verdict import Status, Verdict
from conformance.known_failures.cases import cases_of
from conformance.known_failures.match import Listing
from conformance.oracle import Accept, Oracle, oracle
from conformance.requirements.register import Register, load_register
from conformance.results.reasons import groups_of
from conformance.results.words import complete
from conformance.suite.case_cache import cached
from conformance.suite.generated import payload_cases
from conformance.suite.listed import listed
from conformance.suite.selection import Selection
from conformance.suite.tally import Tallies, Tally
from conformance.vectors import load_type
from conformance.vectors.pass_through import passes_everything_through
from conformance.vectors.steady import Steady


class ItemContext:
    """What the items of one process share, each part made on first use, and the verdicts on one type's payloads.

    ``shown`` are the causes of failures so far; ``opened`` is the implementation, if it was asked for its dialect.
    """

    def __init__(self, selection: Selection, opened: Connection | None = None) -> None:
        self.selection = selection
        self._opened = opened
        self.inside: Callable[[str, int], None] | None = None
        """Told, within an item of generated payloads, how many of them have been judged."""
        self.shown: set[Group] = set()
        self._type: str | None = None
        self._judged: Tallies | None = None

    @cached_property
    def connection(self) -> Steady:
        """The implementation, held to what it declares."""
        selection = self.selection
        opened = self._opened or open_implementation(
            selection.impl,
            timeout=selection.timeout,
            start=selection.start,
            dialect=selection.dialect,
            isolated=selection.isolated,
        )
        if isinstance(opened, InProcess):
            _check_sound(opened, selection)
        return Steady(opened, self.oracle)

    @cached_property
    def spoken(self) -> Spoken:
        """The dialect and generation of the wire that the implementation speaks."""
        # An event that it has no type for may still be one that it knows.
        return spoken(self.connection.own, self.selection.dialect)

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
        """The known failures, if a file of them is given."""
        return listed(self.selection, lambda: cases_of(self.selection.dialect))

    def generated(self, type_name: str, check: str) -> Tally:
        """A check's verdicts on a type's generated payloads, which are judged once and cached until the next type.

        Crashes where anything else goes are with ``behaviour``, which is shown for these payloads.
        """
        if self._judged is None or self._type != type_name:
            judged, name = Tallies(self.oracle, self.selection.checks), f"{type_name}::generated"
            make = partial(payload_cases, self.selection, type_name, self.oracle, self.register)
            cases = cached(self.selection, type_name, make)
            answered = exchanges(self.connection, cases, again=Again.OF_ANOTHER_VALUE, dialect=self.oracle.dialect)
            for number, exchange in enumerate(answered):
                if self.inside is not None:
                    self.inside(name, number)
                judged.add(exchange)
            # Only once all is judged: half of a type's verdicts would pass for all of them.
            self._type, self._judged = type_name, judged
        tally = self._judged.of(check)
        return tally.with_more(self._judged.of(ROBUST.name)) if check == BEHAVIOUR.name else tally

    def passes_through(self) -> bool:
        """Whether the implementation hands on whatever it is given; not asked in a run of single vectors."""
        selection = self.selection
        return selection.vectors is None and passes_everything_through(self.connection, selection.types, self.oracle)

    def completed(self, verdict: Verdict, case: Case | None, index: int) -> Verdict:
        """The verdict as results and reports need it: with its requirements, its payload and how to reproduce it."""
        if self.selection.shard is not None:
            verdict = replace(verdict, index=index)
        if verdict.status in (Status.PASS, Status.UNSUPPORTED):
            return verdict
        chosen = self.selection
        whole = complete(verdict, case, self.register, chosen.impl, chosen.dialect, chosen.of_generated)
        if not whole.failed:
            return whole
        self.shown.update(groups_of(whole))
        entry = self.listing.entry(verdict) if self.listing else None
        return replace(whole, known=entry.label if entry else None)

    def close(self) -> None:
        """Close the connection, if it was ever opened."""
        if "connection" in self.__dict__:
            self.connection.close()
        elif self._opened is not None:
            self._opened.close()


def _check_sound(connection: Connection, selection: Selection) -> None:
    """Refuse a module that fails by itself at every sound payload, as it may where garbage is refused before.

    Programs are not asked: one that hangs at a sound payload would do so before there are results.

    Raises:
        AdapterBroken: it answers a legal payload for none of its types.
    """
    hello, failed = connection.hello, None
    for name in selection.types:
        ops = asked_operations(hello, name)
        if undeclared_type(hello, name) or not ops:
            continue
        vectors = load_type(selection.dialect, name).values()
        sound = next((one for one in vectors if isinstance(one.expectation, Accept)), None)
        if sound is None:
            continue
        op = next(op for op in Op if op in ops)
        outcome = connection.ask(Request(op, name, sound.text))
        if outcome.kind is not Kind.ADAPTER_ERROR:
            return
        failed = failed or (op, sound.id, outcome.message or "")
    if failed is not None:
        op, case, said = failed
        raise AdapterBroken(
            f"{hello.name}: the adapter is at fault, not the library: to a sound payload of each type, such as {case}, "
            f"its {op} answers `adapter-error`: {said}"
        )
