"""Runs as JUnit XML, which CI systems show and keep.

There is no standard; this keeps to what the readers of Jenkins, GitLab and their kind agree on. A verdict is a
test case: a failure that gates is ``failure`` (``error`` where the adapter is at fault), and everything else that
a reader should see is ``skipped`` with a message: a warning, a known failure, what is open or not there. A
warning's text in ``system-out`` of a passing case would be shown by hardly any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from conformance.results.grouped import explained
from conformance.results.matrix import Mark, mark
from conformance.results.record import Header, Record, Results

# XML 1.0 has no way to write these, not even as references.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDTH = 600


def junit(results: Sequence[Results]) -> str:
    """One document: a suite for each type of each run; ``classname`` is ``implementation.Type``, without version.

    A run that was stopped has a case of its own that says so, as an error.
    """
    named = _named([one.header for one in results])
    suites = [suite for name, one in zip(named, results, strict=True) for suite in _suites(name, one)]
    counts = _attributes(
        tests=_sum(suites, 0), failures=_sum(suites, 1), errors=_sum(suites, 2), skipped=_sum(suites, 3)
    )
    top = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="realtime-conformance"{counts}>\n'
    # Joined once: a big run's document has a hundred megabytes.
    return "".join([top, *(part for _, parts in suites for part in parts), "</testsuites>\n"])


_Suite = tuple[tuple[int, int, int, int], list[str]]


def _sum(suites: Sequence[_Suite], place: int) -> int:
    return sum(counts[place] for counts, _ in suites)


def _named(headers: Sequence[Header]) -> list[str]:
    """What tells the runs apart. A version is left out if it can be, so that a test's history outlives an upgrade."""
    for name in (_name, lambda header: f"{header.label} {header.dialect}"):
        names = [name(header).replace(".", "_") for header in headers]
        if len(set(names)) == len(names):
            return names
    return [f"{number} {name}" for number, name in enumerate(names, 1)]


def _name(header: Header) -> str:
    return header.name if header.profile in ("", "default", header.version) else f"{header.name} ({header.profile})"


def _suites(name: str, results: Results) -> Iterator[_Suite]:
    by_type: dict[str, list[Record]] = {}
    for record in results.records:
        by_type.setdefault(record.type, []).append(record)
    header = results.header
    for type_name, records in by_type.items():
        cases = [_case(f"{name}.{type_name}", record, header.strict) for record in records]
        yield _suite(f"{header.label}, {header.dialect}: {type_name}", header, cases)
    if not results.complete:
        said = "INCOMPLETE: the run was stopped before its end"
        case = f"<error{_attributes(message=said, type='incomplete')}/>"
        text = f"<testcase{_attributes(classname=name, name='the run went to its end')}>{case}</testcase>\n"
        yield _suite(f"{header.label}, {header.dialect}", header, [("error", text)])


def _suite(name: str, header: Header, cases: Sequence[tuple[str, str]]) -> _Suite:
    outcomes = [outcome for outcome, _ in cases]
    counts = len(cases), outcomes.count("failure"), outcomes.count("error"), outcomes.count("skipped")
    tests, failures, errors, skipped = counts
    # Viewers know times without a zone, and all of ours are UTC.
    attributes = _attributes(
        name=name, tests=tests, failures=failures, errors=errors, skipped=skipped, time=0,
        timestamp=header.started.removesuffix("+00:00"),
    )  # fmt: skip
    return counts, [f"<testsuite{attributes}>\n", *(text for _, text in cases), "</testsuite>\n"]


def _case(classname: str, record: Record, strict: bool) -> tuple[str, str]:
    slug = record.case.removeprefix(f"{record.type}/")
    attributes = _attributes(classname=classname, name=f"{slug} [{record.check}]", time=0)
    outcome, message = _outcome(record, strict)
    if not outcome:
        return "", f"<testcase{attributes}/>\n"
    if outcome == "skipped":
        return outcome, f"<testcase{attributes}><skipped{_attributes(message=message)}/></testcase>\n"
    body = escape(_legal("\n".join(explained(record, _WIDTH))))
    kind = _attributes(message=message, type=str(record.status))
    return outcome, f"<testcase{attributes}><{outcome}{kind}>{body}</{outcome}></testcase>\n"


def _outcome(record: Record, strict: bool) -> tuple[str, str]:
    counted = mark(record, strict=strict)
    if counted.bad:
        return ("error" if counted is Mark.ADAPTER_FAULT else "failure"), record.reason
    if counted is Mark.PASS:
        return "", ""
    said = {
        Mark.KNOWN: f"known failure ({record.known})",
        Mark.WARN: f"warning ({record.level})",
        Mark.FREE: "left open by the dialect",
    }.get(counted, str(counted))
    return "skipped", f"{said}: {record.reason}" if record.reason else said


def _attributes(**values: str | int) -> str:
    return "".join(f" {name}={quoteattr(_legal(str(value)))}" for name, value in values.items())


def _legal(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
