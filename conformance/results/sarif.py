"""Runs as SARIF 2.1.0, which code scanning shows: rules are requirements, a result is a reason for failures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from conformance.results.escape import visible
from conformance.results.grouped import Reason, explained, reasons
from conformance.results.matrix import is_golden, otherwise
from conformance.results.record import Header, Record, Results
from conformance.vectors import line_of
from conformance.verdict import Level

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.MUST: "error", Level.SHOULD: "warning", Level.FREE: "note"}
_BASE = "SUITE"
_WIDTH = 1_000
_CASES = 20
_BRACKET = re.compile(r"(\\*)([\[\]])")


def sarif(results: Sequence[Results]) -> str:
    """A SARIF log as JSON text, a run for each results file.

    A result is what fails for one reason at one level, with its count in ``occurrenceCount`` and an example. Its
    place is the golden vector, relative to the sources of the suite: an implementation has no line to point to.
    Known failures are suppressed. A run that was stopped has ``executionSuccessful`` false; of one that is red by
    none of its verdicts a notification says so.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(one) for one in results]}
    return json.dumps(log, indent=1) + "\n"


def _run(results: Results) -> dict[str, Any]:
    header = results.header
    found = [
        (level, known, reason)
        for (level, known), records in _apart(results.records).items()
        for reason in reasons(records)
    ]
    rules: dict[str, str] = {}
    for _, _, reason in found:
        for row, says in _requirements(reason.example)[:1]:
            rules.setdefault(row, says)
    places = {row: place for place, row in enumerate(rules)}
    invocation: dict[str, Any] = {"executionSuccessful": results.complete}
    if results.footer is not None:
        invocation["exitCode"] = results.footer.exit
    said = otherwise(results) if results.complete else "INCOMPLETE: the run was stopped before its end"
    if said:
        invocation["toolExecutionNotifications"] = [{"level": "error", "message": {"text": said}}]
    return {
        "tool": {
            "driver": {
                "name": "realtime-conformance",
                "version": header.suite,
                "semanticVersion": header.suite,
                "rules": [{"id": row, "shortDescription": {"text": says}} for row, says in rules.items()],
            }
        },
        "automationDetails": {
            "id": visible(f"realtime-conformance/{header.dialect}/{header.label}/"),
            "description": {"text": _text([f"{header.label} judged by dialect {header.dialect}"])},
        },
        "invocations": [invocation],
        "originalUriBaseIds": {_BASE: {"description": {"text": "the sources of realtime-conformance"}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(header, level, known, reason, places) for level, known, reason in found],
    }


def _apart(records: Sequence[Record]) -> dict[tuple[Level, str | None], list[Record]]:
    """Failures by level and by the entry that lists them: neither shall be hidden behind the other."""
    found: dict[tuple[Level, str | None], list[Record]] = {}
    for record in records:
        if record.failed:
            found.setdefault((record.level, record.known), []).append(record)
    return dict(sorted(found.items(), key=lambda pair: (pair[0][0].rank, pair[0][1] or "")))


def _requirements(record: Record) -> tuple[tuple[str, str], ...]:
    return record.requirements or ((record.check, f"The check {record.check}."),)


def _result(header: Header, level: Level, known: str | None, reason: Reason, places: dict[str, int]) -> dict[str, Any]:
    example = reason.example
    (row, _), *_ = _requirements(example)
    told = [f"{reason.check}: {reason.says}", f"{'example':<13}{example.case}", *explained(example, _WIDTH)]
    return {
        "ruleId": row,
        "ruleIndex": places[row],
        "level": _LEVELS[level],
        "message": {"text": _text(told)},
        "occurrenceCount": reason.count,
        "locations": [_location(header, example)],
        "partialFingerprints": {"reason/v1": _fingerprint(header, level, known, reason)},
        "suppressions": [{"kind": "external", "justification": known}] if known is not None else [],
        "properties": {
            "check": reason.check,
            "type": example.type,
            "cases": [record.case for record in reason.records[:_CASES]],
        },
    }


def _text(lines: Iterable[str]) -> str:
    """A plain text message: a backslash before each bracket, without which ``[text](address)`` is a link."""
    # Backslashes that stand there already are doubled: else they would take ours for themselves.
    return _BRACKET.sub(r"\1\1\\\2", "\n".join(map(visible, lines)))


def _location(header: Header, example: Record) -> dict[str, Any]:
    # A generated payload is in no file; the sentence that it breaks is.
    path, line = f"conformance/requirements/{header.dialect}.yaml", 1
    if is_golden(example.case):
        path = f"golden/{header.dialect}/{example.case.partition('/')[0]}.json"
        line = line_of(header.dialect, example.case)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path, errors="backslashreplace"), "uriBaseId": _BASE},
            "region": {"startLine": line},
        },
        "logicalLocations": [{"fullyQualifiedName": example.case, "kind": "type"}],
    }


def _fingerprint(header: Header, level: Level, known: str | None, reason: Reason) -> str:
    # Neither version nor count: a defect is the same one until it is mended.
    words = (header.name, header.profile, header.dialect, level, reason.check, reason.says, known or "")
    return hashlib.sha256("\0".join(words).encode(errors="backslashreplace")).hexdigest()[:32]
