"""What is lost, by type and path."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.results.losses import What, losses
from tests.report_results import Line, added, changed, gone, results, verdict


def _fails(case: str, *differences: Line, check: str = "round-trip") -> Line:
    return verdict(case, "fail", check, differences=list(differences))


@pytest.mark.parametrize(
    ("difference", "what", "became"),
    [
        (gone("/usage", "{}"), What.DROPPED, ""),
        (changed("/usage", "{}", "null"), What.DROPPED, ""),
        (gone("/usage", "null"), What.NULL_LOST, ""),
        (added("/usage", "null"), What.NULL_ADDED, ""),
        (added("/usage", "0"), What.INVENTED, ""),
        (changed("/usage", "null", "0"), What.INVENTED, ""),
        (changed("/usage", "1", "2"), What.CHANGED, ""),
        (changed("/usage", "1", "1.0"), What.RETYPED, "integer → number"),
        (changed("/usage", "1", '"1"'), What.RETYPED, "integer → string"),
        (changed("/usage", "true", "[1]"), What.RETYPED, "boolean → array"),
    ],
)
def test_what_becomes_of_a_member(difference: Line, what: What, became: str, tmp_path: Path) -> None:
    (loss,) = losses(results(tmp_path, _fails("T/a", difference)))
    assert (loss.type, loss.path, loss.what, loss.became, loss.cases) == ("T", "/usage", what, became, 1)


def test_a_member_that_comes_back_under_another_name_is_renamed(tmp_path: Path) -> None:
    (loss,) = losses(results(tmp_path, _fails("T/a", gone("/a/old", '"x"'), added("/a/new", '"x"'))))
    assert (loss.path, loss.what, loss.became) == ("/a/old", What.RENAMED, "new")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (added("/a/new", '"y"'), "another value"),
        (added("/b/new", '"x"'), "another parent"),
    ],
)
def test_what_is_no_rename(other: Line, why: str, tmp_path: Path) -> None:
    found = losses(results(tmp_path, _fails("T/a", gone("/a/old", '"x"'), other)))
    assert {loss.what for loss in found} == {What.DROPPED, What.INVENTED}, why


def test_two_candidates_are_no_rename(tmp_path: Path) -> None:
    found = losses(results(tmp_path, _fails("T/a", gone("/old", "1"), added("/new", "1"), added("/newer", "1"))))
    assert sorted(loss.what for loss in found) == ["dropped", "invented", "invented"]


def test_places_in_lists_are_one_path(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        _fails("T/a", gone("/items/0/id", "1"), gone("/items/12/id", "2")),
        _fails("T/b", gone("/items/3/id", "1")),
    )
    (loss,) = losses(run)
    assert (loss.path, loss.cases) == ("/items/*/id", 2)


def test_a_loss_that_several_checks_see_is_counted_once_a_case(tmp_path: Path) -> None:
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


def test_the_new_name_is_not_invented_where_another_check_sees_the_rename(tmp_path: Path) -> None:
    run = results(
        tmp_path,
        _fails("T/a", gone("/old", "1"), added("/new", "1")),
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
        verdict("T/a", "fail", known="an issue", differences=[gone("/usage", "1")]),
        verdict("T/b", "fail", level="should", differences=[gone("/usage", "1")]),
        verdict("T/c"),
    )
    assert [(loss.path, loss.cases) for loss in losses(run)] == [("/usage", 2)]
