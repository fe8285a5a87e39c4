"""Every reason at must is true of the library alone, and every published one has a row that says so."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from test_findings import needs

from conformance.adapters import REGISTRY
from conformance.adapters.open import open_implementation
from conformance.checks.verdict import Verdict
from conformance.oracle import oracle
from conformance.results.reasons import reasons
from conformance.vectors import load_vectors
from conformance.vectors.judging import judged
from tests.findings import DIALECT, libraries
from tests.findings.confirmed import PAGE, Confirmed, confirmed, page, printed

LIBRARIES = sorted(confirmed())
ROWS = [(name, row) for name in LIBRARIES for row in confirmed()[name]]
PUBLISHED = json.loads((Path(__file__).parents[1] / "reports" / "summary.json").read_bytes())["rows"]
JUDGE = oracle(DIALECT)
HEADING = re.compile("^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_program_prints_what_the_page_says(library: str) -> None:
    needs(library)
    assert printed(library) == {row.id: row.prints for row in confirmed()[library] if row.program}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_case_shows_its_reason_and_no_reason_that_was_withdrawn(library: str) -> None:
    needs(library)
    asked = [row for row in confirmed()[library] if row.case]
    shown: set[str] = set()
    for profile in REGISTRY[library].profiles:
        with open_implementation(f"{library}:{profile}", timeout=60, dialect=DIALECT) as connection:
            for row in asked:
                verdicts, _ = judged(connection, load_vectors(DIALECT)[row.case], JUDGE)
                shown |= {row.reasons[0]} if is_shown(row, verdicts) else set()
    assert shown == {row.reasons[0] for row in asked if row.verdict != "withdrawn"}


def is_shown(row: Confirmed, verdicts: list[Verdict]) -> bool:
    """Whether a verdict at must has one of the row's reasons."""
    return any(row.names(one.says) for one in reasons(verdict for verdict in verdicts if verdict.gates()))


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_published_reason_has_a_row(library: str) -> None:
    rows = [one for one in PUBLISHED if (one["role"], one["name"], one["dialect"]) == ("codec", library, DIALECT)]
    assert rows
    said = {reason["says"] for one in rows for reason in one["reasons"]}
    assert sorted(one for one in said if not any(row.names(one) for row in confirmed()[library])) == []


def test_what_shows_a_row_is_a_program_or_a_finding_with_one() -> None:
    known = {id_ for library in libraries() for id_ in library.programs()}
    assert [row for _, row in ROWS if row.shown_by and row.shown_by not in known] == []
    assert [row for _, row in ROWS if row.verdict != "withdrawn" and bool(row.shown_by) is bool(row.program)] == []
    assert [row for name, row in ROWS if row.id and not row.id.startswith(f"{name}/")] == []


def test_every_program_is_found_by_its_link_on_the_page() -> None:
    anchors = Counter(re.sub("[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in HEADING.findall(page()))
    assert [anchor for anchor, count in anchors.items() if count > 1] == []
    links = re.findall(r"\(#([^)]*)\)", page())
    assert len(links) == len([row for _, row in ROWS if row.program])
    assert set(links) <= set(anchors)


@pytest.mark.parametrize(
    ("pattern", "reason", "named"),
    [
        ("* loses its null", "/response/usage loses its null", True),
        ("* loses its null", "/response/usage is dropped", False),
        ("/content/* is dropped", "/content/*/text is dropped", True),
        ("/session/id is dropped", "/session/id is dropped", True),
        ("/session/id is dropped", "/item/session/id is dropped", False),
        ("/{name} is kept raw", "/city is kept raw", True),
        ("/{name} is kept raw", "/session/prompt is kept raw", False),
    ],
)
def test_a_row_names_reasons_by_pattern(pattern: str, reason: str, named: bool) -> None:
    assert Confirmed((pattern,), "", "library").names(reason) is named


def test_the_page_is_made_of_the_rows() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.findings`"
