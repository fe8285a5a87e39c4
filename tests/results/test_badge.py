"""The badge says no more than the run shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, gone, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.badge import badge

GOOD = [verdict(f"RealtimeResponse/{number}") for number in range(19)]
BOTH = [*GOOD, verdict("RealtimeResponseUsage/a")]
BAD = verdict("RealtimeResponseUsage/b", "fail", gone("/usage"))
KNOWN = verdict("RealtimeResponseUsage/b", "fail", gone("/usage"), known="issue 7")
BUILT_WRONGLY = verdict("RealtimeResponseUsage/d", "fail", gone("/usage"), check="build")
WARNS = verdict("RealtimeResponseUsage/b", "fail", Finding(What.RESPELT, "", "order"), level="should")
CRASH = Finding(What.NO_ANSWER, got="crashed")
OTHER = verdict("(the implementation)", "fail", Finding(What.OTHER_DIALECT, got="it speaks openai-beta"))
ABSENT = verdict("RealtimeResponseUsage/a", "unsupported", "no type")
BADGES: dict[str, tuple[list[Verdict], dict[str, Any], str, str]] = {
    "all right": (BOTH, {}, "read 100 %", "brightgreen"),
    "warnings": ([*BOTH, WARNS], {}, "read 100 %", "brightgreen"),
    "warnings, strictly": ([*BOTH, WARNS], {"options": {"strict": True}}, "read 100 %", "yellow"),
    "known failures": ([*GOOD, KNOWN], {"exit_": 0}, "read 95.0 %", "yellowgreen"),
    "few failures": ([*GOOD, BAD], {}, "read 95.0 %", "yellow"),
    "more failures": ([GOOD[0], BAD], {}, "read 50.0 %", "orange"),
    "failures": ([BAD], {}, "read 0.0 % of 1/2 types", "red"),
    "a type that is not there": ([*GOOD, ABSENT], {}, "read 100 % of 1/2 types", "brightgreen"),
    "read and sent": (
        [*GOOD, verdict("RealtimeResponseUsage/c", check="build"), BUILT_WRONGLY],
        {}, "read 100 %, sent 50.0 %", "yellow",
    ),
    "only sent": ([verdict("RealtimeResponse/a", check="build")], {}, "sent 100 % of 1/2 types", "brightgreen"),
    "stopped": ([*GOOD, BAD], {"complete": False}, "incomplete", "lightgrey"),
    "red by no verdict": ([*GOOD, KNOWN], {"exit_": 1}, "red for another reason (exit 1)", "red"),
    "red by no verdict, and all is right": (BOTH, {"exit_": 4}, "red for another reason (exit 4)", "red"),
    "red by a verdict": ([*GOOD, BAD], {"exit_": 1}, "read 95.0 %", "yellow"),
    "a shard": (BOTH, {"options": {"shard": "2/3"}}, "shard 2/3 alone", "lightgrey"),
    "of another dialect": ([OTHER], {}, "does not conform of 0/2 types", "red"),
    "nothing there": ([ABSENT], {}, "nothing judged", "lightgrey"),
    "nothing there, and the run says so": ([ABSENT], {"exit_": 5}, "nothing judged", "lightgrey"),
    "nothing": ([], {}, "nothing judged", "lightgrey"),
    "no golden vectors": (
        [verdict(f"{name}/robust/empty") for name in ("RealtimeResponse", "RealtimeResponseUsage")],
        {}, "conforms", "brightgreen",
    ),
    "no golden vectors, failing": (
        [verdict(f"{name}/robust/empty", "fail", CRASH) for name in ("RealtimeResponse", "RealtimeResponseUsage")],
        {}, "does not conform", "red",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BADGES)
def test_a_run_in_a_few_words(tmp_path: Path, what: str) -> None:
    verdicts, changed, message, color = BADGES[what]
    assert json.loads(badge(results(tmp_path, *verdicts, **changed))) == {
        "schemaVersion": 1,
        "label": "realtime conformance (async-openai)",
        "message": message,
        "color": color,
    }


def test_any_name_is_ascii_on_one_line(tmp_path: Path) -> None:
    written = badge(results(tmp_path, *BOTH, dialect={"name": HOSTILE}))
    assert written.isascii()
    assert written.count("\n") == 1
