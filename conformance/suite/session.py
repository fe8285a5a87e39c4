"""The pytest session of a conformance run: collection, results and the last screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

import conformance
from conformance.adapter.contract import Hello
from conformance.errors import UsageError, near
from conformance.results.writer import ResultsWriter
from conformance.suite.namesake import our_strategies
from conformance.suite.selection import Selection, select
from conformance.suite.summary import Run, answered, summary
from conformance.vectors import Vector, find, load

with our_strategies():
    from conformance.suite.items import EXPLAINED, VERDICTS, Bench, ConformanceItem, make_items


def register(config: pytest.Config) -> None:
    """Make this run a conformance run.

    Raises:
        pytest.UsageError: the options do not fit, or the implementation cannot be opened.
    """
    try:
        selection = select(vars(config.option))
        vectors = _vectors(selection)
        bench = Bench(selection)
        config.add_cleanup(bench.close)
        if not hasattr(config, "workerinput"):
            # Opened before anything is collected: a user's mistake is one line, not a thousand failures.
            config.pluginmanager.register(Report(selection, bench.connection.hello), "conformance-report")
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(Suite(bench, vectors), "conformance-suite")
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        # Nobody named a path: the suite alone is wanted, not the project's own tests.
        config.args = []
    if config.option.tbstyle == "auto" and config.get_verbosity() <= 0:
        # One defect can fail hundreds of vectors: the last screen explains each reason once. -v shows all.
        config.option.tbstyle = "no"
        config.option.reportchars = ""


def _vectors(selection: Selection) -> list[Vector]:
    vectors = [vector for vector in load(selection.dialect).values() if vector.type in selection.types]
    if selection.vectors is None:
        return vectors
    found = [vector for vector in vectors if any(fnmatchcase(vector.id, glob) for glob in selection.vectors)]
    for glob in selection.vectors:
        if not any(fnmatchcase(vector.id, glob) for vector in vectors):
            if "*" not in glob:
                found.append(find(selection.dialect, glob))
                continue
            ids = (vector.id for vector in vectors)
            raise UsageError(f"--vectors={glob} matches no vector of the selected types{near(glob, ids)}")
    return found


class Suite:
    """Collects and runs the items, in every process."""

    def __init__(self, bench: Bench, vectors: list[Vector]) -> None:
        self._bench = bench
        self._vectors = vectors

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Put the suite's items behind whatever else was collected."""
        items.extend(make_items(session, self._bench, self._vectors))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Let our own package ``strategies`` go by its name while an item of ours runs."""
        with our_strategies() if isinstance(item, ConformanceItem) else nullcontext():
            return (yield)


class Report:
    """Gathers the verdicts in the main process and writes them down as they come."""

    def __init__(self, selection: Selection, hello: Hello) -> None:
        self._selection = selection
        self._hello = hello
        self._records: list[dict[str, Any]] = []
        self._explained: dict[str, str] = {}
        self._started = time.monotonic()
        self._complete = True
        try:
            self._writer = ResultsWriter(Path(selection.results), _header(selection, hello))
        except OSError as error:
            raise UsageError(f"--results={selection.results}: {error.strerror}") from None

    def pytest_report_header(self) -> list[str]:
        """Say what is judged by what."""
        hello, selection = self._hello, self._selection
        return [
            f"conformance: {hello.name} {hello.version} ({hello.profile}, {hello.language}), "
            f"dialect {selection.dialect}, {len(selection.types)} {'type' if len(selection.types) == 1 else 'types'}"
        ]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the verdicts of an item that has run."""
        if report.when != "call":
            return
        for name, value in report.user_properties:
            if name == VERDICTS:
                for record in value:  # type: ignore[attr-defined]
                    self._writer.add(record)
                    self._records.append(record)
            elif name == EXPLAINED:
                self._explained = {**value, **self._explained}  # type: ignore[dict-item]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
        """Print the last screen, behind everything that pytest itself has to say."""
        yield
        terminalreporter.section("Realtime conformance")
        selection, terminal = self._selection, terminalreporter._tw
        run = Run(
            self._hello, selection.dialect, selection.strict, selection.results, terminal.fullwidth, self._complete
        )
        for line in summary(run, self._records, self._explained):
            terminalreporter.write_line(line.text, **dict.fromkeys(line.style, True))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Complete the results, unless the run was stopped. A run that judged nothing is no success."""
        if exitstatus == pytest.ExitCode.OK and not any(map(answered, self._records)):
            session.exitstatus = exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        ended = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        self._complete = ended and not session.shouldfail and not session.shouldstop
        if self._complete:
            self._writer.finish({"exit": int(exitstatus), "seconds": round(time.monotonic() - self._started, 3)})

    def pytest_unconfigure(self) -> None:
        """Close the results."""
        self._writer.close()


def _header(selection: Selection, hello: Hello) -> dict[str, Any]:
    return {
        "suite": conformance.__version__,
        "dialect": selection.dialect,
        "implementation": {
            "name": hello.name,
            "version": hello.version,
            "language": hello.language,
            "profile": hello.profile,
        },
        "options": {
            "types": len(selection.types),
            "checks": sorted(selection.checks),
            "generated": selection.generated,
            "seed": selection.seed,
            "strict": selection.strict,
        },
        "python": ".".join(map(str, sys.version_info[:3])),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
