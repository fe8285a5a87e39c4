"""Scenarios find what is wrong: each planted defect breaks its rule in the scenario that is about it."""

from __future__ import annotations

import pytest

from conformance.peer.drive import play
from conformance.peer.embedded import embedded
from conformance.peer.scenario import load_scenarios
from conformance.peer.server import DEFECTS
from conformance.peer.steps import Server
from conformance.peer.target import Budget
from conformance.peer.verdicts import verdicts

DIALECT = "openai-ga"
SECONDS = 5.0
FOUND = {
    # By steps of the scenario.
    "forgets-instructions": "session/merge",
    "errs-twice": "errors/unknown-event",
    "root-is-last": "conversation/at-root",
    "makes-items-up": "conversation/retrieve-unknown",
    "adds-what-is-outside": "outside/not-in-conversation",
    "hears-when-off": "turns/detection-off",
    "transcribes-unasked": "transcription/not-configured",
    "never-closes": "translation/update-and-close",
    "ignores-cancelling": "cancel/cancel",
    "answers-no-turn": "turns/turn",
    "clears-silently": "buffer/clear",
    # By the rules of sessions, on what comes back.
    "opens-twice": "session/merge",
    "echoes-client-events": "session/merge",
    "becomes-a-transcription": "session/merge",
    "begins-fast": "connection/greeting",
    "repeats-event-ids": "conversation/create",
    "adds-twice": "conversation/create",
    "limits-as-object": "response/text",
    "ends-twice": "response/text",
    "swallows-text": "response/text",
    "swallows-words": "response/audio",
    "counts-beyond-the-limit": "response/override",
    "speaks-after-the-end": "cancel/cancel",
    "changes-arguments": "calls/call",
    "transcribes-twice": "transcription/turn",
    "brings-no-result": "mcp/called",
    "hears-the-future": "turns/turn",
}


@pytest.mark.parametrize("defect", FOUND)
def test_a_planted_defect_is_found_by_its_scenario(defect: str) -> None:
    scenario, rule = load_scenarios(DIALECT)[FOUND[defect]], DEFECTS[defect].rule
    assert rule in scenario.requirements or rule.startswith("event.")
    with embedded(defect) as (target, capabilities):
        played = play(Server(target, capabilities, SECONDS, Budget(), DIALECT), scenario)
    found = [finding for verdict in verdicts(played, DIALECT) for finding in verdict.findings]
    assert rule in {one.requirement for one in found}, (played.why, list(map(str, found)))
