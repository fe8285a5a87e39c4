"""The job summary: numbers in a table, every reason once, nothing that a payload could break."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, MARKUP, outside_of_code, results, verdict

from conformance.results.markdown import LARGEST, markdown

LOST = "lost or invented: /usage: 1 is missing"
EXPLAINED: dict[str, Any] = {
    "requirements": [{"id": "decode.usage", "says": "Usage is kept."}],
    "sent": '{"usage":1}',
    "expected": '{"usage":1}',
    "actual": "{}",
    "differences": [{"at": "/usage", "expected": "1"}],
    "reproduce": "realtime-conformance show RealtimeResponse/a --impl=sdk.adapter",
}
FAILS = verdict("RealtimeResponse/a", "fail", LOST, check="round-trip", **EXPLAINED)
ALL = [
    FAILS,
    verdict("RealtimeResponse/bbb", "fail", "lost or invented: /output/0/usage: 2 is missing", check="round-trip"),
    verdict("RealtimeResponse/c", "fail", "other order", check="canonical", level="should"),
    verdict("RealtimeResponse/d", "fail", "refused", known="https://example.org/7"),
    verdict("RealtimeResponse/e"),
    verdict("RealtimeResponseUsage/a", "unsupported", "no such type"),
]


def test_the_whole_summary(tmp_path: Path) -> None:
    assert markdown([results(tmp_path / "r", ALL)]).splitlines() == [
        "## Realtime conformance",
        "",
        "| implementation | dialect | result | covered types | covered vectors | correct vectors "
        "| fail | warn | known |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|",
        "| sdk 1&#46;0&#46;0 | async-openai | **does not conform** | 50.0 % (1/2) | 83.3 % (5/6) | 40.0 % (2/5) "
        "| 2 | 1 | 1 |",
        "",
        "Covered is what the implementation has of what was judged; correct is what it gets right of what it has.",
        "",
        "### sdk 1&#46;0&#46;0: 2 failures",
        "",
        "<details><summary>2 × <code>round-trip</code> <code>lost or invented&#58; …/usage&#58; a value is missing"
        "</code></summary>",
        "",
        "```text",
        "example      RealtimeResponse/a",
        "reason       lost or invented: /usage: 1 is missing",
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
        "### sdk 1&#46;0&#46;0: 1 warning",
        "",
        "<details><summary>1 × <code>canonical</code> <code>other order</code></summary>",
        "",
        "```text",
        "example      RealtimeResponse/c",
        "reason       other order",
        "```",
        "",
        "</details>",
        "",
        "### sdk 1&#46;0&#46;0: 1 known failure",
        "",
        "<details><summary>1 × <code>accepts</code> <code>refused</code></summary>",
        "",
        "```text",
        "example      RealtimeResponse/d",
        "reason       refused",
        "known        https://example.org/7",
        "```",
        "",
        "</details>",
        "",
    ]


RESULT: dict[str, tuple[list[dict[str, Any]], dict[str, Any], str]] = {
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
    row = markdown([results(tmp_path / "r", verdicts, **changed)]).splitlines()[4]
    assert row.split(" | ")[2] == said


def test_each_implementation_has_a_row_and_its_own_reasons(tmp_path: Path) -> None:
    two = [results(tmp_path / name, ALL, implementation={"name": name}) for name in ("one", "two")]
    written = markdown(two).splitlines()
    assert [line[:5] for line in written[4:6]] == ["| one", "| two"]
    assert [line for line in written if line.endswith("2 failures")] == [
        "### one 1&#46;0&#46;0: 2 failures",
        "### two 1&#46;0&#46;0: 2 failures",
    ]


@pytest.mark.parametrize("runs", [1, 12])
def test_it_stays_small_whatever_fails(tmp_path: Path, runs: int) -> None:
    hostile = {"sent": HOSTILE * 20, "expected": HOSTILE * 20, "actual": HOSTILE * 20, "reproduce": HOSTILE * 60}
    failing = [
        verdict(f"RealtimeResponse/{number}", "fail", f"lost or invented: /m{number % 400}: 1 is missing", **hostile)
        for number in range(1_200)
    ]
    run = results(tmp_path / "r", failing)
    written = markdown([run] * runs)
    assert len(written.encode()) <= LARGEST
    assert len(re.findall(r"reasons that the results file has\.$", written, re.MULTILINE)) == runs


def test_payloads_do_not_break_out(tmp_path: Path) -> None:
    hostile = verdict(
        "RealtimeResponse/a", "fail", HOSTILE, known=HOSTILE, sent=HOSTILE, requirements=[{"id": "x", "says": HOSTILE}]
    )
    written = markdown([results(tmp_path / "r", [hostile], implementation={"name": HOSTILE, "version": "|"})])
    lines = outside_of_code(written)
    assert [(line, markup) for line in lines for markup in MARKUP if markup in line] == []
    assert len({line.count("|") for line in written.splitlines()[2:5]}) == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ud800]", written)
