"""JUnit XML that viewers load: what is red in a run is red there, and nothing else is."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from result_files import HOSTILE, results, verdict

from conformance.results.junit import junit

# What the readers of JUnit XML agree on: children and attributes by element; those with ! must be there.
SHAPE: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, {"name", "tests!", "failures!", "errors!", "skipped"}),
    "testsuite": (
        {"testcase"},
        {"name!", "tests!", "failures!", "errors!", "skipped!", "time", "timestamp"},
    ),
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
OUTCOMES: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "passes": (verdict(A), ("passed", "")),
    "fails": (verdict(A, "fail", "lost"), ("failure", "lost")),
    "untestable": (verdict(A, "untestable", "needs accepts"), ("failure", "needs accepts")),
    "the adapter's fault": (verdict(A, "adapter-fault", "died"), ("error", "died")),
    "a warning": (verdict(A, "fail", "order", level="should"), ("skipped", "warning (should): order")),
    "known": (verdict(A, "fail", "lost", known="issue 7"), ("skipped", "known failure (issue 7): lost")),
    "open": (verdict(A, "free", "refused", level="free"), ("skipped", "left open by the dialect: refused")),
    "unsupported": (verdict(A, "unsupported", "no type"), ("skipped", "unsupported: no type")),
}


@pytest.mark.parametrize("what", OUTCOMES)
def test_a_verdict_is_a_test_case(tmp_path: Path, what: str) -> None:
    record, wanted = OUTCOMES[what]
    red = int(wanted[0] in ("failure", "error"))
    assert outcome(parsed(results(tmp_path / "r", [record], exit_=red))) == wanted


def test_strictly_a_warning_is_a_failure(tmp_path: Path) -> None:
    record, _ = OUTCOMES["a warning"]
    assert outcome(parsed(results(tmp_path / "r", [record], options={"strict": True}))) == ("failure", "order")


def test_a_failure_is_explained(tmp_path: Path) -> None:
    record = verdict(A, "fail", "lost", sent="{}", expected="<1>", reproduce="realtime-conformance show it")
    (failure,) = parsed(results(tmp_path / "r", [record])).iter("failure")
    assert failure.text == "sent         {}\nexpected     <1>\nreproduce    realtime-conformance show it"
    assert failure.get("type") == "fail"


def test_cases_stand_by_type_in_the_order_of_the_run(tmp_path: Path) -> None:
    verdicts = [
        verdict(A),
        verdict(A, check="canonical"),
        verdict("RealtimeResponse/generated/accepts"),
        verdict("RealtimeResponseUsage/a"),
    ]
    root = parsed(results(tmp_path / "r", verdicts))
    assert [suite.get("name") for suite in root] == [
        "sdk 1.0.0, async-openai: RealtimeResponse",
        "sdk 1.0.0, async-openai: RealtimeResponseUsage",
    ]
    assert [(case.get("classname"), case.get("name")) for case in root.iter("testcase")] == [
        ("sdk.RealtimeResponse", "a [accepts]"),
        ("sdk.RealtimeResponse", "a [canonical]"),
        ("sdk.RealtimeResponse", "generated/accepts [accepts]"),
        ("sdk.RealtimeResponseUsage", "a [accepts]"),
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
    runs = [results(tmp_path / str(n), [verdict(A)], implementation=about) for n, about in enumerate(abouts)]
    classes = [case.get("classname") for case in parsed(*runs).iter("testcase")]
    assert classes == [f"{name}.RealtimeResponse" for name in names]


def test_a_run_that_was_stopped_is_not_green(tmp_path: Path) -> None:
    root = parsed(results(tmp_path / "r", [verdict(A)], complete=False))
    (error,) = root.iter("error")
    assert error.get("message") == "INCOMPLETE: the run was stopped before its end"
    assert (root.get("tests"), root.get("errors")) == ("2", "1")


@pytest.mark.parametrize("what", ["passes", "known", "a warning"])
def test_a_run_that_is_red_by_no_verdict_is_not_green(tmp_path: Path, what: str) -> None:
    root = parsed(results(tmp_path / "r", [OUTCOMES[what][0]], exit_=1))
    (error,) = root.iter("error")
    assert error.get("message") == "red for another reason (exit 1): see the log"
    assert (root.get("tests"), root.get("errors")) == ("2", "1")


def test_a_run_of_nothing_is_no_error(tmp_path: Path) -> None:
    assert parsed(results(tmp_path / "r", [OUTCOMES["unsupported"][0]], exit_=5)).get("errors") == "0"


def test_what_xml_forbids_is_escaped(tmp_path: Path) -> None:
    hostile = HOSTILE + "\ufffe\x0b" + 'quote" <tag> & '
    record = verdict(f"RealtimeResponse/{hostile}", "fail", hostile, sent=hostile, actual=hostile)
    (failure,) = parsed(results(tmp_path / "r", [record], implementation={"name": hostile})).iter("failure")
    assert failure.get("message", "").endswith('\\ufffe\\u000bquote" <tag> & ')
    assert "\\ud800" in failure.get("message", "")
    assert "]]> &amp; www" in (failure.text or "")


def test_nothing_to_report(tmp_path: Path) -> None:
    assert len(parsed(results(tmp_path / "r", []))) == 0
    assert len(parsed()) == 0
