"""Writing a results file: JSON Lines with a header, a line a verdict, and a footer.

Every line is written at once, so that a run that is interrupted keeps what it has judged; a file
without a footer is incomplete. The file comes into being with its header, so that whatever lies there
after a kill says what it is.
"""

from __future__ import annotations

import errno
import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from conformance.files import followed, replacing
from conformance.results.record import FORMAT
from conformance.verdict import Verdict

_SHOWN = 2_000
# A payload is sent again, and promoted, as it stands: only what is hostile by its size is cut.
_SENT = 16_000


def check_writable(path: Path) -> None:
    """See that results can be written to ``path``, and leave what lies there.

    Raises:
        OSError: they cannot.
    """
    if path.exists() and not path.is_file():
        # A device or a pipe would be taken away, and a file put in its place.
        raise OSError(errno.EINVAL, "Is a directory" if path.is_dir() else "Not a regular file")
    folder = followed(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


class ResultsWriter:
    """Writes one results file. The footer is written by :meth:`finish` alone."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = followed(path)
        self._totals: Counter[str] = Counter()
        self._places: list[int] = []
        with replacing(self._path) as self._file:
            self._write({"kind": "header", "format": FORMAT, **header})
        self._file.reconfigure(line_buffering=True)

    def add(self, record: Mapping[str, Any], place: int = 0) -> None:
        """Append one verdict, as :func:`verdict_record` makes it.

        ``place`` is that of its item in the run: in a file that is finished, verdicts stand in this order,
        whatever the order in which several processes brought them.
        """
        self._totals[record["status"]] += 1
        self._places.append(place)
        self._write({"kind": "verdict", **record})

    def finish(self, footer: Mapping[str, Any]) -> None:
        """Put the verdicts into the run's order and append the footer with the totals: the file is complete."""
        if any(before > after for before, after in zip(self._places, self._places[1:], strict=False)):
            self._sort()
        self._write({"kind": "footer", "totals": dict(sorted(self._totals.items())), **footer})
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
            for _, line in sorted(zip(self._places, lines, strict=True), key=lambda pair: pair[0]):
                self._file.write(line)


def verdict_record(
    verdict: Verdict,
    *,
    requirements: Mapping[str, str] | None = None,
    sent: str | None = None,
    reproduce: str | None = None,
) -> dict[str, Any]:
    """A verdict as a JSON object of the schema; what is empty, and at a ``pass`` what explains, is left out.

    ``requirements`` are ids with their sentences, ``sent`` is the payload, ``reproduce`` a shell line.
    """
    record: dict[str, Any] = {
        "case": verdict.case,
        "type": verdict.type,
        "check": verdict.check,
        "level": str(verdict.level),
        "status": str(verdict.status),
    }
    if verdict.reason:
        record["reason"] = verdict.reason
    if verdict.status == "pass":
        return record
    if requirements:
        record["requirements"] = [{"id": row, "says": says} for row, says in requirements.items()]
    if sent is not None:
        record["sent"] = _cut(sent, _SENT)
    for name, text in (("expected", verdict.expected), ("actual", verdict.actual)):
        if text is not None:
            record[name] = _cut(text)
    if verdict.differences:
        record["differences"] = [
            {"at": difference.at}
            | {side: _cut(text) for side in ("expected", "actual") if (text := getattr(difference, side)) is not None}
            for difference in verdict.differences
        ]
    if reproduce:
        record["reproduce"] = reproduce
    return record


def _cut(text: str, most: int = _SHOWN) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"
