"""What is lost, by type and path."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_files import added, changed, gone, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.losses import losses


def _fails(case: str, *found: Finding, check: str = "round-trip") -> Verdict:
    return verdict(case, "fail", *found, check=check)


def _renamed(at: str, name: str) -> Finding:
    return Finding(What.RENAMED, at, "1", name)


@pytest.mark.parametrize(
    ("finding", "what", "became"),
    [
        (gone("/usage", "{}"), What.LOST, ""),
        (changed("/usage", "{}", "null"), What.NULLED, ""),
        (gone("/usage", "null"), What.NULL_LOST, ""),
        (added("/usage", "null"), What.NULL_ADDED, ""),
        (added("/usage", "0"), What.INVENTED, ""),
        (changed("/usage", "null", "0"), What.INVENTED, ""),
        (changed("/usage", "1", "2"), What.CHANGED, ""),
        (changed("/usage", '"a "', '"a"'), What.TRIMMED, ""),
        (changed("/usage", "1.25", "1.2"), What.ROUNDED, ""),
        (changed("/usage", "1", "1.0"), What.RETYPED, "integer → number"),
        (changed("/usage", "1", '"1"'), What.RETYPED, "integer → string"),
        (changed("/usage", "true", "[1]"), What.RETYPED, "boolean → array"),
        (_renamed("/usage", "Usage"), What.RENAMED, "Usage"),
    ],
)
def test_what_becomes_of_a_member(finding: Finding, what: What, became: str, tmp_path: Path) -> None:
    (loss,) = losses(results(tmp_path, _fails("T/a", finding)))
    assert (loss.type, loss.path, loss.what, loss.became, loss.cases) == ("T", "/usage", what, became, 1)


@pytest.mark.parametrize(
    "finding",
    [
        Finding(What.ACCEPTED, "/usage", "wrong-type"),
        Finding(What.ILLEGAL, "/usage", "wrong-type"),
        Finding(What.RESPELT, "/usage", "the order of members"),
        Finding(What.UNSTABLE, "/usage", "1", "2"),
        Finding(What.NOT_DECODED, got="rejected"),
    ],
)
def test_what_is_not_lost(finding: Finding, tmp_path: Path) -> None:
    assert losses(results(tmp_path, _fails("T/a", finding))) == []


def test_places_in_lists_are_one_path(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        _fails("T/a", gone("/items/0/id", "1"), gone("/items/12/id", "2")),
        _fails("T/b", gone("/items/3/id", "1")),
    )
    (loss,) = losses(run)
    assert (loss.path, loss.cases) == ("/items/*/id", 2)


def test_a_loss_that_several_checks_see_is_counted_once_per_case(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        _fails("T/a", gone("/usage", "1")),
        _fails("T/a", gone("/usage", "1"), check="canonical"),
        _fails("T/a", changed("/usage", "1", "null"), check="typed-read"),
        _fails("T/longer", changed("/usage", "1", "null"), check="typed-read"),
        _fails("T/generated/round-trip", gone("/usage", "1")),
        _fails("T/generated/canonical", gone("/usage", "1"), check="canonical"),
    )
    (loss,) = losses(run)
    assert (loss.cases, loss.example, loss.checks) == (3, "T/a", ("canonical", "round-trip", "typed-read"))


def test_the_example_of_generated_payloads_is_one_of_their_cases(tmp_path: Path) -> None:
    seen = [_fails(f"T/generated/{check}", gone("/usage"), check=check) for check in ("round-trip", "canonical")]
    (loss,) = losses(results(tmp_path, *seen))
    assert (loss.cases, loss.example) == (1, "T/generated/canonical")


def test_the_new_name_is_not_invented_where_another_check_sees_the_rename(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        _fails("T/a", _renamed("/old", "new")),
        _fails("T/a", added("/new", "1"), check="typed-read"),
        _fails("T/b", added("/new", "1")),
    )
    assert [(loss.path, loss.what, loss.cases) for loss in losses(run)] == [
        ("/new", What.INVENTED, 1),
        ("/old", What.RENAMED, 1),
    ]


def test_known_failures_lose_and_passes_do_not(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        verdict("T/a", "fail", gone("/usage", "1"), known="an issue"),
        verdict("T/b", "fail", gone("/usage", "1"), level="should"),
        verdict("T/c"),
    )
    assert [(loss.path, loss.cases) for loss in losses(run)] == [("/usage", 2)]
