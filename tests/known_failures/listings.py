"""A file of known failures, and verdicts beside it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from conformance import known_failures
from conformance.checks.finding import Finding, What
from conformance.checks.register import SELECTABLE
from conformance.checks.verdict import Status, Verdict
from conformance.known_failures.cases import Cases
from conformance.known_failures.entries import read
from conformance.known_failures.match import Judgement, Listing, ProblemKind, Scope, judge
from conformance.requirements.level import Level

SCHEMA = json.loads((Path(known_failures.__file__).parent / "known_failures.schema.json").read_text(encoding="utf-8"))
TODAY = date(2026, 5, 1)
SLUGS = ("a", "b", "unknown-one", "unknown-two", "generated/round-trip", "robust/empty")
CASES = Cases(("T", "U"), lambda name: [f"{name}/{slug}" for slug in SLUGS], {"T/once-a": "T/a"})
EVERY = frozenset(f"{name}/{slug}" for name in ("T", "U") for slug in SLUGS)


def verdict(
    case: str, check: str = "accepts", status: str = "fail", at: str = "/usage", level: Level = Level.MUST
) -> Verdict:
    """A verdict; what fails loses a member."""
    findings = (Finding(What.LOST, at, "1"),) if status == "fail" else ()
    return Verdict(case, case.partition("/")[0], check, level, Status(status), findings)


def listing(text: str, cases: Cases = CASES) -> Listing:
    return Listing(read(text, "known.yaml"), cases)


def entry(cases: str, **members: str) -> str:
    lines = [f"  - cases: [{cases}]", *(f"    {name}: {value}" for name, value in members.items()), "    why: later"]
    return "".join(f"{line}\n" for line in lines)


def file(*entries: str) -> str:
    return "failures:\n" + "".join(entries)


def judged(text: str, *verdicts: Verdict, scope: Scope | None = None) -> Judgement:
    return judge(listing(text), verdicts, scope or Scope({one.case for one in verdicts}, SELECTABLE), TODAY)


def counted(judgement: Judgement) -> tuple[int, int, tuple[Any, ...], tuple[Any, ...]]:
    """How many failures are known by how many entries, and all that is not as listed."""
    return len(judgement.known), judgement.entries, judgement.unlisted, judgement.problems


def problems(judgement: Judgement) -> list[tuple[ProblemKind, int, str]]:
    return [(problem.kind, problem.line, problem.text) for problem in judgement.problems]
