"""Verdicts that fail for one reason, brought together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

# What differs from payload to payload is left out of a group's name: counts, places, values.
_LEFT_OUT = (
    (re.compile(r" \(in \d+ of \d+ payloads\)$| \(and \d+ more\)"), ""),
    (re.compile(r"(accepted although it breaks \S+) at .*"), r"\1"),
    (re.compile(r"(is not legal: breaks \S+) at .*"), r"\1"),
    (re.compile(r"\((rejected: [\w.]+): .*\)"), r"(\1)"),
    (re.compile(r"at character \d+"), "at some character"),
    (re.compile(r"(?<=[ (])(?:/[^/ :,)]*)*/([^/ :,)]*)"), r"…/\1"),
    (re.compile(r"…/\d+(?=[:,)]|$)"), "…/*"),
    (re.compile(r"expected [^,]*[\[{\"0-9].*, got "), "expected another value, got "),
    (re.compile(r": [\[{\"0-9].* (was added|is missing)"), r": a value \1"),
    (re.compile(r"got [\[{\"0-9].*"), "got another"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Failures of one check with one reason: how many, and one to look at."""

    name: str
    check: str
    reason: str
    count: int
    example: str


class Failure(Protocol):
    """What a failure is grouped by; verdicts and the records of a results file have it."""

    @property
    def check(self) -> str:
        """The check that fails."""

    @property
    def reason(self) -> str:
        """Why, in one line."""


def group_of(verdict: Failure) -> str:
    """The name of the group that a failure belongs to: check and general reason, parted by a NUL."""
    return f"{verdict.check}\0{generalised(verdict.reason)}"


def groups(records: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Failed verdict records by reason, the most frequent first."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in records:
        members[record["check"], generalised(record.get("reason", ""))].append(record["case"])
    found = [
        Group(
            f"{check}\0{reason}", check, reason, len(cases), min(cases, key=lambda case: (case.count("/"), len(case)))
        )
        for (check, reason), cases in members.items()
    ]
    return sorted(found, key=lambda group: (-group.count, group.check, group.reason))


def generalised(reason: str) -> str:
    """A reason without what differs from payload to payload; a generalised one stays as it is."""
    for pattern, replacement in _LEFT_OUT:
        reason = pattern.sub(replacement, reason)
    return reason[:160]
