"""The job summary: numbers in a table, every reason once, nothing that a payload could break."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, MARKUP, gone, outside_of_code, refused, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.markdown import LARGEST, markdown

ORDER = Finding(What.RESPELT, "", "the order of members")
EXPLAINED: dict[str, Any] = {
    "requirements": (("decode.usage", "Usage is kept."),),
    "sent": '{"usage":1}',
    "expected": '{"usage":1}',
    "actual": "{}",
    "reproduce": "realtime-conformance show RealtimeResponse/a --impl=sdk.adapter",
}
FAILS = verdict("RealtimeResponse/a", "fail", gone("/usage", requirement="decode.usage"), **EXPLAINED)
ALL = [
    FAILS,
    verdict("RealtimeResponse/bbb", "fail", gone("/usage", "2")),
    verdict("RealtimeResponse/c", "fail", ORDER, check="canonical-bytes", level="should"),
    verdict("RealtimeResponse/d", "fail", refused(), check="accepts", known="https://example.org/7"),
    verdict("RealtimeResponse/e"),
    verdict("RealtimeResponseUsage/a", "unsupported", "no such type"),
]


def test_the_whole_summary(tmp_path: Path) -> None:
    assert markdown([results(tmp_path, *ALL)]).splitlines() == [
        "## Realtime conformance",
        "",
        "| implementation | dialect | result | covered types | covered vectors | read | sent | fail | warn | known |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|--:|",
        "| sdk 1.0.0 | async-openai | **does not conform** | 50.0 % (1/2) | 83.3 % (5/6) | 25.0 % (1/4) | – "
        "| 2 | 1 | 1 |",
        "",
        "sdk 1.0.0 was run as <code>--impl&#61;sdk&#46;adapter</code>.",
        "",
        "Covered is what the implementation has of what was judged. Read and sent are shares of the golden vectors "
        "that it has: accepted with their values reachable; built or written back, legal and complete.",
        "",
        "### sdk 1.0.0: 2 failures, 1 reason",
        "",
        "<details><summary>2 cases: <code>/usage is dropped</code> (<code>round-trip</code>)</summary>",
        "",
        "```text",
        "example      RealtimeResponse/a",
        "reason       /usage is dropped",
        "requirement  decode.usage: Usage is kept.",
        'sent         {"usage":1}',
        'expected     {"usage":1}',
        "actual       {}",
        "difference   /usage: 1 is missing",
        "reproduce    realtime-conformance show RealtimeResponse/a --impl=sdk.adapter",
        "```",
        "",
        "</details>",
        "",
        "### sdk 1.0.0: 1 warning, 1 reason",
        "",
        "<details><summary>1 case: <code>the text is not the canonical one&#58; the order of members</code> "
        "(<code>canonical-bytes</code>)</summary>",
        "",
        "```text",
        "example      RealtimeResponse/c",
        "reason       the text is not the canonical one: the order of members",
        "```",
        "",
        "</details>",
        "",
        "### sdk 1.0.0: 1 known failure, 1 reason",
        "",
        "<details><summary>1 case: <code>a valid payload is not decoded (rejected&#58; no)</code> "
        "(<code>accepts</code>)</summary>",
        "",
        "```text",
        "example      RealtimeResponse/d",
        "reason       a valid payload is not decoded (rejected: no)",
        "known        https://example.org/7",
        "```",
        "",
        "</details>",
        "",
    ]


def summaries(written: str) -> list[str]:
    """What the headings and the folded parts say, without markup and without what is escaped."""
    lines = [line for line in outside_of_code(written) if line.startswith(("###", "<details>"))]
    return [re.sub(r"</?\w+>|^### ", "", line) for line in lines]


def test_a_cause_is_told_once_whatever_checks_and_types_it_shows_in(tmp_path: Path) -> None:
    lost, rows = gone("/output/0/usage", requirement="class.lossy-round-trip"), (("class.lossy-round-trip", "Kept."),)
    failing = [
        verdict(f"{name}/a", "fail", replace(lost, at=f"/output/{number}/usage"), check=check, requirements=rows)
        for name in ("RealtimeResponse", "RealtimeResponseUsage")
        for number, check in enumerate(("round-trip", "canonical", "typed-read"))
    ]
    # What only warns there, and what cannot be tested because of it, belongs to it.
    warns = verdict("RealtimeResponse/b", "fail", lost, check="canonical-bytes", level="should")
    rests = verdict("RealtimeResponse/a", "untestable", refused(), check="build")
    refuses = verdict("RealtimeResponse/a", "fail", refused(), check="accepts")
    written = markdown([results(tmp_path, *failing, warns, rests, refuses)])
    assert summaries(written) == [
        "sdk 1.0.0: 8 failures, 2 reasons",
        "3 cases: /output//usage is dropped (round-trip, canonical, canonical-bytes, typed-read)",
        "1 case: a valid payload is not decoded (rejected no) (accepts)",
    ]
    assert written.count("requirement  class.lossy-round-trip: Kept.") == 1


def test_what_has_two_causes_is_told_at_each_with_its_own_requirement(tmp_path: Path) -> None:
    found = (gone("/usage", requirement="a"), gone("/audio", requirement="b"))
    both = verdict("RealtimeResponse/a", "fail", *found, requirements=(("a", "Usage."), ("b", "Audio.")))
    first, second = markdown([results(tmp_path, both)]).split("<details>")[1:]
    assert [line for line in first.splitlines() if line.startswith(("requirement", "difference"))] == [
        "requirement  b: Audio.",
        "difference   /audio: 1 is missing",
    ]
    assert [line for line in second.splitlines() if line.startswith(("requirement", "difference"))] == [
        "requirement  a: Usage.",
        "difference   /usage: 1 is missing",
    ]


def test_a_new_name_is_not_shown_as_a_value(tmp_path: Path) -> None:
    renamed = Finding(What.RENAMED, "/usage", "1", "Usage")
    written = markdown([results(tmp_path, verdict("RealtimeResponse/a", "fail", renamed))])
    assert [line for line in written.splitlines() if line.startswith(("reason", "difference"))] == [
        "reason       /usage comes back as Usage",
        "difference   /usage comes back as Usage",
    ]


def test_an_implementation_of_another_dialect_is_a_reason_and_not_a_type(tmp_path: Path) -> None:
    other = verdict("(the implementation)", "fail", Finding(What.OTHER_DIALECT, got="it speaks openai-beta"))
    written = markdown([results(tmp_path, other)])
    assert "| **does not conform** | 0.0 % (0/2) | – (0/0) | – | – | 1 | 0 | 0 |" in written
    assert summaries(written) == ["sdk 1.0.0: 1 failure, 1 reason", "1 case: it speaks openai-beta (dialect)"]


RESULT: dict[str, tuple[list[Verdict], dict[str, Any], str]] = {
    "a sound run": ([ALL[4]], {}, "conforms"),
    "warnings alone": ([ALL[2]], {}, "conforms"),
    "warnings, strictly": ([ALL[2]], {"options": {"strict": True}}, "**does not conform**"),
    "known failures alone": (ALL[3:5], {"exit_": 0}, "conforms, but for known failures"),
    "a failure": (ALL, {}, "**does not conform**"),
    "nothing judged": (ALL[5:], {}, "**nothing was judged**"),
    "an empty run": ([], {}, "**nothing was judged**"),
    "stopped": ([ALL[4]], {"complete": False}, "**INCOMPLETE: the run was stopped**"),
    "red by no verdict": (ALL[3:5], {"exit_": 1}, "**red for another reason (exit 1): see the log**"),
    "red by no verdict, a shard": (
        [ALL[4]], {"exit_": 4, "options": {"shard": "1/3"}},
        "**red for another reason (exit 4): see the log**, shard 1/3 alone",
    ),
    "nothing judged, and the run says so": (ALL[5:], {"exit_": 5}, "**nothing was judged**"),
    "a shard": ([ALL[4]], {"options": {"shard": "1/3"}}, "conforms, shard 1/3 alone"),
}  # fmt: skip


@pytest.mark.parametrize("what", RESULT)
def test_the_result_of_a_run(tmp_path: Path, what: str) -> None:
    verdicts, changed, said = RESULT[what]
    row = markdown([results(tmp_path, *verdicts, **changed)]).splitlines()[4]
    assert row.split(" | ")[2] == said


def test_each_implementation_has_a_row_and_its_own_reasons(tmp_path: Path) -> None:
    two = [results(tmp_path, *ALL, implementation={"name": name}) for name in ("one", "two")]
    written = markdown(two).splitlines()
    assert [line[:5] for line in written[4:6]] == ["| one", "| two"]
    assert [line for line in written if line.endswith("2 failures, 1 reason")] == [
        "### one 1.0.0: 2 failures, 1 reason",
        "### two 1.0.0: 2 failures, 1 reason",
    ]


@pytest.mark.parametrize("runs", [1, 12])
def test_it_stays_small_whatever_fails(tmp_path: Path, runs: int) -> None:
    hostile = {"sent": HOSTILE * 20, "expected": HOSTILE * 20, "actual": HOSTILE * 20, "reproduce": HOSTILE * 60}
    failing = [
        verdict(f"RealtimeResponse/{number}", "fail", gone(f"/m{number % 400}"), **hostile) for number in range(1_200)
    ]
    run = results(tmp_path, *failing)
    written = markdown([run] * runs)
    assert len(written.encode()) <= LARGEST
    assert len(re.findall(r"^\d+ (?:other )?reasons are in the results file\.$", written, re.MULTILINE)) == runs
    told = len(re.findall("^<details>", written, re.MULTILINE))
    rest = [int(number) for number in re.findall(r"^(\d+) (?:other )?reasons are", written, re.MULTILINE)]
    assert told + sum(rest) == 400 * runs


def test_payloads_do_not_break_out(tmp_path: Path) -> None:
    found = (refused(HOSTILE), Finding(What.CHANGED, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    about: dict[str, Any] = {"known": HOSTILE, "sent": HOSTILE, "requirements": (("x", HOSTILE), (HOSTILE, HOSTILE))}
    failing = [verdict("RealtimeResponse/a", "fail", *found, **about), verdict("RealtimeResponse/b", "fail", HOSTILE)]
    written = markdown([results(tmp_path, *failing, implementation={"name": HOSTILE, "version": "|"})])
    lines = outside_of_code(written)
    assert [(line, markup) for line in lines for markup in MARKUP if markup in line] == []
    assert len({line.count("|") for line in written.splitlines()[2:5]}) == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ud800]", written)
