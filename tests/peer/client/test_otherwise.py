"""A client that is right in another way than the reference client is found right as well."""

from __future__ import annotations

import pytest
from otherwise import OTHERWISE
from playing import DIALECT, SCENARIOS, program

from conformance.checks.verdict import Status
from conformance.peer.client.judge import judge
from conformance.peer.client.play import play
from conformance.peer.client.stage import Stage

PATIENCE = 60.0
IN_VAIN = 6.0
"""The same for the client of which an end is awaited that it never says."""
EVERYWHERE = ("turns/text", "turns/sound", "errors/failed-response", "tools/cancelled-call", "tolerance/null-delta")
WHERE = {
    "AnswersEveryCall": ("tools/call", "tools/call-without-function"),
    "AsksBeside": ("connection/silent-in-answer", "errors/refused-request", "errors/out-of-tokens", "turns/four-turns"),
    "HasWordsReadOut": ("errors/failed-by-rate-limit", "tools/call"),
    "CancelsAlone": ("interruption/truncates", "interruption/by-user", "interruption/late-pieces"),
    "ConnectsAgainAtOnce": ("connection/close-in-answer-1001", "connection/repeated-after-reconnect"),
    "ConnectsWhenAsked": ("connection/refused-401", "connection/close-between-answers"),
    "Listens": ("turns/spoken", "tolerance/transcription-in-answer", "interruption/by-server"),
    "SaysNothingOfItself": ("turns/spoken", "errors/refused-settings", "frames/half-a-surrogate"),
    "TakesItsTime": ("connection/close-in-answer-1001", "tolerance/duplicate-items"),
}
"""Where each could look wrong."""


@pytest.mark.parametrize(
    ("client", "scenario", "what"),
    [
        ("HasWordsReadOut", "errors/failed-response", "response.done that is not completed"),
        ("HasWordsReadOut", "tools/call", "function call"),
    ],
)
def test_an_answer_that_the_words_did_not_bring_about_is_not_judged(client: str, scenario: str, what: str) -> None:
    """The server goes by words of the user: without them nothing fails, and no function is called."""
    driver = program("otherwise", client)
    try:
        verdicts = judge(play(SCENARIOS[scenario], driver, Stage(SCENARIOS[scenario]), PATIENCE), DIALECT)
    finally:
        driver.close()
    assert [(one.status, one.note) for one in verdicts] == [
        (Status.UNSUPPORTED, f"the session had no {what}, which the scenario is about")
    ]


@pytest.mark.parametrize("name", OTHERWISE)
def test_another_right_client_breaks_no_rule(name: str) -> None:
    # To say when an answer has ended is what one of them does not do.
    says_no_end = name == "ShowsWholeMessages"
    patience = IN_VAIN if says_no_end else PATIENCE
    driver = program("otherwise", name)
    try:
        can = driver.start().can
        played = [SCENARIOS[one] for one in (*EVERYWHERE, *WHERE.get(name, ())) if SCENARIOS[one].needs <= can]
        verdicts = [verdict for one in played for verdict in judge(play(one, driver, Stage(one), patience), DIALECT)]
    finally:
        driver.close()
    expected = {"client.turn-shown"} if says_no_end else set()
    failed = [one for one in verdicts if one.status not in (Status.PASS, Status.UNSUPPORTED)]
    assert {found.requirement for one in failed for found in one.findings} == expected, failed
