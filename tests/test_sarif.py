"""SARIF 2.1.0: a result for each reason, with its rule, its level and what is known of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from result_files import HOSTILE, results, verdict

from conformance.results.sarif import sarif
from conformance.vectors import load

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
        prints = [result["partialFingerprints"]["reason/v1"] for result in run["results"]]
        assert len(set(prints)) == len(prints)
    return list(log["runs"])


USAGE = [{"id": "decode.usage", "says": "Usage is kept."}, {"id": "second", "says": "So is this."}]
LOST = "lost or invented: /usage: 1 is missing"
FAILS = verdict("RealtimeResponse/usage-absent", "fail", LOST, requirements=USAGE, sent="{}", reproduce="show it")


def test_a_reason_is_a_result_and_its_requirement_the_rule(tmp_path: Path) -> None:
    more = verdict("RealtimeResponse/usage-absent-too", "fail", "lost or invented: /a/usage: 2 is missing")
    (run,) = logged(results(tmp_path / "r", [FAILS, more, verdict("RealtimeResponse/sound")]))
    assert run["tool"]["driver"]["rules"] == [{"id": "decode.usage", "shortDescription": {"text": "Usage is kept."}}]
    (result,) = run["results"]
    assert result["ruleId"] == "decode.usage"
    assert (result["level"], result["occurrenceCount"], result["suppressions"]) == ("error", 2, [])
    assert result["message"]["text"].splitlines() == [
        "accepts: lost or invented: …/usage: a value is missing",
        "example      RealtimeResponse/usage-absent",
        "requirement  decode.usage: Usage is kept.",
        "requirement  second: So is this.",
        "sent         {}",
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
    lines = (Path(__file__).parent.parent / "golden/async-openai/RealtimeResponse.json").read_text().split("\n")
    assert lines[line - 1] == '    "id": "RealtimeResponse/usage-absent",'


@pytest.mark.parametrize("case", ["RealtimeResponse/usage-absent", "RealtimeResponse/generated/accepts"])
def test_a_result_points_to_a_file_of_the_suite(tmp_path: Path, case: str) -> None:
    assert "RealtimeResponse/usage-absent" in load("async-openai")
    (run,) = logged(results(tmp_path / "r", [verdict(case, "fail", LOST)]))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (Path(__file__).parent.parent / uri).is_file()


@pytest.mark.parametrize(("level", "wanted"), [("must", "error"), ("should", "warning"), ("free", "note")])
def test_the_level_is_that_of_the_requirement(tmp_path: Path, level: str, wanted: str) -> None:
    (run,) = logged(results(tmp_path / "r", [FAILS | {"level": level}]))
    assert [result["level"] for result in run["results"]] == [wanted]


def test_known_failures_are_suppressed_and_hide_no_others(tmp_path: Path) -> None:
    known = FAILS | {"case": "RealtimeResponse/usage-null", "known": "https://example.org/7"}
    (run,) = logged(results(tmp_path / "r", [known, FAILS]))
    assert [result["suppressions"] for result in run["results"]] == [
        [],
        [{"kind": "external", "justification": "https://example.org/7"}],
    ]


def test_a_fingerprint_outlives_versions_and_counts(tmp_path: Path) -> None:
    one, two = logged(
        results(tmp_path / "1", [FAILS]),
        results(tmp_path / "2", [FAILS, FAILS | {"case": "RealtimeResponse/b"}], implementation={"version": "2"}),
    )
    assert one["results"][0]["partialFingerprints"] == two["results"][0]["partialFingerprints"]


def test_how_the_run_ended_is_said(tmp_path: Path) -> None:
    whole, stopped = logged(results(tmp_path / "1", [FAILS]), results(tmp_path / "2", [FAILS], complete=False))
    assert whole["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    (invocation,) = stopped["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("INCOMPLETE")


def test_a_run_that_is_red_by_no_verdict_says_so(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path / "r", [verdict("RealtimeResponse/a")], exit_=1))
    (invocation,) = run["invocations"]
    (said,) = invocation["toolExecutionNotifications"]
    assert said["message"]["text"] == "red for another reason (exit 1): see the log"


def test_a_failure_without_a_requirement_has_its_check_for_a_rule(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path / "r", [verdict("RealtimeResponse/a", "fail", "lost")]))
    assert run["tool"]["driver"]["rules"] == [{"id": "accepts", "shortDescription": {"text": "The check accepts."}}]


def test_any_payload_is_valid_text(tmp_path: Path) -> None:
    hostile = verdict(f"RealtimeResponse/{HOSTILE}", "fail", HOSTILE, sent=HOSTILE, known=HOSTILE)
    (run,) = logged(results(tmp_path / "r", [hostile], implementation={"name": HOSTILE}))
    assert all(line.isprintable() for line in run["results"][0]["message"]["text"].splitlines())


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("[click](https://evil.example)", r"\[click\](https://evil.example)"),
        (r"\[click\](https://evil.example)", r"\\\[click\\\](https://evil.example)"),
        ('["\x1b"]', r'\["\u001b"\]'),
    ],
)
def test_no_payload_makes_a_link(tmp_path: Path, sent: str, shown: str) -> None:
    (run,) = logged(results(tmp_path / "r", [verdict("RealtimeResponse/a", "fail", "lost", sent=sent)]))
    assert run["results"][0]["message"]["text"].splitlines()[-1] == f"sent         {shown}"


def test_a_name_makes_no_link_and_no_second_line(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path / "r", [FAILS], implementation={"name": "sdk\n[me](https://evil.example)"}))
    assert run["automationDetails"] == {
        "id": "realtime-conformance/async-openai/sdk\\u000a[me](https://evil.example) 1.0.0/",
        "description": {"text": r"sdk\u000a\[me\](https://evil.example) 1.0.0 judged by dialect async-openai"},
    }


def test_nothing_failed(tmp_path: Path) -> None:
    (run,) = logged(results(tmp_path / "r", [verdict("RealtimeResponse/a")]))
    assert run["results"] == run["tool"]["driver"]["rules"] == []
