"""Results files made for tests: small, whole and as a run writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.checks.case import CaseId, CaseKind
from conformance.checks.changes import what
from conformance.checks.finding import Finding, What
from conformance.checks.register import ROBUST
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level
from conformance.results.compare import Comparison, compare
from conformance.results.compare_text import WIDEST
from conformance.results.reader import read
from conformance.results.record import Results
from conformance.results.writer import ResultsWriter

CHECKS = ["accepts", "canonical", "rejects", "robust", "round-trip"]
TYPES = ["RealtimeResponse", "RealtimeResponseUsage"]


def header(**changed: Any) -> dict[str, Any]:
    """A header; ``implementation``, ``options`` and the other objects are changed member by member."""
    made: dict[str, Any] = {
        "suite": "0.1.0",
        "dialect": {"name": "async-openai", "version": 1},
        "requirements": 1,
        "implementation": {"name": "sdk", "version": "1.0.0", "language": "python", "profile": "default"},
        "impl": "sdk.adapter",
        "environment": {"python": "3.11.7", "platform": "Linux x86_64"},
        "options": {
            "types": TYPES, "checks": CHECKS, "vectors": None, "generated": 100, "strict": False, "shard": None,
        },
        "seed": 0,
        "started": "2026-11-22T15:57:53+00:00",
    }  # fmt: skip
    for name, value in changed.items():
        made[name] = {**made[name], **value} if isinstance(made[name], dict) else value
    return made


def verdict(
    case: str, status: str = "pass", *why: Finding | str, check: str = "", level: str = "must", **more: Any
) -> Verdict:
    """A verdict on the subject that ``case`` names, for the reasons ``why``: findings, or a note.

    The check is by default the one that the case is about; for a golden vector it is ``round-trip``.
    """
    found = CaseId.parse(case)
    own = {CaseKind.GENERATED: found.name, CaseKind.HOSTILE: ROBUST.name, CaseKind.IMPLEMENTATION: "dialect"}
    return Verdict(
        case=case,
        subject=found.subject,
        check=check or own.get(found.kind, "round-trip"),
        level=Level(level),
        status=Status(status),
        findings=tuple(one for one in why if isinstance(one, Finding)),
        note="; ".join(one for one in why if isinstance(one, str)),
        **more,
    )


def gone(at: str, value: str = "1", **more: str) -> Finding:
    """A member that did not come back."""
    return changed(at, value, None, **more)


def added(at: str, value: str = "1", **more: str) -> Finding:
    """A member that came back and was not there."""
    return changed(at, None, value, **more)


def changed(at: str, expected: str | None, got: str | None, **more: str) -> Finding:
    """A member that came back otherwise; both values are JSON texts."""
    return Finding(what(expected, got), at, expected, got, **more)


def refused(said: str = "rejected: no") -> Finding:
    """A valid payload that was refused."""
    return Finding(What.NOT_DECODED, got=said)


def write(
    path: Path, verdicts: Sequence[Verdict], *, complete: bool = True, exit_: int | None = None, **changed: Any
) -> Path:
    """A file of ``verdicts`` under ``header(**changed)``; one that is not ``complete`` has no footer.

    The exit code is by default 1 for a failure at level must, else 0.
    """
    with ResultsWriter(path, header(**changed)) as writer:
        for number, one in enumerate(verdicts):
            writer.add(one, index=number if one.index is None else one.index)
        if complete:
            failed = any(one.status is Status.FAIL and one.level is Level.MUST for one in verdicts)
            writer.finish({"exit": int(failed) if exit_ is None else exit_, "seconds": 1.5})
    return path


def results(folder: Path, *verdicts: Verdict, **changed: Any) -> Results:
    """The same in a file of ``folder`` that has no name yet, read."""
    folder.mkdir(exist_ok=True)
    return read(write(folder / f"{len(list(folder.iterdir()))}.jsonl", verdicts, **changed))


def compared(
    folder: Path,
    old: Sequence[Verdict],
    new: Sequence[Verdict],
    *,
    strict: bool = False,
    old_: dict[str, Any] | None = None,
    new_: dict[str, Any] | None = None,
) -> Comparison:
    """Two runs compared as the command does it, with one more case in common; the last two change their headers."""
    other = verdict("RealtimeResponse/other")
    return compare(
        read(write(folder / "old.jsonl", [other, *old], **(old_ or {})), width=0),
        read(write(folder / "new.jsonl", [other, *new], **(new_ or {})), width=WIDEST),
        strict=strict,
    )


def outside_of_code(markdown: str) -> list[str]:
    """The lines of Markdown that are read as Markdown, without character references; its fences are all closed."""
    lines, fence = [], ""
    for line in markdown.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        else:
            lines.append(re.sub(r"&#\d+;", "", line))
    assert fence == ""
    return lines


MARKUP = ("<script", "**bold", "[link]", "@user", "#1", "`", "<!--", "www.", "http:", "]]>", "&amp;")
"""The parts of ``HOSTILE`` that would act on Markdown."""

HOSTILE = (
    "```\n</details><script>alert(1)</script> | **bold** [link](http://a.example) @user #1 `tick` "
    "\x00\x07\x1b[31m\u202e\ud800\U000e0001 ]]> &amp; www.a.example <!-- "
)
"""What a payload may hold to break out of where it is shown."""

HOSTILE_CASE = f"RealtimeResponse/{HOSTILE.replace('/', '|').replace(chr(0xD800), '')}"
"""The id of a case that tries the same, as far as a results file may name one."""
