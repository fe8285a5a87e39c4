"""Whatever file meets whatever run: after an update the run is as listed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance.checks.register import SELECTABLE
from conformance.known_failures.entries import read
from conformance.known_failures.match import Listing, ProblemKind, Scope, judge
from conformance.requirements.level import Level
from tests.known_failures.updates import (
    CASES,
    EVERY,
    OTHER,
    TODAY,
    updated,
    verdict,
)

OUTCOMES: dict[str, dict[str, Any]] = {
    "as pinned": {},
    "otherwise": {"finding": OTHER},
    "warning": {"finding": OTHER, "level": Level.SHOULD},
    "passes": {"status": "pass"},
    "unsupported": {"status": "unsupported"},
}
CHOSEN_CHECKS = ("accepts", "rejects", "round-trip")
runs = st.dictionaries(
    st.tuples(st.sampled_from(sorted(EVERY)), st.sampled_from(CHOSEN_CHECKS)), st.sampled_from(sorted(OUTCOMES))
)
ids = st.sampled_from([*sorted(EVERY), "T/t*", "*/two*", "U/*", "*/three", "T/nowhere"])
entries = st.fixed_dictionaries(
    {
        "cases": st.lists(ids, min_size=1, max_size=3),
        "checks": st.none() | st.lists(st.sampled_from(CHOSEN_CHECKS), min_size=1, unique=True),
        "reason": st.sampled_from([None, "/usage is dropped", "no clean ans…"]),
        "flow": st.booleans(),
        "expires": st.sampled_from([None, "2020-01-01"]),
    }
)


def text_of(chosen: list[dict[str, Any]]) -> str:
    lines = ["failures:" if chosen else "failures: []", "# top"]
    for number, one in enumerate(chosen):
        cases = [f'"{case}"' for case in one["cases"]]
        if one["flow"]:
            lines.append(f"- cases: [{', '.join(cases)}]  # flow {number}")
        else:
            lines += ["- cases:", *(f"    - {case}  # id" for case in cases)]
        lines += [f"  {name}: {one[name]}" for name in ("reason", "expires") if one[name]]
        lines += [f"  checks: [{', '.join(one['checks'])}]"] if one["checks"] else []
        lines += [f"  why: why {number}", f"# after {number}", ""]
    return "\n".join(lines)


@given(st.lists(entries, max_size=4), runs, st.none() | st.sets(st.sampled_from(sorted(EVERY))))
def test_after_an_update_the_run_is_as_listed(
    chosen: list[dict[str, Any]], outcomes: dict[tuple[str, str], str], only: set[str] | None
) -> None:
    text = text_of(chosen)
    judged = EVERY if only is None else frozenset(only)
    verdicts = [
        verdict(case, check, **OUTCOMES[outcome]) for (case, check), outcome in outcomes.items() if case in judged
    ]
    new = updated(text, verdicts, judged=judged)
    found = judge(Listing(read(new, "known.yaml"), CASES), verdicts, Scope(judged, SELECTABLE), TODAY)
    assert [problem for problem in found.problems if problem.kind is not ProblemKind.EXPIRED] == []
    assert found.unlisted == ()
    assert {case: listed(new, case) for case in EVERY - judged} == {case: listed(text, case) for case in EVERY - judged}
    assert comments(new) == comments(text)


@given(st.lists(entries, max_size=4), runs, st.sets(st.sampled_from(CHOSEN_CHECKS), min_size=1))
def test_an_update_by_a_few_checks_leaves_the_others_alone(
    chosen: list[dict[str, Any]], outcomes: dict[tuple[str, str], str], selected: set[str]
) -> None:
    text = text_of(chosen)
    verdicts = [
        verdict(case, check, **OUTCOMES[outcome]) for (case, check), outcome in outcomes.items() if check in selected
    ]
    scope = Scope(EVERY, selected)
    new = updated(text, verdicts, scope=scope)
    entries = read(new, "known.yaml").entries
    found = judge(Listing(read(new, "known.yaml"), CASES), verdicts, scope, TODAY)
    # Which of the other checks fail, an entry without `checks` does not say, so it cannot be split.
    whole = {line for entry in entries if entry.checks is None for line in [*entry.lines.values(), entry.line]}
    whole |= {one.line for entry in entries if entry.checks is None for one in entry.cases}
    left = [problem for problem in found.problems if problem.line not in whole]
    assert [problem for problem in left if problem.kind is not ProblemKind.EXPIRED] == []
    assert found.unlisted == ()
    for case in EVERY:
        for check in {*CHOSEN_CHECKS} - selected:
            if len(before := listed(text, case, check)) == 1:
                assert listed(new, case, check) == before
    assert comments(new) == comments(text)


def listed(text: str, case: str, check: str = "") -> set[tuple[str, str | None, tuple[str, ...] | None]]:
    """Why and for which reason a text lists a case, and under which checks; of one check, if it is named."""
    listing = Listing(read(text, "known.yaml"), CASES)
    found = [listing.known.entries[number] for number, _ in listing.claims.get(case, ())]
    return {
        (entry.why, entry.reason, None if check else entry.checks)
        for entry in found
        if not check or entry.checks is None or check in entry.checks
    }


def comments(text: str) -> list[str]:
    """Those on lines of their own."""
    return [line for line in text.splitlines() if line.startswith("#")]
