"""The main process of a run: keeps the verdicts, writes the results file and prints the last screen."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import conformance
from conformance.adapter import ANY
from conformance.adapter.contract import Hello
from conformance.adapter.declared import undeclared_type
from conformance.checks.case import THE_IMPLEMENTATION, CaseId, CaseKind
from conformance.checks.dialect import Spoken
from conformance.checks.finding import Group
from conformance.checks.verdict import Status, Verdict
from conformance.display import complaint, safe
from conformance.errors import UsageError
from conformance.jsontext import visible
from conformance.known_failures.gate import GateResult, gate, update
from conformance.known_failures.match import Listing, Scope
from conformance.options import DEFAULT_RESULTS
from conformance.requirements.register import load_register
from conformance.results.earlier import keep_another
from conformance.results.reasons import groups_of
from conformance.results.words import counted
from conformance.results.writer import ResultsLost, ResultsWriter, check_writable
from conformance.spec import dialects, load_dialect
from conformance.spec.generation import Generation, told_by_name
from conformance.suite.items import INDEX, VERDICTS, ConformanceItem
from conformance.suite.progress import Progress
from conformance.suite.reasons_shown import Run
from conformance.suite.screen import screen
from conformance.suite.selection import Selection


class MainProcess:
    """Collects the verdicts and writes them as they come; ``close`` ends the implementation, also a second time."""

    def __init__(
        self,
        selection: Selection,
        spoken: Spoken,
        listing: Listing | None,
        passes_through: Callable[[], bool],
        close: Callable[[], None],
    ) -> None:
        self._asks_passes_through = passes_through
        self._close = close
        self._passes_through = False
        self._generation = spoken.generation
        self._listing = listing
        self._gate: GateResult | None = None
        self._failed = 0
        self._selection = selection
        self._types = frozenset(selection.types)
        self._hello = spoken.hello
        self._verdicts: list[Verdict] = []
        self._examples: dict[Group, Verdict] = {}
        self._started = time.monotonic()
        self._complete = True
        self._selected: set[str] = set()
        self._judged: set[str] = set()
        self.progress = Progress()
        self._unjudged: dict[str, list[str]] = {}
        self._deselected = False
        self._writer: ResultsWriter | None = None
        self._kept: Path | None = None
        self._lost = ""
        self._session: pytest.Session | None = None
        try:
            check_writable(Path(selection.results))
        except OSError as error:
            raise UsageError(f"--results={selection.results}: {error.strerror}") from None

    def pytest_report_header(self) -> list[str]:
        """Say what is judged, and by which dialect."""
        hello, selection = self._hello, self._selection
        kind = "recording" if selection.checks == {CaseKind.SESSION} else "type"
        return [
            visible(f"conformance: {hello.name} {hello.version} ({hello.profile}, {hello.language}), ")
            + f"dialect {selection.dialect}, {counted(selection.types, kind)}",
            *([] if self._generation in _UNREMARKABLE else [f"conformance: {_spoken(self._generation)}"]),
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the verdicts of an item that has run, and remove them from the report, which pytest keeps."""
        if not self._ours(report.nodeid):
            self.progress.give_way()
        if report.failed and VERDICTS not in dict(report.user_properties) and self._ours(report.nodeid):
            # An error of the suite, or a process of pytest-xdist that died: not a verdict, and not a pass.
            self._unjudged[report.nodeid] = report.longreprtext.strip().splitlines()[-1:]
        if report.when != "call":
            return
        carried = dict(report.user_properties)
        if VERDICTS in carried:
            self._judged.add(report.nodeid)
            self._failed += report.failed and not CaseId.of_item(report.nodeid).explored
            self.progress.done(report.nodeid)
        verdicts: list[Verdict] = carried.pop(VERDICTS, [])  # type: ignore[assignment]
        index: int = carried.pop(INDEX, 0)  # type: ignore[assignment]
        if verdicts and self._writer is not None and not self._lost:
            with self._losing():
                self._writer.add(*verdicts, index=index)
        for verdict in verdicts:
            self._keep(verdict)
        report.user_properties = list(carried.items())

    @contextmanager
    def _losing(self) -> Iterator[None]:
        """Stop the run where its results are lost: it would be for nothing."""
        try:
            yield
        except ResultsLost as lost:
            self._lost = self._lost or str(lost)
            if self._session is not None:
                self._session.shouldstop = "the results are lost"

    def _keep(self, verdict: Verdict) -> None:
        """Keep what the last screen needs: payloads of suite faults and of the best example of each group alone."""
        for group in groups_of(verdict) if verdict.failed else ():
            if group not in self._examples or _example_rank(verdict) < _example_rank(self._examples[group]):
                self._examples[group] = verdict
        if verdict.status is Status.SUITE_FAULT:
            self._verdicts.append(verdict)
            return
        if verdict.status is not Status.PASS:  # a pass has none of these
            verdict = replace(verdict, sent=None, expected=None, actual=None, reproduce=None, requirements=())
        self._verdicts.append(verdict)

    def _ours(self, nodeid: str) -> bool:
        return nodeid == THE_IMPLEMENTATION.item or nodeid.partition("::")[0] in self._types

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show which item is running; a project's own tests are shown by pytest."""
        if self._ours(nodeid):
            # Without a terminal pytest names every type that begins; one that is not asked about has nothing to show.
            undeclared = self._hello.types and undeclared_type(self._hello, nodeid.partition("::")[0])
            self.progress.start(nodeid, named=not undeclared)
        else:
            self.progress.give_way()

    def pytest_report_teststatus(self, report: pytest.TestReport, config: pytest.Config) -> tuple[str, str, str] | None:
        """Print no letters for thousands of items.

        There are none while the progress line is shown or if the run is quiet; otherwise, none for skipped items.
        """
        if self.progress.alone and self._ours(report.nodeid):
            return _category(report), "", ""
        if report.when != "call" or report.nodeid not in self._judged:
            return None
        known = hasattr(report, "wasxfail")
        if config.get_verbosity() < 0 or (config.get_verbosity() == 0 and report.skipped and not known):
            return "xfailed" if known else report.outcome, "", ""
        return None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which items were selected."""
        self._chosen(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Note which items the processes of pytest-xdist selected; all of them select the same."""
        self._chosen(ids)

    def _chosen(self, nodeids: Iterable[str]) -> None:
        self._selected = set(filter(self._ours, nodeids))
        self.progress.total = len(self._selected)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Note that the run is smaller than its header says."""
        self._deselected = self._deselected or any(isinstance(item, ConformanceItem) for item in items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Note the same for a process of pytest-xdist."""
        self._deselected = self._deselected or getattr(node, "workeroutput", {}).get(DESELECTED, False)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """End the processes of pytest-xdist, which by itself waits ten seconds for those that wait for an answer."""
        workers = self._session and self._session.config.pluginmanager.getplugin("dsession")
        if workers is not None and (manager := getattr(workers, "nodemanager", None)) is not None:
            manager.group.terminate(_WORKERS_SECONDS)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Open the results only after collection, so that a mistyped path does not overwrite the previous run's."""
        if not session.config.option.collectonly:
            self._session = session
            self._begin_results(Path(self._selection.results), header(self._selection, self._hello))
        self.progress.begin(session.config)
        try:
            return (yield)
        finally:
            self.progress.clear()

    def _begin_results(self, path: Path, about: Mapping[str, Any]) -> None:
        try:
            if path == Path(DEFAULT_RESULTS):
                self._kept = keep_another(path, about)
            self._writer = ResultsWriter(path, about)
        except (ResultsLost, OSError) as error:
            raise pytest.UsageError(complaint(f"--results: {error}", "ERROR: ")) from None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
        """Print the last screen, after everything that pytest prints."""
        yield
        if self._writer is None:
            return
        terminalreporter.section("Realtime conformance")
        selection, terminal = self._selection, terminalreporter._tw
        run = Run(
            self._hello,
            selection.dialect,
            selection.strict,
            selection.results,
            terminal.fullwidth,
            self._complete,
            self._gate,
            _unknown_types(self._hello, selection.dialect),
            self._examples,
            self._passes_through,
            self._lost,
            selection.impl,
            str(self._kept or ""),
        )
        for nodeid, error in islice(self._unjudged.items(), _SHOWN):
            terminalreporter.write_line(safe(f"{nodeid} could not be judged: {visible(' '.join(error))}"), red=True)
        if len(self._unjudged) > _SHOWN:
            terminalreporter.write_line(f"and {len(self._unjudged) - _SHOWN} more; -v shows them", red=True)
        if self._deselected:
            how = "(by -k, -m, --deselect or the like): narrow a run with --types and --vectors instead"
            terminalreporter.write_line(f"Items were deselected {how}", yellow=True)
        for line in screen(run, self._verdicts):
            terminalreporter.write_line(safe(line.text), **dict.fromkeys(line.style, True))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Complete the results if every selected item was judged. A run that judged nothing is not a success."""
        if self._writer is None:
            return
        if exitstatus == pytest.ExitCode.OK and not any(verdict.answered for verdict in self._verdicts):
            session.exitstatus = exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        # A second interrupt, while pytest handles the first, leaves an exit status of success.
        whole = self._selected <= self._judged and not self._unjudged and not self._deselected
        stopped = session.shouldfail or session.shouldstop or exitstatus not in _ENDS
        if not self._lost:
            with self._losing():
                self._writer.check()
        self._complete = whole and not stopped and not self._lost
        if self._listing is not None:
            self._gate = self._gate_result(self._listing)
            exitstatus = self._gated(self._gate, session.testsfailed, exitstatus)
            session.exitstatus = exitstatus
        if self._complete:
            self._passes_through = self._asks_passes_through()
            seconds = round(time.monotonic() - self._started, 3)
            more = {"passes_through": True} if self._passes_through else {}
            # First: nothing of the implementation is there any more to change results that are complete.
            self._close()
            with self._losing():
                if self._gate is not None and self._gate.updating:
                    self._writer.relabel(self._gate.label)
                self._writer.finish({"exit": int(exitstatus), "seconds": seconds, **more})
        if self._lost:
            self._complete = False
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _gate_result(self, listing: Listing) -> GateResult:
        selection = self._selection
        scope = Scope(
            frozenset(str(CaseId.of_item(nodeid)) for nodeid in self._judged), selection.checks, selection.strict
        )
        today = datetime.now(UTC).date()
        # What exploration finds is found once; the list is about what every run judges.
        verdicts = [verdict for verdict in self._verdicts if not CaseId.parse(verdict.case).explored]
        if selection.update:
            return update(listing, verdicts, scope, today, why=selection.why, complete=self._complete)
        return gate(listing, verdicts, scope, today)

    def _gated(self, result: GateResult, failed: int, exitstatus: int) -> int:
        """The exit code of a run, given what the file of known failures says."""
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return exitstatus
        if result.refused:
            return pytest.ExitCode.USAGE_ERROR
        if not result.as_listed:
            return pytest.ExitCode.TESTS_FAILED
        # An update made the suite's failures known; others, such as those of a project's own tests, remain.
        updated = result.updating and failed == self._failed
        return pytest.ExitCode.OK if updated else exitstatus

    def pytest_unconfigure(self) -> None:
        """Close the results."""
        if self._writer is not None:
            self._writer.close()


# "No tests collected" also counts as a finished run: a shard may be empty.
_ENDS = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
_SHOWN = 5
_WORKERS_SECONDS = 1.0
DESELECTED = "conformance_deselected"
"""The key under which a process of pytest-xdist says that it deselected items of the suite."""

_UNREMARKABLE = (Generation.OFFICIAL, Generation.NEUTRAL)


def _spoken(generation: str) -> str:
    """Which wire's events an implementation knows, in words."""
    if generation == Generation.MIXED:
        return "it knows the events of today's Realtime API and those of the retired beta, and is judged by today's"
    wire = told_by_name(generation)
    return f"it speaks {generation}" if wire is None else f"it speaks {generation}, {wire.name}: {wire.docs}"


def _example_rank(verdict: Verdict) -> tuple[object, ...]:
    """A sort key, smaller for better examples: the most binding, golden vectors, and with nothing else wrong."""
    case = CaseId.parse(verdict.case)
    size = len(verdict.findings), len(verdict.case), verdict.case
    return verdict.status != "fail", verdict.level.rank, not case.golden, *size


def _category(report: pytest.TestReport) -> str:
    """The category in which pytest counts a report; empty for a setup or teardown that succeeded."""
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed"
    if report.when in ("setup", "teardown") and not report.skipped:
        return "error" if report.failed else ""
    return report.outcome


def _unknown_types(hello: Hello, dialect: str) -> dict[str, str | None]:
    """The types in the adapter's hello that the dialect lacks, whose verdicts would be missing without notice.

    With each, the dialect that has it, or ``None`` where none does.
    """
    lacking = sorted(hello.types - load_dialect(dialect).types.keys() - {ANY})
    others = [other for other in dialects() if other != dialect] if lacking else []
    return {name: next((one for one in others if name in load_dialect(one).types), None) for name in lacking}


def header(selection: Selection, hello: Hello) -> dict[str, Any]:
    """The header of a results file."""
    dialect = load_dialect(selection.dialect)
    declared = len(dialect.types) if ANY in hello.types else len(hello.types & dialect.types.keys())
    about = {name: getattr(hello, name) for name in ("name", "version", "language", "profile", "dialect")}
    about |= {"types": declared, "homepage": hello.homepage, "issues": hello.issues}
    return {
        "suite": conformance.__version__,
        "dialect": {"name": selection.dialect, "version": dialect.version},
        "requirements": load_register(selection.dialect).version,
        "implementation": {name: value for name, value in about.items() if value is not None},
        "impl": selection.impl,
        "environment": {
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "pytest": pytest.__version__,
        },
        "options": {
            "types": list(selection.types),
            "checks": sorted(selection.checks),
            "vectors": selection.vectors and list(selection.vectors),
            "generated": selection.generated,
            "strict": selection.strict,
            "shard": selection.shard and str(selection.shard),
            **({"explore": selection.explore} if selection.explore else {}),
        },
        "seed": selection.seed,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
