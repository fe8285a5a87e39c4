"""What of the wire an implementation has, counted by what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_files import results, verdict

from conformance.results.coverage import coverage
from conformance.results.shares import Share
from conformance.spec import load_dialect

GA = "openai-ga"
TYPES = list(load_dialect(GA).types)
CANCEL = "RealtimeClientEventResponseCancel"
CLEARED = "RealtimeServerEventInputAudioBufferCleared"


def of(folder: Path, *cases: str, check: str = "accepts", status: str = "pass") -> tuple[int, int, int, int]:
    """How many client events, server events, nested types and bodies verdicts on these cases cover."""
    found = coverage(
        results(
            folder,
            *(verdict(case, status, check=check) for case in cases),
            dialect={"name": GA},
            options={"types": TYPES},
        )
    )
    return found.client_events.part, found.server_events.part, found.nested.part, found.bodies.part


def test_every_type_but_unions_is_counted_once(tmp_path: Path) -> None:
    found = coverage(results(tmp_path, dialect={"name": GA}, options={"types": TYPES}))
    assert found.client_events == Share(0, 14)
    assert found.server_events == Share(0, 52)
    unions = {
        "RealtimeClientEvent", "RealtimeServerEvent", "RealtimeTranslationClientEvent",
        "RealtimeTranslationServerEvent", "RealtimeConversationItem", "RealtimeConversationItemMessage",
    }  # fmt: skip
    assert 14 + 52 + found.nested.whole + found.bodies.whole == len(set(TYPES) - unions)


@pytest.mark.parametrize(
    ("case", "covered"),
    [
        (f"{CANCEL}/a", (1, 0, 0, 0)),
        (f"{CLEARED}/a", (0, 1, 0, 0)),
        ("RealtimeResponse/a", (0, 0, 1, 0)),
        ("RealtimeCallReferRequest/a", (0, 0, 0, 1)),
        ("WebhookRealtimeCallIncoming/a", (0, 0, 0, 1)),
        ("RealtimeConversationItem/a", (0, 0, 0, 0)),
    ],
)
def test_a_type_counts_as_what_it_is(tmp_path: Path, case: str, covered: tuple[int, ...]) -> None:
    assert of(tmp_path, case) == covered
    assert of(tmp_path, case, status="fail") == covered
    assert of(tmp_path, case, status="unsupported") == (0, 0, 0, 0)


def test_an_event_counts_where_the_union_takes_or_builds_it(tmp_path: Path) -> None:
    cleared = "RealtimeServerEvent/input-cleared"
    assert of(tmp_path, cleared) == of(tmp_path, cleared, check="build") == (0, 1, 0, 0)
    assert of(tmp_path, cleared, status="fail") == (0, 0, 0, 0)
    assert of(tmp_path, cleared, f"{CLEARED}/a") == (0, 1, 0, 0)
