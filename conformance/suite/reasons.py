"""Verdicts that fail for one reason, brought together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.verdict import Verdict

_NUMBERED = re.compile(r"/\d+(?=/|\b)")
_COUNTED = re.compile(r" \(in \d+ of \d+ payloads\)$| \(and \d+ more\)")


@dataclass(frozen=True, slots=True)
class Group:
    """Failures of one check with one reason: how many, and one to look at."""

    check: str
    reason: str
    count: int
    example: str


def group_of(verdict: Verdict) -> str:
    """The name of the group that a failure belongs to."""
    return f"{verdict.check}\0{_generalised(verdict.reason)}"


def groups(records: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Failed verdict records by reason, the most frequent first."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in records:
        members[record["check"], _generalised(record.get("reason", ""))].append(record["case"])
    found = [
        Group(check, reason, len(cases), min(cases, key=lambda case: (case.count("/"), len(case))))
        for (check, reason), cases in members.items()
    ]
    return sorted(found, key=lambda group: (-group.count, group.check, group.reason))


def _generalised(reason: str) -> str:
    """A reason without what differs from payload to payload: positions, counts, values."""
    reason = _COUNTED.sub("", reason)
    reason = _NUMBERED.sub("/*", reason)
    reason = re.sub(r"at character \d+", "at character …", reason)
    reason = re.sub(r"expected (.{1,40}?), got .*", r"expected \1, got …", reason) if "expected" in reason else reason
    return re.sub(r"(\"(?:[^\"\\]|\\.)*\"|\{.*\}|\[.*\]) was added", "… was added", reason)[:160]
