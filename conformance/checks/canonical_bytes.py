"""The output is the canonical text byte for byte, where the dialect fixes the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance import jsontext
from conformance.checks.answer import PASS, Answer, failed
from conformance.checks.finding import Finding, What
from conformance.checks.seen import Seen
from conformance.checks.written import from_canonical
from conformance.difference import Path
from conformance.oracle import Accept

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def judge(seen: Seen) -> Answer | None:
    """Order of members, spacing, escapes and number spelling are the canonical ones."""
    expectation = seen.case.expectation
    assert isinstance(expectation, Accept)
    if not expectation.bytes_fixed:
        return None
    if answer := seen.needs_ok(seen.roundtrip):
        return answer
    written = seen.written(seen.roundtrip)
    if written.text == written.expected:
        return PASS
    # Where the value differs too, that is the cause, reported as by the other checks.
    if (answer := from_canonical(written)).findings:
        return answer
    respect, at = _respect(written.expected, written.text)
    return failed([Finding(What.RESPELT, at, respect)], written.expected, written.text)


def _respect(expected: str, actual: str) -> tuple[str, str]:
    """How two texts of the same value differ, and where."""
    for respect, path in _members(jsontext.load(expected), jsontext.load(actual), ()):
        return respect, jsontext.pointer(path)
    if re.search(r"\s", _STRING.sub("", actual)):
        return "blanks between the parts", ""
    if _STRING.findall(expected) != _STRING.findall(actual):
        return "escapes in texts", ""
    return "the spelling of numbers", ""


def _members(ours: Any, theirs: Any, path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if theirs.keys() - ours.keys():
            yield "unknown members are kept", path
        if list(ours) != [name for name in theirs if name in ours]:
            yield "the order of members", path
        for name in ours:
            yield from _members(ours[name], theirs.get(name), (*path, name))
    elif isinstance(ours, list) and isinstance(theirs, list):
        for index, (left, right) in enumerate(zip(ours, theirs, strict=False)):
            yield from _members(left, right, (*path, index))
