"""What every finding must keep to, beyond its schema."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from conformance.oracle import Accept, oracle
from conformance.requirements.register import load_register
from conformance.spec.importer.dialect import errata
from conformance.vectors import load_vectors
from tests.findings import DIALECT, SEVERITIES, Finding, Library, Noticed, Root

AT_MOST = 50
"""Findings in all: a longer page is not read."""
LINES = 20
"""Of a program; Go and Java need a dozen of them before they say anything."""

# A recording and the document's own words or example may correct its schema; a report or a library may not.
_SOUND = frozenset({"recorded", "prose", "example"})
_PRIVATE = {
    "a private name": re.compile(r"(?:\.|import |, )_[A-Za-z]"),
    "a file inside the package": re.compile(r"node_modules|/dist/|\bsrc/"),
}
# Documented as the way to members that the class does not declare.
_PUBLIC = ("._additionalProperties(",)
_VERDICTS = re.compile(r"\b(?:must|shall|has to|defect|bug)\b", re.IGNORECASE)


def lint(libraries: Iterable[Library], roots: Mapping[str, Root]) -> Iterator[str]:
    """Say what is wrong with the data, one line each."""
    found = list(libraries)
    findings = [finding for library in found for finding in library.findings]
    noticed = [one for library in found for one in library.noticed]
    ids = Counter([*(finding.id for finding in findings), *(one.id for one in noticed)])
    yield from (f"{id_}: the id is given twice" for id_, count in ids.items() if count > 1)
    if len(findings) > AT_MOST:
        yield f"{len(findings)} findings, expected at most {AT_MOST}"
    used = {finding.root for finding in findings}
    for root in roots.values():
        yield from (f"{root.id}: {problem}" for problem in _errata(root.errata))
        if root.cause != "official document" and root.id not in used:
            yield f"{root.id}: no finding has this root"
    for library in found:
        yield from (f"{id_}: not of {library.library}" for id_ in _foreign(library))
        ranks = [SEVERITIES.index(finding.severity) for finding in library.findings]
        if ranks != sorted(ranks):
            yield f"{library.library}: the worst findings come first"
    for finding in findings:
        yield from (f"{finding.id}: {problem}" for problem in _finding(finding, roots))
    for one in noticed:
        yield from (f"{one.id}: {problem}" for problem in _noticed(one))


def _foreign(library: Library) -> list[str]:
    ids = [*(finding.id for finding in library.findings), *(one.id for one in library.noticed)]
    return [id_ for id_ in ids if not id_.startswith(f"{library.library}/")]


def _finding(finding: Finding, roots: Mapping[str, Root]) -> Iterator[str]:
    if finding.root is not None and finding.root not in roots:
        yield f"there is no root {finding.root!r}"
    row = load_register(DIALECT).rows.get(finding.requirement)
    if row is None or str(row.level) != "must":
        yield f"a finding rests on a requirement at must, not on {finding.requirement}"
    vectors = load_vectors(DIALECT)
    for id_ in finding.vectors:
        if id_ not in vectors:
            yield f"there is no vector {id_}"
        elif str(vectors[id_].level) != "must":
            yield f"the vector {id_} binds at {vectors[id_].level}"
    yield from _errata(finding.errata)
    if bool(finding.errata) == ("document" in finding.evidence):
        yield "either the document says it as printed, or errata are named"
    expectation = oracle(DIALECT).expect(finding.type, finding.payload)
    if not isinstance(expectation, Accept) or expectation.unknown_value:
        yield f"the payload is not legal: {expectation}"
    yield from _program(finding.program)


def _errata(ids: Iterable[str]) -> Iterator[str]:
    provenances = {one.id: one.provenance for one in errata(DIALECT)}
    for id_ in ids:
        if provenances.get(id_) not in _SOUND:
            yield f"rests on the erratum {id_}, whose provenance is {provenances.get(id_)}"


def _noticed(one: Noticed) -> Iterator[str]:
    if word := _VERDICTS.search(one.says):
        yield f"what can be argued about is put without {word.group()!r}"
    if one.program:
        yield from _program(one.program)


def _program(program: str) -> Iterator[str]:
    lines = [line for line in program.splitlines() if line.strip()]
    if len(lines) > LINES:
        yield f"the program has {len(lines)} lines, expected at most {LINES}"
    public = program
    for name in _PUBLIC:
        public = public.replace(name, "")
    for what, pattern in _PRIVATE.items():
        if match := pattern.search(public):
            yield f"the program uses {what}: {match.group()!r}"
