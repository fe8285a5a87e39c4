"""Writes runs as JUnit XML, which CI systems show and keep.

There is no standard; this is what the readers of Jenkins, GitLab and the like agree on. A verdict is a test case: a
failure that gates is a ``failure`` (``error`` where the adapter is at fault), and everything else that a reader should
see is ``skipped`` with a message: a warning, a known failure, what is left open or not supported. Hardly any reader
shows a warning in the ``system-out`` of a passing case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from conformance.checks.verdict import Verdict
from conformance.jsontext import visible
from conformance.results.matrix import VerdictMark, mark, otherwise
from conformance.results.record import Header, Results, with_profile
from conformance.results.words import lines, run_as

_WIDTH = 600
_IMPL = 100
"""As much of ``--impl`` as the name of a suite has, in characters."""


def junit(results: Sequence[Results]) -> Iterator[str]:
    """The parts of one document: one suite per type and run; ``classname`` is ``implementation.Type``, without version.

    What was given as ``--impl`` is a property of each suite, and in its name where that is not what its hello says.

    A run that was stopped, or that is red although no verdict gates, has one more case, an error that says so. The
    document of a big run has a hundred megabytes, so only its counts are worked out in advance.
    """
    named = list(zip(_named([one.header for one in results]), results, strict=True))
    total = _counts(chain.from_iterable([*_outcomes(one.verdicts, one.header), *_errors(one)] for one in results))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="realtime-conformance"{_attributes(**total)}>\n'
    for name, one in named:
        yield from _suites(name, one)
    yield "</testsuites>\n"


def _counts(outcomes: Iterable[str]) -> dict[str, int]:
    counted = Counter(outcomes)
    return {
        "tests": counted.total(),
        "failures": counted["failure"],
        "errors": counted["error"],
        "skipped": counted["skipped"],
    }


def _outcomes(verdicts: Iterable[Verdict], header: Header) -> Iterator[str]:
    return (_outcome(verdict, header.strict)[0] for verdict in verdicts)


def _ending(results: Results) -> tuple[str, str, str] | None:
    """The case about the run itself, if it has one: its name, and the type and message of its error."""
    if not results.complete:
        return "the run went to its end", "incomplete", "INCOMPLETE: the run was stopped before its end"
    if message := otherwise(results):
        return "the run ended as its verdicts say", "exit", message
    return None


def _errors(results: Results) -> list[str]:
    return ["error"] if _ending(results) else []


def _named(headers: Sequence[Header]) -> list[str]:
    """A name for each run. Versions are left out where possible, so that a test's history outlives an upgrade."""
    plain = [with_profile(header.name, header.profile, header.version) for header in headers]
    for labels in (plain, [f"{header.label} {header.dialect}" for header in headers]):
        names = [name.replace(".", "_") for name in labels]
        if len(set(names)) == len(names):
            return names
    return [f"{number} {name}" for number, name in enumerate(names, 1)]


def _suites(name: str, results: Results) -> Iterator[str]:
    by_type: dict[str, list[Verdict]] = {}
    for verdict in results.verdicts:
        by_type.setdefault(verdict.subject, []).append(verdict)
    header = results.header
    given = run_as(header.impl, header.name, header.profile)
    label = f"{header.label}{f' ({visible(given, _IMPL)})' if given else ''}, {header.dialect}"
    for type_name, verdicts in by_type.items():
        yield _opened(f"{label}: {type_name}", header, _outcomes(verdicts, header))
        for verdict in verdicts:
            yield _case(f"{name}.{type_name}", verdict, header.strict)
        yield "</testsuite>\n"
    if (ending := _ending(results)) is not None:
        case, kind, message = ending
        error = f"<error{_attributes(message=message, type=kind)}/>"
        yield _opened(label, header, _errors(results))
        yield f"<testcase{_attributes(classname=name, name=case)}>{error}</testcase>\n"
        yield "</testsuite>\n"


def _opened(name: str, header: Header, outcomes: Iterable[str]) -> str:
    # Viewers expect times without a zone, and all of ours are UTC.
    stamp = header.started.removesuffix("+00:00")
    attributes = _attributes(name=name, **_counts(outcomes), time=0, timestamp=stamp)
    impl = _attributes(name="impl", value=header.impl)
    return f"<testsuite{attributes}>\n<properties><property{impl}/></properties>\n"


def _case(classname: str, verdict: Verdict, strict: bool) -> str:
    slug = verdict.case.removeprefix(f"{verdict.subject}/")
    attributes = _attributes(classname=classname, name=f"{slug} [{verdict.check}]", time=0)
    outcome, message = _outcome(verdict, strict)
    if not outcome:
        return f"<testcase{attributes}/>\n"
    if outcome == "skipped":
        return f"<testcase{attributes}><skipped{_attributes(message=message)}/></testcase>\n"
    body = escape(_legal("\n".join(lines(verdict, _WIDTH))))
    kind = _attributes(message=message, type=str(verdict.status))
    return f"<testcase{attributes}><{outcome}{kind}>{body}</{outcome}></testcase>\n"


def _outcome(verdict: Verdict, strict: bool) -> tuple[str, str]:
    """The name of the element for a verdict, empty for a pass, and its message."""
    counts_as = mark(verdict, strict=strict)
    if counts_as.bad:
        return ("error" if counts_as is VerdictMark.ADAPTER_FAULT else "failure"), verdict.reason
    if counts_as is VerdictMark.PASS:
        return "", ""
    message = {
        VerdictMark.KNOWN: f"known failure ({verdict.known})",
        VerdictMark.WARN: f"warning ({verdict.level})",
        VerdictMark.FREE: "left open by the dialect",
        VerdictMark.SUITE_FAULT: "the suite's fault",
    }.get(counts_as, str(counts_as))
    return "skipped", f"{message}: {verdict.reason}" if verdict.reason else message


def _attributes(**values: str | int) -> str:
    return "".join(f" {name}={quoteattr(_legal(str(value)))}" for name, value in values.items())


def _legal(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))
