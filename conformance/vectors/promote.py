"""Making a named vector of a finding: what a property run found is then asked in every run."""

from __future__ import annotations

import re
from hashlib import sha256

from conformance.errors import UsageError, near
from conformance.requirements import load as load_register
from conformance.results.record import Results
from conformance.vectors.draft import Draft

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def draft(results: Results, case: str, why: str, slug: str | None = None) -> Draft:
    """The finding of ``case``, already minimised by the run that found it, as a draft to be recorded.

    ``why`` says in a person's words why it is worth keeping. Without ``slug`` the id is made of the check and a
    digest of the payload, so that the same finding always comes to the same id.

    Raises:
        UsageError: there is no such finding, its payload is not whole, or the slug is none.
    """
    findings = {record.case: record for record in results.records if record.failed and "/generated/" in record.case}
    record = findings.get(case)
    if record is None:
        there = f" (findings: {', '.join(sorted(findings)[:5])})" if findings else ": no property of that run failed"
        raise UsageError(f"{results.path}: no finding {case!r}{near(case, findings) or there}")
    if record.sent is None or record.sent.endswith(" characters)"):
        raise UsageError(f"{results.path}: {case} does not hold its whole payload: it is too long to be promoted")
    if slug is not None and not _SLUG.fullmatch(slug):
        raise UsageError(f"--slug={slug}: wants lower-case words joined by -, such as usage-without-details")
    slug = slug or f"found-{record.check}-{sha256(record.sent.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    rows = load_register(results.header.dialect).rows
    return Draft(
        id=f"{record.type}/{slug}",
        type=record.type,
        text=record.sent,
        why=why,
        requirements=tuple(row for row, _ in record.requirements if row in rows),
        provenance=f"found: a generated payload that {results.header.name} {results.header.version} fails",
        level=record.level,
    )
