"""``promote``: makes a golden vector of a finding on generated payloads, or a scenario of a session that was found."""

from __future__ import annotations

import argparse
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import Subparsers, promote_session
from conformance.errors import UsageError, near

if TYPE_CHECKING:
    from conformance.checks.verdict import Verdict
    from conformance.results.record import Results
    from conformance.vectors.draft import Draft

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def add(commands: Subparsers) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("promote", help="make a golden vector, or a scenario, of a finding")
    parser.add_argument("results", metavar="RESULTS", help="the results file of the run that found it")
    parser.add_argument("case", metavar="CASE", help="the finding, such as RealtimeResponse/generated/round-trip")
    parser.add_argument("--why", required=True, metavar="TEXT", help="why it is worth keeping, in a sentence")
    parser.add_argument(
        "--slug", metavar="WORDS", help="the part of the id after the type (default: made from check and payload)"
    )
    parser.add_argument("--print", action="store_true", help="record nothing; print the draft, to report it to us")
    parser.set_defaults(run=_promote)


def _promote(options: argparse.Namespace) -> int:
    from conformance.commands.golden import record_drafts
    from conformance.results.reader import read
    from conformance.vectors.draft import to_record

    results = read(Path(options.results))
    if sessions := promote_session.found(results, options.case):
        return _promote_session(sessions, results.header.dialect, options)
    made = draft(results, options.case, options.why, options.slug)
    if options.print:
        print(json.dumps(to_record(made)))
        return 0
    done, names = record_drafts([made], results.header.dialect)
    if done.new:
        print(f"{made.id} recorded: {done.new[0].expectation}; oracle, {names} agree")
    else:
        print(f"{made.id} is recorded already")
    return 0


def _promote_session(found: list[Verdict], dialect: str, options: argparse.Namespace) -> int:
    from conformance.peer.scenario import yaml_of

    made = promote_session.scenario_of(found, dialect, options.why, _checked(options.slug))
    if options.print:
        print(yaml_of(made), end="")
        return 0
    path = promote_session.record(made, dialect)
    print(
        f"{made.id} recorded in {path.name}; the reference server passes it"
        if path
        else f"{made.id} is recorded already"
    )
    return 0


def _checked(slug: str | None) -> str | None:
    if slug is not None and not _SLUG.fullmatch(slug):
        raise UsageError(f"--slug={slug}: expected lower-case words joined by -, such as usage-without-details")
    return slug


def draft(results: Results, case: str, why: str, slug: str | None = None) -> Draft:
    """The finding for ``case``, already minimised by the run that found it, as a draft to record.

    ``why`` says in a sentence why it is worth keeping. Without ``slug`` the id is made of the check and a digest of the
    payload, so the same finding always gets the same id.

    Raises:
        UsageError: there is no such finding, its check is unknown, its payload is cut, or the slug is malformed.
    """
    from conformance.checks.case import CaseId, CaseKind
    from conformance.checks.register import OF_PAYLOADS
    from conformance.requirements.register import load_register
    from conformance.vectors.draft import Draft

    findings: dict[str, Verdict] = {}
    for one in results.verdicts:
        if one.failed and CaseId.parse(one.case).kind in (CaseKind.GENERATED, CaseKind.EXPLORED):
            # What exploration found may fail several checks, at the most binding level first.
            findings.setdefault(one.case, one)
    verdict = findings.get(case)
    if verdict is None:
        there = f" (findings: {', '.join(sorted(findings)[:5])})" if findings else ": no property of that run failed"
        raise UsageError(f"{results.path}: no finding {case!r}{near(case, findings) or there}")
    if verdict.check not in OF_PAYLOADS:
        raise UsageError(f"{results.path}: {case}: no check {verdict.check!r}{near(verdict.check, OF_PAYLOADS)}")
    if verdict.sent is None or verdict.sent.endswith(" characters)"):
        raise UsageError(f"{results.path}: {case} does not hold its whole payload: it is too long to be promoted")
    slug = (
        _checked(slug)
        or f"found-{verdict.check}-{sha256(verdict.sent.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    )
    rows = load_register(results.header.dialect).rows
    broken = tuple(row for row, _ in verdict.requirements if row in rows)
    return Draft(
        id=f"{verdict.subject}/{slug}",
        type=verdict.subject,
        text=verdict.sent,
        why=why,
        requirements=broken or (OF_PAYLOADS[verdict.check].requirement,),
        provenance=f"found: a generated payload that {results.header.name} {results.header.version} fails",
        level=verdict.level,
    )
