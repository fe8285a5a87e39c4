"""Writes a results file: JSON Lines with a header, one line per verdict, and a footer.

Every line is written at once, so that a run that is interrupted keeps what it has judged; a file
without a footer is incomplete. The header is written before the file gets its name, so even after a kill
the file identifies itself.
"""

from __future__ import annotations

import errno
import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from conformance.checks.verdict import Verdict
from conformance.files import followed, replacing
from conformance.options import DEFAULT_RESULTS
from conformance.results.lines import shares_line, to_line
from conformance.results.record import FORMAT
from conformance.results.shares import Tally

_OWN = Path(DEFAULT_RESULTS).parent.name
"""The folder that only runs write to."""


def check_writable(path: Path) -> None:
    """Check that results can be written to ``path``, and leave what is there.

    Raises:
        OSError: they cannot.
    """
    if path.exists() and not path.is_file():
        # A device or a pipe would be replaced by a file.
        raise OSError(errno.EINVAL, "Is a directory" if path.is_dir() else "Not a regular file")
    folder = followed(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    if folder.name == _OWN and not (folder / ".gitignore").exists():
        # Megabytes that every run makes anew.
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    tempfile.TemporaryFile(dir=folder).close()


class ResultsWriter:
    """Writes one results file; only :meth:`finish` writes the footer."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = followed(path)
        self._totals: Counter[str] = Counter()
        self._tally = Tally()
        self._indexes: list[int] = []
        with replacing(self._path) as self._file:
            self._write({"kind": "header", "format": FORMAT, **header})
        self._file.reconfigure(line_buffering=True)

    def add(self, verdict: Verdict, index: int = 0) -> None:
        """Append one verdict.

        ``index`` is that of its item in the run: a finished file has its verdicts in this order, even if several
        processes delivered them in another.
        """
        self._totals[str(verdict.status)] += 1
        self._tally.add(verdict)
        self._indexes.append(index)
        self._write({"kind": "verdict", **to_line(verdict)})

    def finish(self, footer: Mapping[str, Any]) -> None:
        """Put the verdicts into the run's order and append the footer with the numbers: the file is complete."""
        if any(before > after for before, after in pairwise(self._indexes)):
            self._sort()
        self._write(
            {
                "kind": "footer",
                "totals": dict(sorted(self._totals.items())),
                "shares": shares_line(self._tally.shares()),
                **footer,
            }
        )
        self._file.flush()

    def close(self) -> None:
        """Close the file, complete or not."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, record: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n")

    def _sort(self) -> None:
        self._file.close()
        header, *lines = self._path.read_text(encoding="utf-8").splitlines(keepends=True)
        with replacing(self._path) as self._file:
            self._file.write(header)
            for _, line in sorted(zip(self._indexes, lines, strict=True), key=lambda pair: pair[0]):
                self._file.write(line)
