"""Runs each row in a process of its own, so that one that hangs, crashes or floods affects no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from conformance import __version__
from conformance.descendants import started
from conformance.errors import UsageError
from conformance.matrix.rows import Row
from conformance.results.reader import read
from conformance.results.record import Results
from conformance.spec import load_dialect

# Seconds for pytest to end its session and the adapter; then the process is killed.
_GRACE = 20.0
_POLL = 0.2
_PLAYED = 5.0
"""Seconds that an answer of a server or a client may take."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How each row is run.

    ``generated`` is the number of payloads per type (0: golden vectors only), ``limit`` the seconds that a row may
    take, ``timeout`` those that an answer may take, five at most where scenarios are played, and ``jobs`` the number of
    codecs that run at a time, beside twice as many servers and clients, which mostly wait. ``reuse`` takes complete
    results that an earlier run left in the folder, here or on another machine, instead of running the row.
    """

    generated: int = 1_000
    limit: float = 600.0
    timeout: float = 10.0
    jobs: int = 2
    reuse: bool = False


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The outcome of a row: its results, or in ``trouble`` why they are missing or incomplete."""

    row: Row
    results: Results | None
    seconds: float
    trouble: str | None = None


def built(rows: Sequence[Row]) -> dict[str, str]:
    """Build what the rows need, one implementation after another; return why some cannot run, by name."""
    troubles: dict[str, str] = {}
    for name, entry in {row.name: row.entry for row in rows}.items():
        try:
            if reason := entry.available():
                troubles[name] = f"not available: {reason}"
            else:
                entry.build()
        except UsageError as error:
            troubles[name] = str(error)
    return troubles


def run(
    rows: Sequence[Row],
    options: RunOptions,
    folder: Path,
    tell: Callable[[RowOutcome], None],
    begin: Callable[[Row], None] | None = None,
) -> Iterator[RowOutcome]:
    """Run every row and yield its outcome, in the order of ``rows``; call ``tell`` with each as it ends,
    and ``begin`` with each that starts.

    Results files are left in ``folder``. No row takes longer than its limit and some seconds of grace. If this is
    interrupted, or not consumed to its end, running rows are stopped and the others do not start.
    """
    troubles = built(rows)
    stop = Event()

    def one(row: Row) -> RowOutcome:
        if options.reuse and (judged := kept(row, folder)):
            tell(judged)
            return judged
        trouble = troubles.get(row.name)
        if begin is not None and not trouble:
            begin(row)
        ran = RowOutcome(row, None, 0.0, trouble) if trouble else _run(row, options, folder, stop)
        tell(ran)
        return ran

    with ThreadPoolExecutor(options.jobs) as codecs, ThreadPoolExecutor(2 * options.jobs) as played:
        # The long ones first, so that the short ones fill the gaps at the end.
        ordered = sorted(rows, key=lambda row: not _whole(row, options))
        futures = {row: (codecs if row.role == "codec" else played).submit(one, row) for row in ordered}
        try:
            for row in rows:
                yield futures[row].result()
        finally:
            for future in futures.values():
                future.cancel()
            stop.set()


def kept(row: Row, folder: Path) -> RowOutcome | None:
    """The outcome of a row that an earlier run judged to its end, by what judges today; else ``None``."""
    path = folder / f"{row.slug}.jsonl"
    if not path.exists():
        return None
    results = read(path)
    judged_by = (results.header.suite, results.header.dialect, results.header.dialect_version)
    if results.footer is None or judged_by != (__version__, row.dialect, load_dialect(row.dialect).version):
        return None
    return RowOutcome(row, results, results.footer.seconds)


def _whole(row: Row, options: RunOptions) -> bool:
    """Whether generated payloads are judged, too; profiles other than the default get golden vectors only.

    Servers and clients get scenarios.
    """
    return options.generated > 0 and row.role == "codec" and row.profile == row.entry.profiles[0]


def _run(row: Row, options: RunOptions, folder: Path, stop: Event) -> RowOutcome:
    path = folder / f"{row.slug}.jsonl"
    path.unlink(missing_ok=True)
    timeout, selected = options.timeout, ["--vectors=*"]
    if row.role != "codec":
        # A scenario that fails often waits for what does not come, and on the loopback that takes no seconds.
        timeout, selected = min(_PLAYED, timeout), []
    elif _whole(row, options):
        selected = [f"--generated={options.generated}", f"--case-cache={folder / 'cases'}"]
    command = [sys.executable, "-m", "conformance", "run", f"--impl={row.impl}", f"--dialect={row.dialect}"]
    command += [f"--results={path}", f"--impl-timeout={timeout}", *selected]
    began = monotonic()
    with (folder / f"{row.slug}.log").open("wb") as log:
        # Its own session, so that an interrupt reaches no other process, and a folder without any project's settings.
        process = started(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Which it handles, as below: a row that is killed could not end its adapter.
            at_our_death=signal.SIGTERM,
        )
        stopped = _stopped(process, options.limit, stop)
    seconds = monotonic() - began
    if not path.exists():
        return RowOutcome(row, None, seconds, stopped or _last_line(folder / f"{row.slug}.log"))
    results = read(path)
    if results.complete:
        return RowOutcome(row, results, seconds)
    return RowOutcome(row, results, seconds, stopped or f"stopped: {_last_line(folder / f'{row.slug}.log')}")


def _stopped(process: subprocess.Popen[bytes], limit: float, stop: Event) -> str:
    """Wait for the process to end; return why it was stopped, or an empty text if it was not."""
    deadline = monotonic() + limit
    while monotonic() < deadline and not stop.is_set():
        with suppress(subprocess.TimeoutExpired):
            process.wait(_POLL)
            return ""
    # It handles this like an interrupt and ends its adapter. A real interrupt is ignored by processes that a script
    # started in the background.
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return "interrupted" if stop.is_set() else f"stopped after {limit:g} s"


def _last_line(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [*filter(None, map(str.strip, text.splitlines()))] or ["it printed nothing"]
    return next((line for line in lines if line.startswith("ERROR: ")), lines[-1])[:300]
