"""Writes a results file: JSON Lines with a header, one line per verdict, and a footer.

The verdicts of an item are written at once, so that a run that is interrupted keeps what it has judged; a file
without a footer is incomplete. The header is written before the file gets its name, so even after a kill
the file identifies itself.

What is under the path at the end is compared with what was written: the implementation, or another run, may have
deleted, replaced or changed the file. The open file is locked, so a second run does not begin; and only the process
that opened it writes.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from conformance.checks.verdict import Verdict
from conformance.files import followed, replacing
from conformance.options import DEFAULT_RESULTS
from conformance.results.lines import from_line, json_line, shares_line, to_line
from conformance.results.record import FORMAT
from conformance.results.shares import Tally

_OWN = Path(DEFAULT_RESULTS).parent.name
"""The folder that only runs write to."""


class ResultsLost(Exception):
    """The file is not what the run wrote; the message names it and says what became of it."""


def check_writable(path: Path) -> None:
    """Check that results can be written to ``path``, and leave what is there.

    Raises:
        OSError: they cannot, or another run is writing them.
    """
    if path.exists() and not path.is_file():
        # A device or a pipe would be replaced by a file.
        raise OSError(errno.EINVAL, "Is a directory" if path.is_dir() else "Not a regular file")
    folder = followed(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()
    if folder.name == _OWN:
        # Megabytes that every run makes anew.
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as file:
            file.write("*\n")
    with suppress(FileNotFoundError), path.open("rb") as there:
        _lock(there)


class ResultsWriter:
    """Writes one results file; only :meth:`finish` writes the footer.

    Raises:
        ResultsLost: from any method but :meth:`close`: the file cannot be written, or is not what was written.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = followed(path)
        self._owner = os.getpid()
        self._totals: Counter[str] = Counter()
        self._tally = Tally()
        self._indexes: list[int] = []
        with self._told():
            self._open([json_line({"kind": "header", "format": FORMAT, **header})])

    def add(self, *verdicts: Verdict, index: int = 0) -> None:
        """Append the verdicts of one item.

        ``index`` is that of the item in the run: a finished file has its verdicts in this order, even if several
        processes delivered them in another.
        """
        for verdict in verdicts:
            self._totals[str(verdict.status)] += 1
            self._tally.add(verdict)
            self._indexes.append(index)
        self._write(*({"kind": "verdict", **to_line(verdict)} for verdict in verdicts))

    def relabel(self, label: Callable[[Verdict], str | None]) -> None:
        """Give each failure the label of its entry among the known ones, of which the run has just written the list."""
        self.check()
        with self._told():
            header, *lines = self._lines()
            self._reopen([header, *(_relabelled(line, label) for line in lines)])

    def finish(self, footer: Mapping[str, Any]) -> None:
        """Put the verdicts into the run's order and append the footer with the numbers: the file is complete."""
        self.check()
        if any(before > after for before, after in pairwise(self._indexes)):
            with self._told():
                self._sort()
        self._write(
            {
                "kind": "footer",
                "totals": dict(sorted(self._totals.items())),
                "shares": shares_line(self._tally.shares()),
                **footer,
            }
        )
        self.check()

    def check(self) -> None:
        """Check that the file under the path is the one that was written, with all that was written to it."""
        try:
            with self._path.open("rb") as there:
                now, ours = os.fstat(there.fileno()), os.fstat(self._file.fileno())
                if not os.path.samestat(now, ours):
                    raise ResultsLost(f"{self._path}: replaced by another file while the run wrote it")
                if hashlib.file_digest(there, "sha256").digest() != self._digest.digest():
                    raise ResultsLost(f"{self._path}: changed by something else while the run wrote it")
        except OSError as error:
            raise ResultsLost(f"{self._path}: {error.strerror} at the end of the run that wrote it") from None

    def close(self) -> None:
        """Close the file, complete or not."""
        with suppress(OSError):  # what could not be written was told when it was
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, lines: Iterable[str]) -> None:
        """Begin a new file with ``lines`` in place of what is there."""
        self._digest = hashlib.sha256()
        with replacing(self._path) as self._file:
            _lock(self._file)
            for line in lines:
                self._file.write(line)
                self._digest.update(line.encode("ascii"))
        self._file.reconfigure(line_buffering=True)

    def _write(self, *records: Mapping[str, Any]) -> None:
        if os.getpid() != self._owner:  # a process that the implementation forked: it has not judged anything
            return
        lines = "".join(map(json_line, records))
        with self._told():
            self._file.write(lines)
        self._digest.update(lines.encode("ascii"))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ResultsLost(f"{self._path}: {error.strerror}") from None

    def _sort(self) -> None:
        header, *lines = self._lines()
        ordered = sorted(zip(self._indexes, lines, strict=True), key=lambda pair: pair[0])
        self._reopen([header, *(line for _, line in ordered)])

    def _lines(self) -> list[str]:
        return self._path.read_text(encoding="ascii").splitlines(keepends=True)

    def _reopen(self, lines: Iterable[str]) -> None:
        before = self._file
        self._open(lines)
        before.close()


def _relabelled(line: str, label: Callable[[Verdict], str | None]) -> str:
    verdict = from_line(json.loads(line))
    if not verdict.failed:
        return line
    return json_line({"kind": "verdict", **to_line(replace(verdict, known=label(verdict)))})


def _lock(file: IO[Any]) -> None:
    """Lock an open file until it is closed, where the system can.

    Raises:
        OSError: another process has locked it.
    """
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OSError(errno.EBUSY, "another run is writing this file: name another one") from None
    except OSError:
        pass  # a file system without locks; the check at the end still holds
