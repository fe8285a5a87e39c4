"""The history of implementations: a file that grows by one line per run.

Each line is a JSON object; :class:`HistoryEntry` has its members, ``history`` is the version of the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from conformance.errors import UsageError
from conformance.results.chart import HistoryPoint
from conformance.results.lines import json_line
from conformance.results.matrix import implementation
from conformance.results.record import Results, with_profile

FORMAT = 1
"""The version of the file format."""


class HistoryError(UsageError):
    """A history cannot be read or added to; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One run. ``totals`` are its verdicts by status.

    ``coverage`` is the share of the judged golden vectors that the implementation supports, ``correctness`` the share
    of those that it gets right, both from 0 to 1; ``None`` where there are none.
    """

    implementation: str
    version: str
    profile: str
    dialect: str
    dialect_version: int
    requirements: int
    suite: str
    started: str
    totals: dict[str, int]
    coverage: float | None
    correctness: float | None

    @property
    def run(self) -> tuple[str, ...]:
        """What identifies a run: one profile of one version is not judged twice at one time."""
        return self.implementation, self.version, self.profile, self.dialect, self.suite, self.started


def entry(results: Results) -> HistoryEntry:
    """The line of a run.

    Raises:
        HistoryError: the run was stopped or is one of several shards: its numbers say nothing about the whole.
    """
    header = results.header
    if results.footer is None:
        raise HistoryError(f"{results.path}: incomplete, its run was stopped: a history contains complete runs only")
    if header.options["shard"] is not None:
        raise HistoryError(f"{results.path}: shard {header.options['shard']} alone: combine the shards first")
    numbers = implementation(results)
    return HistoryEntry(
        implementation=header.name,
        version=header.version,
        profile=header.profile,
        dialect=header.dialect,
        dialect_version=header.dialect_version,
        requirements=header.requirements,
        suite=header.suite,
        started=header.started,
        totals=dict(results.footer.totals),
        coverage=_rounded(numbers.covered_vectors.ratio),
        correctness=_rounded(numbers.shares.correct.ratio),
    )


def entries(path: Path) -> list[HistoryEntry]:
    """The runs of a history, in the order in which they were added.

    Raises:
        HistoryError: no such file, or not a history.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except OSError as error:
        raise HistoryError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise HistoryError(f"{path}: not UTF-8 ({error.reason})") from None
    return [_entry(path, number, line) for number, line in enumerate(lines, 1)]


def points(path: Path) -> list[HistoryPoint]:
    """The history for a chart: the runs that judged golden vectors. Raises what :func:`entries` raises.

    Where they are of several dialects, the labels name them: two dialects are two lines.
    """
    drawn = [(one, one.correctness) for one in entries(path) if one.correctness is not None]
    several = len({one.dialect for one, _ in drawn}) > 1
    return [
        HistoryPoint(
            with_profile(one.implementation, one.profile, one.version) + (f", {one.dialect}" if several else ""),
            one.version,
            one.started,
            correctness,
        )
        for one, correctness in drawn
    ]


def added(path: Path, runs: Sequence[Results]) -> tuple[list[HistoryEntry], list[HistoryEntry]]:
    """What the history at ``path`` contains, and what ``runs`` add to it: those that it does not contain, each once.

    Raises:
        HistoryError: ``path`` exists and is not a history, or a run is incomplete.
    """
    present = entries(path) if path.exists() else []
    known = {one.run for one in present}
    new: dict[tuple[str, ...], HistoryEntry] = {}
    for one in map(entry, runs):
        if one.run not in known:
            new.setdefault(one.run, one)
    return present, [*new.values()]


def written(runs: Sequence[HistoryEntry]) -> Iterator[str]:
    """The lines of a history."""
    for one in runs:
        yield json_line({"history": FORMAT, **asdict(one)})


_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "str": (str,),
    "dict[str, int]": (dict,),
    "float | None": (int, float, type(None)),
}


def _entry(path: Path, number: int, line: str) -> HistoryEntry:
    where = f"{path}, line {number}"
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise HistoryError(f"{where}: not a history (not JSON)") from None
    if not isinstance(value, dict) or "history" not in value or not line.endswith("\n"):
        raise HistoryError(f"{where}: not a line of a history")
    if value.pop("history") != FORMAT:
        raise HistoryError(f"{where}: a history of another format, this suite reads format {FORMAT}")
    for field in fields(HistoryEntry):
        if not isinstance(value.get(field.name, ...), _TYPES[str(field.type)]):
            raise HistoryError(f"{where}: not a line of a history ({field.name} is missing or wrong)")
    if any(share is not None and not 0 <= share <= 1 for share in (value["coverage"], value["correctness"])):
        raise HistoryError(f"{where}: not a line of a history (a share is not from 0 to 1)")
    if unknown := value.keys() - {field.name for field in fields(HistoryEntry)}:
        raise HistoryError(f"{where}: not a line of a history (unknown member {min(unknown)})")
    return HistoryEntry(**value)


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 6)
