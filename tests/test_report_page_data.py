"""What the HTML page carries, and what it leaves out to stay small."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.results.page_data import EXAMPLES, page_data
from tests.report_results import Line, results, verdict


def _fail(case: str, reason: str, check: str = "round-trip", size: int = 100) -> Line:
    return verdict(
        case, "fail", check, reason=reason, sent=f'"{case}{reason}{"x" * size}"', reproduce=f"show {case} now"
    )


def _examples(data: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (data["types"][type_name], data["strings"][reason]): len(examples)
        for type_name, _, _, reason, _, _, _, examples in data["groups"][0]
    }


def test_all_cases_are_named_and_the_first_have_their_payloads(tmp_path: Path) -> None:
    data = page_data([results(tmp_path, *(_fail(f"T/{number}", "gone") for number in range(50)))], {})
    (group,) = data["groups"][0]
    assert [data["cases"][0][case] for case in group[6]] == sorted(
        map(str, range(50)), key=lambda each: (len(each), each)
    )
    assert len(group[7]) == EXAMPLES
    assert data["strings"][group[5]] == "show \0 now"


def test_passes_are_numbers_alone(tmp_path: Path) -> None:
    data = page_data([results(tmp_path, *(verdict(f"T/{number}") for number in range(50)))], {})
    assert data["cells"] == [{0: [50, 50, [0, 5, 50]]}]
    assert data["groups"] == [[]]
    assert data["strings"] == []


def test_a_small_budget_goes_to_every_reason_before_any_type_gets_a_second_example(tmp_path: Path) -> None:
    lines = [_fail(f"{name}/{number}", reason) for reason in ("gone", "wrong") for name in "AB" for number in range(5)]
    run = results(tmp_path, *(line | {"case": f"{line['case']}-{line['reason']}"} for line in lines))
    assert set(_examples(page_data([run], {})).values()) == {EXAMPLES}
    assert _examples(page_data([run], {}, budget=300)) == {
        ("A", "gone"): 1,
        ("A", "wrong"): 1,
        ("B", "gone"): 0,
        ("B", "wrong"): 0,
    }
    assert sum(_examples(page_data([run], {}, budget=0)).values()) == 1


def test_the_budget_bounds_the_payloads(tmp_path: Path) -> None:
    run = results(
        tmp_path, *(_fail(f"T/{number}", f"reason {'abcdefghij'[number % 10]}", size=1900) for number in range(300))
    )
    sent = [text for text in page_data([run], {}, budget=10_000)["strings"] if len(text) > 1000]
    assert 5 <= len(sent) <= 6


def test_a_text_is_there_once(tmp_path: Path) -> None:
    run = results(
        tmp_path, *(verdict(f"T/{number}", "fail", sent="{}", expected="{}", actual="{}") for number in range(9))
    )
    assert page_data([run], {})["strings"].count("{}") == 1


def test_the_worst_stands_first(tmp_path: Path) -> None:
    data = page_data(
        [
            results(
                tmp_path,
                verdict("T/open", "free", "behaviour", reason="accepted"),
                verdict("T/b", "fail", level="should", reason="soft"),
                verdict("T/c", "untestable", reason="hidden"),
                verdict("T/d", "fail", reason="rare"),
                verdict("T/e", "fail", reason="often"),
                verdict("T/f", "fail", reason="often"),
            )
        ],
        {},
    )
    assert [data["strings"][group[3]] for group in data["groups"][0]] == ["often", "rare", "hidden", "soft", "accepted"]


def test_a_run_that_is_red_by_no_verdict_says_so(tmp_path: Path) -> None:
    # Both runs have exit 1.
    by_none, by_one = results(tmp_path, verdict("T/a")), results(tmp_path, verdict("T/a", "fail"))
    said = [one["otherwise"] for one in page_data([by_none, by_one], {})["implementations"]]
    assert said == ["red for another reason (exit 1): see the log", ""]


def test_types_of_one_group_stand_together(tmp_path: Path) -> None:
    run = results(tmp_path, verdict("A/1"), verdict("B/1"), verdict("C/1"), types=("A", "B", "C"))
    data = page_data([run], {"A": "First", "B": "Second", "C": "First"})
    assert list(zip(data["types"], data["groupTitles"], strict=True)) == [
        ("A", "First"),
        ("C", "First"),
        ("B", "Second"),
    ]
