"""A wrong finding destroys trust: each one is true of the library alone, and of nobody's adapter."""

from __future__ import annotations

import json
import os
from collections import Counter

import pytest

from conformance.adapters import REGISTRY
from conformance.adapters.open import open_implementation
from conformance.checks.case import Case
from conformance.checks.exchange import exchanges
from conformance.checks.register import ROBUST, judge
from conformance.oracle import Accept, oracle
from conformance.requirements.register import load_register
from conformance.vectors import case_of, load_vectors
from tests.findings import DIALECT, PAGE, Finding, findings, page, printed

FINDINGS = findings()
LANGUAGES = sorted({finding.language for finding in FINDINGS})
IMPLEMENTATIONS = sorted({(finding.implementation, finding.profile) for finding in FINDINGS})
JUDGE = oracle(DIALECT)


def named(finding: Finding) -> str:
    return finding.id


def needs(*names: str) -> None:
    """Skip where a library cannot run, saying why; fail where it should be able to."""
    for name in names:
        if reason := REGISTRY[name].available():
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{name} is not available: {reason}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_program_prints_what_is_published(language: str) -> None:
    ours = {finding.id: finding for finding in FINDINGS if finding.language == language}
    needs(*{finding.implementation for finding in ours.values()})
    said = printed(language, {id_: finding.code for id_, finding in ours.items()})
    assert said == {id_: finding.prints for id_, finding in ours.items()}


@pytest.mark.parametrize("finding", FINDINGS, ids=named)
def test_a_finding_names_what_there_is(finding: Finding) -> None:
    entry = REGISTRY[finding.implementation]
    row = load_register(DIALECT).rows[finding.requirement]
    assert (finding.package, finding.language) == (entry.package, entry.language)
    assert finding.profile in entry.profiles
    assert finding.version == (finding.profile if finding.profile[:1].isdigit() else entry.version)
    assert str(row.level) == finding.level
    assert finding.level in ("must", "should"), "what is open is no defect"
    assert finding.vectors == tuple(vector for vector in finding.vectors if vector in load_vectors(DIALECT))
    assert len(finding.code.splitlines()) <= 30


LEGAL = [finding for finding in FINDINGS if finding.requirement != ROBUST.requirement]


@pytest.mark.parametrize("finding", LEGAL, ids=named)
def test_what_is_sent_is_legal_by_the_dialect(finding: Finding) -> None:
    expectation = JUDGE.expect(finding.type, finding.sent)
    assert isinstance(expectation, Accept), expectation
    json.loads(finding.sent)


@pytest.mark.parametrize(("name", "profile"), IMPLEMENTATIONS)
def test_the_suite_says_the_same_of_the_payload_and_its_vectors(name: str, profile: str) -> None:
    needs(name)
    ours = [finding for finding in LEGAL if (finding.implementation, finding.profile) == (name, profile)]
    vectors = load_vectors(DIALECT)
    cases = [case_of(vectors[vector], JUDGE) for finding in ours for vector in finding.vectors]
    cases += [Case(f.id, f.type, f.sent, JUDGE.expect(f.type, f.sent)) for f in ours if not f.vectors]
    passed = []
    with open_implementation(f"{name}:{profile}", timeout=30, dialect=DIALECT) as connection:
        for exchange in exchanges(connection, cases):
            verdicts = judge(exchange, JUDGE)
            if not any(verdict.failed for verdict in verdicts):
                passed.append(exchange.case.id)
    assert passed == [], "the suite finds nothing wrong with these"


def test_ids_are_unique() -> None:
    assert [id_ for id_, count in Counter(finding.id for finding in FINDINGS).items() if count > 1] == []


def test_the_page_is_made_of_the_findings() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.findings`"
