"""What the HTML page carries, and what it leaves out to stay small."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from result_files import gone, refused, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.matrix import WHOLE, VerdictMark
from conformance.results.page_data import EXAMPLES, page_data
from conformance.results.record import Results

MARKS = list(VerdictMark)


def _fail(case: str, member: str, size: int = 100) -> Verdict:
    payload = f'"{case}{member}{"x" * size}"'
    return verdict(case, "fail", gone(f"/{member}"), sent=payload, reproduce=f"show {case} now")


def _examples(data: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (data["types"][type_name], data["strings"][reason]): len(examples)
        for type_name, _, _, reason, _, _, _, examples in data["groups"][0]
    }


def _run(tmp_path: Path, *verdicts: Verdict, **changed: Any) -> Results:
    """A run of no other types than those of the verdicts."""
    return results(tmp_path, *verdicts, options={"types": []}, **changed)


def test_all_cases_are_named_and_the_first_have_their_payloads(tmp_path: Path) -> None:
    data = page_data([_run(tmp_path, *(_fail(f"T/{number}", "gone") for number in range(50)))], {})
    (group,) = data["groups"][0]
    assert [data["cases"][0][case] for case in group[6]] == sorted(
        map(str, range(50)), key=lambda each: (len(each), each)
    )
    assert len(group[7]) == EXAMPLES
    assert data["strings"][group[5]] == "show \0 now"


def test_passes_are_numbers_alone(tmp_path: Path) -> None:
    data = page_data([_run(tmp_path, *(verdict(f"T/{number}") for number in range(50)))], {})
    assert data["cells"] == [{0: [[0, 6, 50]]}]
    assert (data["groups"], data["reasons"], data["losses"], data["behaviour"]) == ([[]], [], [], [])
    assert data["strings"] == []


def test_a_small_budget_goes_to_every_reason_before_any_type_gets_a_second_example(tmp_path: Path) -> None:
    lines = [
        _fail(f"{name}/{number}-{member}", member)
        for member in ("gone", "wrong")
        for name in "AB"
        for number in range(5)
    ]
    run = _run(tmp_path, *lines)
    assert set(_examples(page_data([run], {})).values()) == {EXAMPLES}
    assert _examples(page_data([run], {}, budget=300)) == {
        ("A", "/gone is dropped"): 1,
        ("A", "/wrong is dropped"): 1,
        ("B", "/gone is dropped"): 0,
        ("B", "/wrong is dropped"): 0,
    }
    assert sum(_examples(page_data([run], {}, budget=0)).values()) == 1


def test_the_budget_bounds_the_payloads(tmp_path: Path) -> None:
    run = _run(tmp_path, *(_fail(f"T/{number}", "abcdefghij"[number % 10], size=1900) for number in range(300)))
    sent = [text for text in page_data([run], {}, budget=10_000)["strings"] if len(text) > 1000]
    assert 5 <= len(sent) <= 6


def test_a_text_is_there_once(tmp_path: Path) -> None:
    run = _run(
        tmp_path, *(verdict(f"T/{number}", "fail", sent="{}", expected="{}", actual="{}") for number in range(9))
    )
    assert page_data([run], {})["strings"].count("{}") == 1


def test_the_worst_is_first(tmp_path: Path) -> None:
    data = page_data(
        [
            _run(
                tmp_path,
                verdict("T/open", "free", "accepted", check="behaviour"),
                verdict("T/b", "fail", gone("/soft"), level="should"),
                verdict("T/c", "untestable", refused("hidden")),
                verdict("T/d", "fail", gone("/rare")),
                verdict("T/e", "fail", gone("/often")),
                verdict("T/f", "fail", gone("/often")),
            )
        ],
        {},
    )
    assert [data["strings"][group[3]] for group in data["groups"][0]] == [
        "/often is dropped",
        "/rare is dropped",
        "a valid payload is not decoded (hidden)",
        "/soft is dropped",
        "accepted",
    ]


def test_a_group_is_what_one_cause_shows_in_one_check_of_a_type(tmp_path: Path) -> None:
    found = [gone("/items/0/id"), gone("/items/12/id", "2"), gone("/items/3/id")]
    alike = [verdict(f"T/{number}", "fail", one) for number, one in enumerate(found)]
    others = [
        verdict("T/0", "fail", found[0], check="canonical"),
        verdict("U/0", "fail", found[0]),
        verdict("T/known", "fail", found[0], known="issue 7"),
    ]
    data = page_data([_run(tmp_path, *alike, *others)], {})
    assert [len(group[6]) for group in data["groups"][0]] == [3, 1, 1, 1]
    assert {data["strings"][group[3]] for group in data["groups"][0]} == {"/items/*/id is dropped"}


def _reasons(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Sentence, requirement and its sentence, and for each implementation cases, mark, example, type and checks."""
    strings, checks = data["strings"], data["checks"]
    return [
        (
            *(strings[one] for one in row),
            *(
                one and (one[0], MARKS[one[1]], strings[one[2]], data["types"][one[3]], [checks[at] for at in one[4]])
                for one in shown
            ),
        )
        for *row, shown in data["reasons"]
    ]


def test_a_cause_is_one_row_over_implementations_checks_and_types(tmp_path: Path) -> None:
    rows = (("encode.nothing-lost", "Nothing is lost."),)
    lost = gone("/usage", requirement="encode.nothing-lost")
    mine = _run(
        tmp_path,
        verdict("T/a", "fail", lost, requirements=rows),
        verdict("T/a", "fail", lost, check="canonical", requirements=rows),
        verdict("Union/b", "fail", lost, level="should", requirements=rows),
        verdict("T/c", "fail", gone("/rare"), level="should"),
        verdict("T/d"),
    )
    other = _run(
        tmp_path,
        verdict("T/a", "fail", lost, known="issue 7", requirements=rows),
        verdict("T/e", "fail", refused(), check="accepts"),
    )
    assert _reasons(page_data([mine, other], {})) == [
        (
            "/usage is dropped",
            "encode.nothing-lost",
            "Nothing is lost.",
            (2, VerdictMark.FAIL, "T/a", "T", ["round-trip", "canonical"]),
            (1, VerdictMark.KNOWN, "T/a", "T", ["round-trip"]),
        ),
        (
            "a valid payload is not decoded (rejected: no)",
            "accepts",
            "",
            0,
            (1, VerdictMark.FAIL, "T/e", "T", ["accepts"]),
        ),
        ("/rare is dropped", "round-trip", "", (1, VerdictMark.WARN, "T/c", "T", ["round-trip"]), 0),
    ]


def test_the_implementation_as_a_whole_has_a_row_of_its_own(tmp_path: Path) -> None:
    spoken = Finding(What.OTHER_DIALECT, got="it speaks openai-beta", requirement="class.beta-vs-ga")
    other = _run(tmp_path, verdict("(the implementation)", "fail", spoken))
    data = page_data([_run(tmp_path, verdict("T/a")), other], {"T": "Things"})
    assert list(zip(data["types"], data["groupTitles"], strict=True)) == [(WHOLE, "As a whole"), ("T", "Things")]
    assert (data["whole"], data["checks"]) == (WHOLE, ["dialect", "round-trip"])
    assert data["cells"] == [{1: [[1, 6, 1]]}, {0: [[0, 0, 1]]}]
    assert [one["types"] for one in data["implementations"]] == [["100 %", 1, 1], ["–", 0, 0]]
    assert _reasons(data) == [
        ("it speaks openai-beta", "class.beta-vs-ga", "", 0, (1, VerdictMark.FAIL, WHOLE, WHOLE, ["dialect"])),
    ]


def test_what_is_renamed_says_so_in_place_of_a_value(tmp_path: Path) -> None:
    data = page_data([_run(tmp_path, verdict("T/a", "fail", Finding(What.RENAMED, "/usage", "1", "Usage")))], {})
    ((*_, examples),) = data["groups"][0]
    (shown,) = examples[0][6]
    assert [data["strings"][text] for text in shown] == ["/usage", "1", "(renamed Usage)"]


def test_a_run_that_is_red_by_no_verdict_says_so(tmp_path: Path) -> None:
    by_none = _run(tmp_path, verdict("T/a"), exit_=1)
    by_one = _run(tmp_path, verdict("T/a", "fail"), exit_=1)
    said = [one["otherwise"] for one in page_data([by_none, by_one], {})["implementations"]]
    assert said == ["red for another reason (exit 1): see the log", ""]


def test_types_of_one_group_are_together(tmp_path: Path) -> None:
    run = _run(tmp_path, verdict("A/1"), verdict("B/1"), verdict("C/1"))
    data = page_data([run], {"A": "First", "B": "Second", "C": "First"})
    assert list(zip(data["types"], data["groupTitles"], strict=True)) == [
        ("A", "First"),
        ("C", "First"),
        ("B", "Second"),
    ]
