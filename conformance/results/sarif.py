"""Writes runs as SARIF 2.1.0 for code scanning: rules are requirements, a result is a reason for failures."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any
from urllib.parse import quote

from conformance.checks.case import CaseId
from conformance.checks.verdict import Verdict
from conformance.jsontext import visible
from conformance.requirements.level import Level
from conformance.results.matrix import otherwise
from conformance.results.reasons import Reason, reasons
from conformance.results.record import Header, Results
from conformance.results.words import LABEL, lines, run_as
from conformance.vectors import line_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.MUST: "error", Level.SHOULD: "warning", Level.FREE: "note"}
_BASE = "SUITE"
_WIDTH = 1_000
_CASES = 20
_RESULTS = 5_000
"""As many results of one run as GitHub reads."""
_BRACKET = re.compile(r"(\\*)([\[\]])")


def sarif(results: Sequence[Results]) -> str:
    """A SARIF log as JSON text, with one run per results file.

    A result is one cause of failures, with the number of its cases in ``occurrenceCount`` and an example. Its rule is
    the requirement that it breaks, its level the most binding one at which it fails. Its location is the golden
    vector, relative to the sources of the suite, as an implementation has no line to point to. Known failures are
    suppressed. A run that was stopped has ``executionSuccessful`` false; a run that is red although no verdict gates
    has a notification, and so has one with more results than are written.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(one) for one in results]}
    return json.dumps(log, indent=1) + "\n"


def _run(results: Results) -> dict[str, Any]:
    header = results.header
    found = [
        (level, known, reason)
        for known, verdicts in _apart(results.verdicts).items()
        for reason in reasons(verdicts)
        for level in [min((one.level for one in reason.verdicts), key=lambda level: level.rank)]
    ]
    found.sort(key=lambda one: (one[0].rank, one[1] or ""))
    more = len(found) - _RESULTS
    found = found[:_RESULTS]
    rules: dict[str, str] = {}
    for _, _, reason in found:
        rules.setdefault(reason.requirement, reason.sentence or f"The check {reason.example.check}.")
    indexes = {row: index for index, row in enumerate(rules)}
    invocation: dict[str, Any] = {"executionSuccessful": results.complete}
    if results.footer is not None:
        invocation["exitCode"] = results.footer.exit
    message = otherwise(results) if results.complete else "INCOMPLETE: the run was stopped before its end"
    notes = [("error", message)] if message else []
    if more > 0:
        notes.append(("warning", f"{more} results of {len(found) + more} are left out: the most binding ones are here"))
    if notes:
        invocation["toolExecutionNotifications"] = [
            {"level": level, "message": {"text": text}} for level, text in notes
        ]
    given = run_as(header.impl, header.name, header.profile)
    about = f"{header.label} judged by dialect {header.dialect}{f', run as {given}' if given else ''}"
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
            "description": {"text": _text([about])},
        },
        "invocations": [invocation],
        "originalUriBaseIds": {_BASE: {"description": {"text": "the sources of realtime-conformance"}}},
        "columnKind": "unicodeCodePoints",
        "properties": {"impl": visible(header.impl)},
        "results": [_result(header, level, known, reason, indexes) for level, known, reason in found],
    }


def _apart(verdicts: Sequence[Verdict]) -> dict[str | None, list[Verdict]]:
    """Failures by the entry that lists them, so that known ones do not hide new ones."""
    found: dict[str | None, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.failed:
            found.setdefault(verdict.known, []).append(verdict)
    return found


def _result(header: Header, level: Level, known: str | None, reason: Reason, indexes: dict[str, int]) -> dict[str, Any]:
    example = reason.example
    explained = lines(reason.with_row(example), _WIDTH, reason.finding)
    message = [str(reason), f"{'example':<{LABEL}}{example.case}", *explained]
    return {
        "ruleId": reason.requirement,
        "ruleIndex": indexes[reason.requirement],
        "level": _LEVELS[level],
        "message": {"text": _text(message)},
        "occurrenceCount": reason.count,
        "locations": [_location(header, example)],
        "partialFingerprints": {"reason/v2": _fingerprint(header, known, reason)},
        "suppressions": [{"kind": "external", "justification": known}] if known is not None else [],
        "properties": {
            "checks": list(reason.checks),
            "type": example.subject,
            "cases": list(reason.cases[:_CASES]),
        },
    }


def _text(lines: Iterable[str]) -> str:
    """A plain text message: a backslash before each bracket, without which ``[text](address)`` is a link."""
    # Backslashes before a bracket are doubled, as they would escape ours.
    return _BRACKET.sub(r"\1\1\\\2", "\n".join(map(visible, lines)))


def _location(header: Header, example: Verdict) -> dict[str, Any]:
    # A generated payload is not in a file, but the sentence that it breaks is.
    path, line = f"conformance/requirements/{header.dialect}.yaml", 1
    if CaseId.parse(example.case).golden:
        path = f"golden/{header.dialect}/{example.subject}.json"
        line = line_of(header.dialect, example.case)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path, errors="backslashreplace"), "uriBaseId": _BASE},
            "region": {"startLine": line},
        },
        "logicalLocations": [{"fullyQualifiedName": example.case, "kind": "type"}],
    }


def _fingerprint(header: Header, known: str | None, reason: Reason) -> str:
    # Neither version nor count: a defect stays the same until it is fixed.
    words = (header.name, header.profile, header.dialect, *map(str, astuple(reason.group)), known or "")
    return hashlib.sha256("\0".join(words).encode(errors="backslashreplace")).hexdigest()[:32]
