"""Running the rows, each in a process of its own: what hangs, crashes or floods costs its own row only."""

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

from conformance.errors import UsageError
from conformance.matrix.rows import Row
from conformance.results.reader import read
from conformance.results.record import Results

# For pytest to end its session and the adapter with it; then the process is killed.
_GRACE = 20.0
_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How each row is run.

    ``generated`` payloads per type (0: golden vectors alone); ``limit`` is the seconds that a row may take,
    ``timeout`` those that an answer may take; ``jobs`` rows run at a time.
    """

    generated: int = 1_000
    limit: float = 600.0
    timeout: float = 10.0
    jobs: int = 2


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a row: its results, or in ``trouble`` why there are none or not all of them."""

    row: Row
    results: Results | None
    seconds: float
    trouble: str | None = None


def built(rows: Sequence[Row]) -> dict[str, str]:
    """Build what the rows need, one implementation after the other; return why some cannot run, by name."""
    troubles: dict[str, str] = {}
    for entry in {row.entry.name: row.entry for row in rows}.values():
        try:
            if reason := entry.available():
                troubles[entry.name] = f"not available: {reason}"
            else:
                entry.build()
        except UsageError as error:
            troubles[entry.name] = str(error)
    return troubles


def run(rows: Sequence[Row], plan: Plan, folder: Path, tell: Callable[[Ran], None]) -> Iterator[Ran]:
    """Run every row and yield what became of it, in the order of ``rows``; ``tell`` hears of each as it ends.

    Results files are left in ``folder``. No row can take longer than the plan's limit and a grace of seconds. Where
    this is interrupted, or not followed to its end, the rows that run are stopped and the others not begun.
    """
    troubles = built(rows)
    stop = Event()

    def one(row: Row) -> Ran:
        trouble = troubles.get(row.entry.name)
        ran = Ran(row, None, 0.0, trouble) if trouble else _run(row, plan, folder, stop)
        tell(ran)
        return ran

    with ThreadPoolExecutor(plan.jobs) as pool:
        # The long ones first, so that the short ones fill what is left at the end.
        started = {row: pool.submit(one, row) for row in sorted(rows, key=lambda row: not _whole(row, plan))}
        try:
            for row in rows:
                yield started[row].result()
        finally:
            for future in started.values():
                future.cancel()
            stop.set()


def _whole(row: Row, plan: Plan) -> bool:
    """Whether generated payloads are asked too; the profiles beside the default are told apart by golden vectors."""
    return plan.generated > 0 and row.profile == row.entry.profiles[0]


def _run(row: Row, plan: Plan, folder: Path, stop: Event) -> Ran:
    path = folder / f"{row.slug}.jsonl"
    path.unlink(missing_ok=True)
    selected = ["--vectors=*"]
    if _whole(row, plan):
        selected = [f"--generated={plan.generated}", f"--case-cache={folder / 'cases'}"]
    command = [sys.executable, "-m", "conformance", "run", f"--impl={row.impl}", f"--dialect={row.dialect}"]
    command += [f"--results={path}", f"--impl-timeout={plan.timeout}", *selected]
    began = monotonic()
    with (folder / f"{row.slug}.log").open("wb") as log:
        # A session of its own, so that an interrupt meant for it reaches no other process; and in a folder of its own,
        # so that no project's settings apply.
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        stopped = _stopped(process, plan.limit, stop)
    seconds = monotonic() - began
    if not path.exists():
        return Ran(row, None, seconds, stopped or _last_line(folder / f"{row.slug}.log"))
    results = read(path)
    if results.complete:
        return Ran(row, results, seconds)
    return Ran(row, results, seconds, stopped or f"stopped: {_last_line(folder / f'{row.slug}.log')}")


def _stopped(process: subprocess.Popen[bytes], limit: float, stop: Event) -> str:
    """Wait for the process to end; return why it was stopped, after ``limit`` seconds or with all others, if it was."""
    deadline = monotonic() + limit
    while monotonic() < deadline and not stop.is_set():
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)
            return ""
    # It takes this for an interrupt and ends its adapter; killed, it could not. An interrupt itself it would ignore
    # where the matrix was started in the background by a script.
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return "interrupted" if stop.is_set() else f"stopped after {limit:g} s"


def _last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    said = [line for line in lines if line]
    return next((line for line in said if line.startswith("ERROR: ")), said[-1] if said else "it said nothing")[:300]
