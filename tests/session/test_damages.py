"""Random damages to right sessions: nearly all of them are told, or leave a session that is right as well.

The table in docs/sessions.md is made by ``python -m benchmarks.damages``, of more sessions.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, find, given, settings

import strategies
from benchmarks.damages import Outcome, table
from benchmarks.damaging import DAMAGES
from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session import Header, Transcript, lint
from conformance.session.transcript import Frame

REGISTER = load_session_register("openai-ga")
TOLD = 0.97
"""The share that is told, or shown to be legal, at least."""


def binding(header: Header, frames: list[Frame]) -> list[str]:
    found = lint(Transcript(header, iter(frames))).findings
    return [f"{one.rule} {one.frame}: {one}" for one in found if REGISTER[one.rule].level is not Level.FREE]


def test_nearly_all_damages_are_told_or_legal() -> None:
    outcomes = table(range(30))
    assert set(outcomes) == set(DAMAGES)
    for kind in ("other id", "beta name", "status", "index", "usage", "early result", "second active response"):
        assert not outcomes[kind][Outcome.MISSED], kind
    total = {outcome: sum(counts[outcome] for counts in outcomes.values()) for outcome in Outcome}
    assert 1 - total[Outcome.MISSED] / sum(total.values()) >= TOLD, total


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(strategies.sessions())
def test_a_drawn_session_keeps_every_rule(session: tuple[Header, list[Frame]]) -> None:
    assert binding(*session) == []


@pytest.mark.parametrize("event", ["response.done", "conversation.item.deleted"])
def test_a_session_shrinks_to_what_is_looked_for(event: str) -> None:
    wanted = settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    _, frames = find(
        strategies.sessions(),
        lambda session: any(frame.text and f'"type":"{event}"' in frame.text for frame in session[1]),
        settings=wanted,
    )
    assert len(frames) <= 20
