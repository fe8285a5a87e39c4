"""The failures of a results file, each reason once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.reasons import group_of
from conformance.results.escape import visible
from conformance.results.record import Record
from conformance.verdict import Status


@dataclass(frozen=True, slots=True)
class Reason:
    """Records of one check with one reason, which is said without what differs from payload to payload."""

    check: str
    says: str
    records: tuple[Record, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.records)

    @property
    def example(self) -> Record:
        """The one to look at: a golden vector before what was generated, and of those the shortest name."""
        return min(self.records, key=lambda record: (record.case.count("/"), len(record.case), record.case))

    def __str__(self) -> str:
        return f"{self.count} × {self.check}{f': {self.says}' if self.says else ''}"


def reasons(records: Iterable[Record]) -> list[Reason]:
    """``records`` by check and reason, the most frequent first; what is untestable has its cause before it."""
    members: defaultdict[str, list[Record]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for record in records:
        said = record.check, record.reason
        if said not in names:
            names[said] = group_of(record)
        members[names[said]].append(record)
    found = [
        Reason(check, says, tuple(of_reason))
        for (check, _, says), of_reason in ((name.partition("\0"), of_reason) for name, of_reason in members.items())
    ]
    return sorted(found, key=lambda one: (_caused(one), -one.count, one.check, one.says))


def _caused(reason: Reason) -> bool:
    return all(record.status is Status.UNTESTABLE for record in reason.records)


_DIFFERENCES = 5


def explained(record: Record, width: int) -> Iterator[str]:
    """What the file knows of a failure, a labelled line each; payloads are cut at ``width`` characters.

    The line that reproduces it stays whole, so that it can be copied.
    """
    for row, says in record.requirements:
        yield _labelled("requirement", f"{row}: {says}", width)
    for label, text in (("sent", record.sent), ("expected", record.expected), ("actual", record.actual)):
        if text is not None:
            yield _labelled(label, text, width)
    for number, difference in enumerate(record.differences[:_DIFFERENCES]):
        yield _labelled("" if number else "difference", str(difference), width)
    if len(record.differences) > _DIFFERENCES:
        yield _labelled("", f"… and {len(record.differences) - _DIFFERENCES} more", width)
    if record.reproduce is not None:
        yield _labelled("reproduce", record.reproduce, max(width, 4_000))


def _labelled(label: str, text: str, width: int) -> str:
    return f"{label:<13}{visible(text, width)}"
