"""JUnit XML that viewers load: what is red in a run is red there, and nothing else is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, HOSTILE_CASE, gone, refused, results, verdict

from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Verdict
from conformance.results.junit import junit

# What the readers of JUnit XML agree on: children and attributes by element; those with ! must be there.
SHAPE: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, {"name", "tests!", "failures!", "errors!", "skipped"}),
    "testsuite": (
        {"properties", "testcase"},
        {"name!", "tests!", "failures!", "errors!", "skipped!", "time", "timestamp"},
    ),
    "properties": ({"property"}, set()),
    "property": (set(), {"name!", "value!"}),
    "testcase": ({"failure", "error", "skipped"}, {"classname!", "name!", "time"}),
    "failure": (set(), {"message!", "type!"}),
    "error": (set(), {"message!", "type!"}),
    "skipped": (set(), {"message!"}),
}


def checked(element: ElementTree.Element) -> None:
    """The shape of an element and all below it; one outcome a case; counts that are right."""
    children, attributes = SHAPE[element.tag]
    assert {child.tag for child in element} <= children
    assert set(element.keys()) <= {name.rstrip("!") for name in attributes}
    assert {name.rstrip("!") for name in attributes if name.endswith("!")} <= set(element.keys())
    if element.tag == "testcase":
        assert len(element) <= 1
    if element.tag in ("testsuites", "testsuite"):
        assert int(element.get("tests", "")) == len(list(element.iter("testcase")))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.get(name, "")) == len(list(element.iter(tag)))
    if stamp := element.get("timestamp"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", stamp)
    for child in element:
        checked(child)


def parsed(*runs: Any) -> ElementTree.Element:
    root = ElementTree.fromstring("".join(junit(runs)).encode())
    checked(root)
    return root


def outcome(root: ElementTree.Element) -> tuple[str, str]:
    (case,) = root.iter("testcase")
    return next(((child.tag, child.get("message", "")) for child in case), ("passed", ""))


A = "RealtimeResponse/a"
LOST = gone("/usage")
ORDER = Finding(What.RESPELT, "", "order")
OUTCOMES: dict[str, tuple[Verdict, tuple[str, str]]] = {
    "passes": (verdict(A), ("passed", "")),
    "fails": (verdict(A, "fail", LOST), ("failure", "/usage is dropped")),
    "fails for two reasons": (
        verdict(A, "fail", LOST, ORDER, failing=3, judged=9),
        ("failure", "/usage is dropped (and 1 more) (in 3 of 9 payloads)"),
    ),
    "untestable": (
        verdict(A, "untestable", refused("rejected: E")),
        ("failure", "a valid payload is not decoded (rejected: E)"),
    ),
    "the adapter's fault": (
        verdict(A, "adapter-fault", Finding(What.ADAPTER_AT_FAULT, got="died")),
        ("error", "the adapter is at fault (died)"),
    ),
    "the adapter's fault, where it only warns": (
        verdict(A, "adapter-fault", Finding(What.ADAPTER_AT_FAULT, got="died"), level="should"),
        ("skipped", "warning (should): the adapter is at fault (died)"),
    ),
    "a warning": (
        verdict(A, "fail", ORDER, level="should"),
        ("skipped", "warning (should): the text is not the canonical one: order"),
    ),
    "known": (verdict(A, "fail", LOST, known="issue 7"), ("skipped", "known failure (issue 7): /usage is dropped")),
    "open": (
        verdict(A, "free", "refused", check="behaviour", level="free"),
        ("skipped", "left open by the dialect: refused"),
    ),
    "unsupported": (verdict(A, "unsupported", "no type"), ("skipped", "unsupported: no type")),
    "of another dialect": (
        verdict("(the implementation)", "fail", Finding(What.OTHER_DIALECT, got="it speaks beta")),
        ("failure", "it speaks beta"),
    ),
}


@pytest.mark.parametrize("what", OUTCOMES)
def test_a_verdict_is_a_test_case(tmp_path: Path, what: str) -> None:
    record, wanted = OUTCOMES[what]
    red = int(wanted[0] in ("failure", "error"))
    assert outcome(parsed(results(tmp_path, record, exit_=red))) == wanted


def test_strictly_a_warning_is_a_failure(tmp_path: Path) -> None:
    record, _ = OUTCOMES["a warning"]
    strictly = results(tmp_path, record, options={"strict": True})
    assert outcome(parsed(strictly)) == ("failure", "the text is not the canonical one: order")


def test_a_failure_is_explained(tmp_path: Path) -> None:
    record = verdict(A, "fail", LOST, sent="{}", expected="<1>", reproduce="realtime-conformance show it")
    (failure,) = parsed(results(tmp_path, record)).iter("failure")
    assert (failure.text or "").splitlines() == [
        "sent         {}",
        "expected     <1>",
        "difference   /usage: 1 is missing",
        "reproduce    realtime-conformance show it",
    ]
    assert failure.get("type") == "fail"


def test_what_was_run_is_shown_beside_what_it_calls_itself(tmp_path: Path) -> None:
    long = f"stdio:impostor {'x' * 10_000}"
    (suite,) = parsed(results(tmp_path, verdict(A), implementation={"name": "openai-python"}, impl=long))
    assert suite.get("name", "").startswith("openai-python 1.0.0 (--impl='stdio:impostor xxx")
    assert len(suite.get("name", "")) < 200
    assert [(one.get("name"), one.get("value")) for one in suite.iter("property")] == [("impl", long)]


def test_cases_are_by_type_in_the_order_of_the_run(tmp_path: Path) -> None:
    verdicts = [
        verdict(A),
        verdict(A, check="canonical"),
        verdict("RealtimeResponse/generated/accepts"),
        verdict("RealtimeResponseUsage/a"),
        verdict("(the implementation)", "fail", Finding(What.OTHER_DIALECT, got="it speaks beta")),
    ]
    root = parsed(results(tmp_path, *verdicts))
    assert [suite.get("name") for suite in root] == [
        "sdk 1.0.0 (--impl=sdk.adapter), async-openai: RealtimeResponse",
        "sdk 1.0.0 (--impl=sdk.adapter), async-openai: RealtimeResponseUsage",
        "sdk 1.0.0 (--impl=sdk.adapter), async-openai: (the implementation)",
    ]
    assert [(case.get("classname"), case.get("name")) for case in root.iter("testcase")] == [
        ("sdk.RealtimeResponse", "a [round-trip]"),
        ("sdk.RealtimeResponse", "a [canonical]"),
        ("sdk.RealtimeResponse", "generated/accepts [accepts]"),
        ("sdk.RealtimeResponseUsage", "a [round-trip]"),
        ("sdk.(the implementation)", "(the implementation) [dialect]"),
    ]


@pytest.mark.parametrize(
    ("abouts", "names"),
    [
        (({}, {"name": "b"}), ["sdk", "b"]),
        (({}, {"profile": "strict"}), ["sdk", "sdk (strict)"]),
        (({}, {"version": "1.1.0"}), ["sdk 1_0_0 async-openai", "sdk 1_1_0 async-openai"]),
        (({}, {}), ["1 sdk 1_0_0 async-openai", "2 sdk 1_0_0 async-openai"]),
    ],
)
def test_runs_are_told_apart_by_class_name(
    tmp_path: Path, abouts: tuple[dict[str, str], ...], names: list[str]
) -> None:
    runs = [results(tmp_path, verdict(A), implementation=about) for about in abouts]
    classes = [case.get("classname") for case in parsed(*runs).iter("testcase")]
    assert classes == [f"{name}.RealtimeResponse" for name in names]


def test_a_run_that_was_stopped_is_not_green(tmp_path: Path) -> None:
    root = parsed(results(tmp_path, verdict(A), complete=False))
    (error,) = root.iter("error")
    assert error.get("message") == "INCOMPLETE: the run was stopped before its end"
    assert (root.get("tests"), root.get("errors")) == ("2", "1")


@pytest.mark.parametrize("what", ["passes", "known", "a warning"])
def test_a_run_that_is_red_by_no_verdict_is_not_green(tmp_path: Path, what: str) -> None:
    root = parsed(results(tmp_path, OUTCOMES[what][0], exit_=1))
    (error,) = root.iter("error")
    assert error.get("message") == "red for another reason (exit 1): see the log"
    assert (root.get("tests"), root.get("errors")) == ("2", "1")


def test_a_run_of_nothing_is_not_an_error(tmp_path: Path) -> None:
    assert parsed(results(tmp_path, OUTCOMES["unsupported"][0], exit_=5)).get("errors") == "0"


def test_what_xml_forbids_is_escaped(tmp_path: Path) -> None:
    hostile = HOSTILE + "\ufffe\x0b" + 'quote" <tag> & '
    found = (refused(hostile), Finding(What.CHANGED, hostile, hostile, hostile))
    record = verdict(HOSTILE_CASE, "fail", *found, sent=hostile, actual=hostile)
    (failure,) = parsed(results(tmp_path, record, implementation={"name": hostile})).iter("failure")
    assert failure.get("message", "").endswith('\\ufffe\\u000bquote" <tag> & ) (and 1 more)')
    assert "\\ud800" in failure.get("message", "")
    assert "]]> &amp; www" in (failure.text or "")


def test_nothing_to_report(tmp_path: Path) -> None:
    assert len(parsed(results(tmp_path))) == 0
    assert len(parsed()) == 0
