"""The last lines of a run say what the verdict leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from conformance.adapter import Hello
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.requirements.level import Level
from conformance.suite.reasons_shown import Line, Run
from conformance.suite.screen import screen

HELLO = Hello("name", "1", "python", "default", "openai-ga", frozenset({"Error"}), frozenset())
LOST = Finding(What.LOST, "/a", "1")


def verdict(
    slug: str, status: Status, level: Level = Level.MUST, *findings: Finding, check: str = "typed-read"
) -> Verdict:
    return Verdict(f"Error/{slug}", "Error", check, level, status, findings)


def lines(verdicts: Sequence[Verdict], **more: Any) -> list[Line]:
    return list(screen(Run(HELLO, "openai-ga", strict=False, results="r.jsonl", width=120, **more), verdicts))


def test_a_run_with_warnings_does_not_plainly_conform() -> None:
    passed = verdict("a", Status.PASS)
    plain = Line("CONFORMS: 1 verdict on 1 type and 1 golden vector", ("green", "bold"))
    assert plain in lines([passed])
    warned = [verdict(slug, Status.FAIL, Level.SHOULD, LOST) for slug in ("b", "c")]
    said = "CONFORMS, with 2 warnings: 3 verdicts on 1 type and 1 golden vector"
    assert Line(said, ("yellow", "bold")) in lines([passed, *warned])


def test_an_implementation_that_hands_everything_on_is_said_to() -> None:
    said = "Took every invalid payload and every unknown event unchanged, as a parser of JSON does"
    assert Line(said, ("yellow",)) in lines([verdict("a", Status.PASS)], passes_through=True)
    assert said not in [line.text for line in lines([verdict("a", Status.PASS)])]


def test_it_is_said_how_much_of_what_is_new_is_refused() -> None:
    refused = Finding(What.NOT_TOLERATED, got="rejected: no")
    found = [
        verdict("a", Status.PASS, check="tolerates"),
        verdict("b", Status.FAIL, Level.SHOULD, refused, check="tolerates"),
        verdict("c", Status.FAIL, Level.SHOULD, LOST, check="tolerates"),
        verdict("d", Status.UNTESTABLE, Level.SHOULD, refused, check="tolerates"),
        verdict("e", Status.UNTESTABLE, Level.SHOULD, refused, check="canonical"),
    ]
    said = [line.text for line in lines(found) if line.text.startswith("Refuses what is new")]
    assert said == [
        "Refuses what is new: 1 of 4 cases with unknown members, values, items and events; each may end a session"
    ]
    assert not any(line.text.startswith("Refuses") for line in lines(found[:1]))


def test_why_scenarios_are_not_judged_is_said_where_all_have_one_reason() -> None:
    def unsupported(name: str, why: str) -> Verdict:
        case = f"turns/scenario/{name}"
        return Verdict(
            case, "turns", "lives", Level.MUST, Status.UNSUPPORTED, note=f"the client does not declare {why}"
        )

    say, tools = unsupported("a", "say"), unsupported("b", "tools")
    same = replace(say, case="turns/scenario/c")
    said = [line.text for line in lines([say, same])]
    assert "Not judged: 2 of 2 scenarios, because the client does not declare say" in said
    assert "Not judged: 2 of 2 scenarios, for which it lacks something" in [line.text for line in lines([say, tools])]


def test_what_is_declared_and_silent_is_not_said_to_be_missing() -> None:
    silent = verdict("a", Status.UNSUPPORTED)
    lacking = Verdict("Prompt/a", "Prompt", "accepts", Level.MUST, Status.UNSUPPORTED)
    said = [line.text for line in lines([silent, lacking])]
    assert "Declared, and not judged: 1 of 2 types, for which nothing asked is answered" in said
    assert "Not judged: 1 of 2 types, which it does not have" in said


def test_both_shares_are_of_the_vectors_that_bind() -> None:
    found = [
        verdict("a", Status.PASS, check="accepts"),
        verdict("a", Status.FAIL, Level.MUST, LOST),
        verdict("b", Status.PASS, check="accepts"),
        verdict("b", Status.PASS, check="build"),
        verdict("c", Status.FAIL, Level.SHOULD, LOST),
    ]
    said = [line.text for line in lines(found)]
    assert "Read 50.0 %: 1 of 2 golden vectors accepted with all values reachable" in said
    assert "Sent 100 %: 1 of 1 golden vector built or written back, legal and complete" in said
    assert "DOES NOT CONFORM: 1 of 2 golden vectors fails (1 of 5 verdicts on 1 type)" in said
    assert not [text for text in map(str, lines(found[:1])) if text.startswith("Sent")]


def test_what_goes_by_another_name_than_it_was_started_by_is_shown_with_both() -> None:
    def shown(impl: str) -> list[str]:
        return [line.text for line in lines([], impl=impl) if line.text.startswith("Run as ")]

    assert shown("stdio:python adapter.py") == ["Run as --impl='stdio:python adapter.py'"]
    assert shown("stdio:\x1b[2J") == [r"Run as --impl='stdio:\u001b[2J'"]
    assert shown("name") == shown("name:default") == []


def test_what_judged_and_the_verdict_come_before_the_reasons_and_the_way_on_after_them() -> None:
    shown = [line.text for line in lines([verdict("a", Status.FAIL, Level.MUST, LOST)])]
    order = [
        "name 1 (default, python)",
        "Judged by openai-ga: OpenAI's own document, corrected by errata",
        "DOES NOT CONFORM: 1 of 1 golden vector fails (1 of 1 verdict on 1 type)",
        "What fails, each reason with one example",
        "DOES NOT CONFORM (the reasons are above)",
        "Results: r.jsonl",
        "Next: realtime-conformance report r.jsonl --html=report.html",
    ]
    assert [line for line in shown if line in order] == order


def test_the_requirement_of_a_refusal_is_one_that_all_its_cases_share() -> None:
    def refused(name: str, row: str) -> Verdict:
        finding = Finding(What.NOT_DECODED, got="rejected: TypeError", requirement=row)
        failing = verdict(name, Status.FAIL, Level.MUST, finding, check="accepts")
        return replace(failing, requirements=((row, "One of them."),))

    found = [refused("a", "errata.assistant-phase"), refused("b", "errata.response-usage-null")]
    run = Run(HELLO, "openai-ga", strict=False, results="r.jsonl", width=160)
    (told,) = [line.text.split() for line in screen(run, found) if line.text.split()[:1] == ["requirement"]]
    assert told[1] == "decode.accepts-valid:"
    assert "corrected document" in " ".join(told)


def test_a_path_is_whole_and_broken_before_a_slash_and_what_was_told_is_named() -> None:
    at = "/response/output/0/content/0/audio/transcription/language/of/the/speaker/whoever/that/may/be"
    rule = ("class.lossy", "Nothing is lost.")
    found = [
        replace(
            verdict("a", Status.FAIL, Level.MUST, Finding(What.LOST, at, "1", requirement="class.lossy")),
            requirements=(rule,),
        ),
        replace(
            verdict("b", Status.FAIL, Level.MUST, Finding(What.LOST, "/id", "1", requirement="class.lossy")),
            requirements=(rule,),
        ),
    ]
    run = Run(HELLO, "openai-ga", strict=False, results="r.jsonl", width=60)
    shown = [line.text for line in screen(run, found)]
    reasons = shown[shown.index("What fails, each reason with one example") :]
    assert max(len(line) for line in reasons if not line.startswith("Next: ")) <= 60
    text = "\n".join(shown)
    assert at.replace("/0", "/*") in text.replace("\n    ", "")
    assert "…" not in text
    assert text.count("class.lossy: Nothing is lost.") == 1
    assert [line.split() for line in shown].count(["requirement", "class.lossy"]) == 1


def test_what_gets_lost_most_is_summed_where_there_are_more_reasons_than_are_told_whole() -> None:
    def losing(count: int) -> list[str]:
        found = [
            verdict(f"{number}", Status.FAIL, Level.MUST, Finding(What.LOST, f"/at-{number}/usage", "1"))
            for number in range(count)
        ]
        return [line.text for line in lines(found)]

    assert "What gets lost most, by member" not in losing(12)
    assert "    /usage is dropped — 13 cases in 13 places" in losing(13)


def test_a_failure_beside_the_vectors_is_not_said_to_be_none_of_them() -> None:
    crash = Verdict("Error/robust/deep-arrays", "Error", "robust", Level.MUST, Status.FAIL, (LOST,))
    said = [line.text for line in lines([verdict("a", Status.PASS), crash]) if "CONFORM:" in line.text]
    assert said == ["DOES NOT CONFORM: 1 of 2 verdicts on 1 type"]
