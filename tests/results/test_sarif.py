"""SARIF 2.1.0: one result per reason, with the requirement that broke as its rule."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from result_files import HOSTILE, HOSTILE_CASE, gone, refused, results, verdict

from conformance.checks.finding import Finding, What
from conformance.requirements.level import Level
from conformance.results.sarif import sarif
from conformance.vectors import load_vectors

# What the standard demands of the parts that are used here, and what code scanning demands beyond it.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "suppressions"],
    "properties": {
        "ruleId": {"type": "string", "minLength": 1},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["error", "warning", "note"]},
        "message": TEXT,
        "occurrenceCount": {"type": "integer", "minimum": 1},
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["physicalLocation"],
                "properties": {
                    "physicalLocation": {
                        "required": ["artifactLocation"],
                        "properties": {
                            "artifactLocation": {
                                "required": ["uri"],
                                "properties": {"uri": {"type": "string", "pattern": "^[\\w%~./-]+$"}},
                            },
                            "region": {"required": ["startLine"]},
                        },
                    }
                },
            },
        },
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {"type": "array", "items": {"properties": {"kind": {"enum": ["inSource", "external"]}}}},
    },
}
SHAPE = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription"],
                                            "properties": {"shortDescription": TEXT},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "invocations": {"items": {"required": ["executionSuccessful"]}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


def logged(*runs: Any) -> list[dict[str, Any]]:
    """The runs of a log that is as it should be."""
    written = sarif(runs)
    assert written.isascii()
    log = json.loads(written)
    jsonschema.Draft202012Validator(SHAPE).validate(log)
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
        prints = [result["partialFingerprints"]["reason/v2"] for result in run["results"]]
        assert len(set(prints)) == len(prints)
    return list(log["runs"])


ROWS = (("decode.usage", "Usage is kept."), ("second", "So is this."))
LOST = gone("/usage", requirement="decode.usage")
FAILS = verdict("RealtimeResponse/usage-absent", "fail", LOST, requirements=ROWS, sent="{}", reproduce="show it")


def test_a_reason_is_a_result_and_what_it_breaks_its_rule(tmp_path: Path) -> None:
    more = verdict("RealtimeResponse/usage-absent-too", "fail", gone("/usage", "2"))
    (run,) = logged(results(tmp_path, FAILS, more, verdict("RealtimeResponse/sound")))
    assert run["tool"]["driver"]["rules"] == [{"id": "decode.usage", "shortDescription": {"text": "Usage is kept."}}]
    (result,) = run["results"]
    assert result["ruleId"] == "decode.usage"
    assert (result["level"], result["occurrenceCount"], result["suppressions"]) == ("error", 2, [])
    assert result["message"]["text"].splitlines() == [
        "/usage is dropped — 2 cases: round-trip",
        "example      RealtimeResponse/usage-absent",
        "requirement  decode.usage: Usage is kept.",
        "sent         {}",
        "difference   /usage: 1 is missing",
        "reproduce    show it",
    ]
    assert result["properties"]["cases"] == ["RealtimeResponse/usage-absent", "RealtimeResponse/usage-absent-too"]
    (location,) = result["locations"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "RealtimeResponse/usage-absent"
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "golden/async-openai/RealtimeResponse.json",
        "uriBaseId": "SUITE",
    }
    line = location["physicalLocation"]["region"]["startLine"]
    lines = (Path(__file__).parents[2] / "golden/async-openai/RealtimeResponse.json").read_text().split("\n")
    assert lines[line - 1] == '    "id": "RealtimeResponse/usage-absent",'


@pytest.mark.parametrize(
    "case", ["RealtimeResponse/usage-absent", "RealtimeResponse/generated/accepts", "(the implementation)"]
)
def test_a_result_points_to_a_file_of_the_suite(tmp_path: Path, case: str) -> None:
    assert "RealtimeResponse/usage-absent" in load_vectors("async-openai")
    (run,) = logged(results(tmp_path, verdict(case, "fail", LOST)))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (Path(__file__).parents[2] / uri).is_file()


@pytest.mark.parametrize(("level", "wanted"), [("must", "error"), ("should", "warning"), ("free", "note")])
def test_the_level_is_that_of_the_requirement(tmp_path: Path, level: str, wanted: str) -> None:
    (run,) = logged(results(tmp_path, replace(FAILS, level=Level(level))))
    assert [result["level"] for result in run["results"]] == [wanted]


def test_the_level_is_the_most_binding_one_of_all_checks(tmp_path: Path) -> None:
    checks = {"canonical-bytes": "free", "canonical": "should", "round-trip": "must", "build": "should"}
    failing = [replace(FAILS, check=check, level=Level(level)) for check, level in checks.items()]
    (run,) = logged(results(tmp_path, *failing))
    (result,) = run["results"]
    assert (result["level"], result["occurrenceCount"]) == ("error", 1)
    assert result["properties"]["checks"] == ["round-trip", "canonical", "canonical-bytes", "build"]


def test_each_requirement_that_broke_is_a_rule_and_those_that_bind_come_first(tmp_path: Path) -> None:
    found = (gone("/audio", requirement="second"), LOST, gone("/voice", requirement="decode.usage"))
    warns = verdict("RealtimeResponse/b", "fail", replace(found[0], at="/b"), level="should", requirements=ROWS)
    (run,) = logged(results(tmp_path, warns, replace(FAILS, findings=found)))
    assert [(result["ruleId"], result["ruleIndex"], result["level"]) for result in run["results"]] == [
        ("second", 0, "error"),
        ("decode.usage", 1, "error"),
        ("decode.usage", 1, "error"),
        ("second", 0, "warning"),
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["second", "decode.usage"]
    assert [result["message"]["text"].splitlines()[2] for result in run["results"]] == [
        "requirement  second: So is this.",
        "requirement  decode.usage: Usage is kept.",
        "requirement  decode.usage: Usage is kept.",
        "requirement  second: So is this.",
    ]


def test_known_failures_are_suppressed_and_hide_no_others(tmp_path: Path) -> None:
    known = replace(FAILS, case="RealtimeResponse/usage-null", known="https://example.org/7")
    (run,) = logged(results(tmp_path, known, FAILS))
    assert [result["suppressions"] for result in run["results"]] == [
        [],
        [{"kind": "external", "justification": "https://example.org/7"}],
    ]


def test_a_fingerprint_outlives_versions_and_counts(tmp_path: Path) -> None:
    one, two = logged(
        results(tmp_path, FAILS),
        results(tmp_path, FAILS, replace(FAILS, case="RealtimeResponse/b"), implementation={"version": "2"}),
    )
    assert one["results"][0]["partialFingerprints"] == two["results"][0]["partialFingerprints"]


@pytest.mark.parametrize(
    "other",
    [
        gone("/audio"),
        Finding(What.CHANGED, "/usage", "1", "2"),
        Finding(What.RENAMED, "/usage", "1", "Usage"),
        refused(),
    ],
)
def test_another_cause_has_another_fingerprint(tmp_path: Path, other: Finding) -> None:
    one, two = logged(results(tmp_path, FAILS), results(tmp_path, replace(FAILS, findings=(other,))))
    assert one["results"][0]["partialFingerprints"] != two["results"][0]["partialFingerprints"]


def test_how_the_run_ended_is_said(tmp_path: Path) -> None:
    whole, stopped = logged(results(tmp_path, FAILS), results(tmp_path, FAILS, complete=False))
    assert whole["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    (invocation,) = stopped["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("INCOMPLETE")


def test_a_run_that_is_red_by_no_verdict_says_so(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path, verdict("RealtimeResponse/a"), exit_=1))
    (invocation,) = run["invocations"]
    (said,) = invocation["toolExecutionNotifications"]
    assert said["message"]["text"] == "red for another reason (exit 1): see the log"


def test_a_failure_without_a_requirement_has_its_check_for_a_rule(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path, verdict("RealtimeResponse/a", "fail", gone("/usage"))))
    rule = {"id": "round-trip", "shortDescription": {"text": "The check round-trip."}}
    assert run["tool"]["driver"]["rules"] == [rule]


def test_any_payload_is_valid_text(tmp_path: Path) -> None:
    found = (refused(HOSTILE), Finding(What.CHANGED, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    hostile = verdict(HOSTILE_CASE, "fail", *found, sent=HOSTILE, known=HOSTILE, requirements=((HOSTILE, HOSTILE),))
    (run,) = logged(results(tmp_path, hostile, implementation={"name": HOSTILE}))
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert all(line.isprintable() for line in result["message"]["text"].splitlines())


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("[click](https://evil.example)", r"\[click\](https://evil.example)"),
        (r"\[click\](https://evil.example)", r"\\\[click\\\](https://evil.example)"),
        ('["\x1b"]', r'"\[\"\u001b\"\]"'),  # quoted, so that the escape is told from the same in a payload
    ],
)
def test_no_payload_makes_a_link(tmp_path: Path, sent: str, shown: str) -> None:
    (run,) = logged(results(tmp_path, verdict("RealtimeResponse/a", "fail", refused(), sent=sent)))
    assert run["results"][0]["message"]["text"].splitlines()[-1] == f"sent         {shown}"


def test_a_name_makes_no_link_and_no_second_line(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path, FAILS, implementation={"name": "sdk\n[me](https://evil.example)"}))
    assert run["automationDetails"] == {
        "id": "realtime-conformance/async-openai/sdk\\u000a[me](https://evil.example) 1.0.0/",
        "description": {
            "text": r"sdk\u000a\[me\](https://evil.example) 1.0.0 judged by dialect async-openai, "
            "run as --impl=sdk.adapter"
        },
    }
    assert run["properties"] == {"impl": "sdk.adapter"}


def test_one_that_was_run_by_its_own_name_has_it_once(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path, FAILS, impl="sdk"))
    assert run["automationDetails"]["description"]["text"] == "sdk 1.0.0 judged by dialect async-openai"


def test_a_report_is_bounded_and_says_what_it_leaves_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.results.sarif._RESULTS", 3)
    weak = [verdict(f"RealtimeResponse/{n}", "fail", gone(f"/weak{n}"), level="should") for n in range(3)]
    grave = [verdict(f"RealtimeResponse/g{n}", "fail", gone(f"/grave{n}")) for n in range(2)]
    (run,) = logged(results(tmp_path, *weak, *grave))
    assert [one["level"] for one in run["results"]] == ["error", "error", "warning"]
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"] == "2 results of 5 are left out: the most binding ones are here"


def test_nothing_failed(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path, verdict("RealtimeResponse/a")))
    assert run["results"] == run["tool"]["driver"]["rules"] == []
