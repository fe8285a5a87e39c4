"""Right sessions by chance accuse nobody, however little of them was recorded; what is damaged is found."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from conformance.jsontext import text_of
from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.session.event import Event
from conformance.session.lint import lint
from conformance.session.monitor import Monitor
from conformance.session.readers import Transcript
from conformance.session.simulate import simulated
from conformance.session.state.conversation import Conversation
from conformance.session.transcript import Connection, Frame, Header, Large, Replaced
from conformance.spec.model import Side
from tests.session.simulated_translation import translated

REGISTER = load_session_register("openai-ga")
SEEDS = range(40)


def binding(header: Header, frames: list[Frame]) -> list[str]:
    found = lint(Transcript(header, iter(frames))).findings
    return [f"{one.rule} {one.frame}: {one}" for one in found if REGISTER[one.rule].level is not Level.FREE]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_session_keeps_every_rule(seed: int) -> None:
    assert binding(*simulated(seed)) == []
    assert binding(*simulated(seed, connection=Connection.WEBRTC)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_translation_keeps_every_rule(seed: int) -> None:
    header, frames = translated(seed)
    assert binding(header, frames) == []
    first, last = sorted(Random(seed).sample(range(1, len(frames)), 2))
    assert binding(replace(header, connection=None, complete=False, sides=None), frames[first:last]) == []


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_translation_breaks_a_rule(seed: int) -> None:
    header, frames = translated(seed)
    closed = next(frame for frame in frames if frame.text and '"session.closed"' in frame.text)
    assert binding(header, [one for one in frames if one is not closed]) != []
    early = [*frames[:2], closed, *(one for one in frames[2:] if one is not closed)]
    assert binding(header, [replace(one, number=number) for number, one in enumerate(early, start=1)]) != []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_of_a_right_session_accuses_nobody(seed: int) -> None:
    header, frames = simulated(seed)
    chance = Random(seed)
    first, last = sorted(chance.sample(range(1, len(frames)), 2))
    unknown = replace(header, connection=None, complete=False, sides=None)
    assert binding(unknown, frames[first:last]) == [], f"{first} to {last}"
    assert binding(replace(unknown, connection=Connection.SIDEBAND), frames[first:]) == [], f"from {first}"
    assert binding(replace(header, complete=False), frames[:last]) == [], f"to {last}"
    for side in Side:
        assert binding(replace(unknown, sides=(side,)), [one for one in frames if one.side is side]) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_frame_that_was_not_kept_accuses_nobody(seed: int) -> None:
    header, frames = simulated(seed)
    lost = Random(seed).randrange(1, len(frames) - 1)
    frames[lost] = replace(frames[lost], text=None, large=Large("text", 99_999, "0" * 64, "session.updated"))
    assert binding(header, frames) == [], f"frame {lost + 1}"


IDS = frozenset({"id", "event_id", "item_id", "response_id", "call_id", "previous_item_id", "conversation_id"})
TEXTS = frozenset({"delta", "text", "transcript", "arguments", "instructions", "output"})


def blanked(value: Any, names: frozenset[str], blank: str = "") -> Any:
    """A JSON value with other strings in the place of those that have these names."""
    match value:
        case dict():
            return {
                name: blank if name in names and isinstance(item, str) else blanked(item, names, blank)
                for name, item in value.items()
            }
        case list():
            return [blanked(item, names, blank) for item in value]
        case _:
            return value


@pytest.mark.parametrize(
    ("what", "names", "blank"),
    [(Replaced.IDS, IDS, "x"), (Replaced.TEXT, TEXTS, "x"), (Replaced.TEXT, TEXTS, "…")],
    ids=["ids", "text", "other-text"],
)
@pytest.mark.parametrize("seed", range(20))
def test_what_was_replaced_accuses_nobody(seed: int, what: Replaced, names: frozenset[str], blank: str) -> None:
    header, frames = simulated(seed)
    changed = [
        frame if frame.text is None else replace(frame, text=text_of(blanked(json.loads(frame.text), names, blank)))
        for frame in frames
    ]
    assert binding(replace(header, replaced=header.replaced | {what}), changed) == []


def test_a_session_is_the_same_for_the_same_seed_and_has_all_kinds_of_events() -> None:
    assert simulated(7) == simulated(7)
    assert simulated(7) != simulated(8)
    sessions = [simulated(seed, connection=kind) for seed in SEEDS for kind in (Connection.NEW, Connection.WEBRTC)]
    texts = "".join(frame.text or "" for _, frames in sessions for frame in frames)
    kinds = (
        *("mcp_list_tools.completed", "response.mcp_call.completed"),
        *("mcp_approval_request", "mcp_approval_response", '"approve":true', '"approve":false', "input_audio"),
        *("response.function_call_arguments.done", "input_audio_transcription.failed", '"turn_detected"'),
        *(
            '"client_cancelled"',
            "conversation.item.deleted",
            "item.truncated",
            "input_audio_buffer.cleared",
            '"root"',
            '"none"',
        ),
    )
    assert [kind for kind in kinds if kind not in texts] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_most_lost_events_of_the_server_are_found(seed: int) -> None:
    """A lost delta, and what opens and closes; not what nothing depends on, like rate limits."""
    header, frames = simulated(seed)
    opening = ("response.output_item.added", "response.content_part.added", "response.output_text.delta")
    closing = ("response.output_item.done", "response.content_part.done", "response.done")
    for position, frame in enumerate(frames):
        if frame.text and any(f'"type":"{kind}"' in frame.text for kind in (*opening, *closing)):
            monitor = Monitor(header)
            rest = [*frames[:position], *frames[position + 1 :]]
            found = [one for other in rest for one in monitor.feed(other)] + monitor.close()
            assert [one for one in found if REGISTER[one.rule].level is Level.MUST], frame.text
            break


def test_an_item_with_audio_comes_from_the_create_with_its_words() -> None:
    """A server shows no audio, and an error that names nothing may have refused either create."""
    conversation = Conversation()
    sent = [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "a"}]},
        {"type": "message", "role": "user", "content": [{"type": "input_audio", "audio": "AAAA", "transcript": "b"}]},
    ]
    for number, item in enumerate(sent, start=1):
        event = Event(number, Side.CLIENT, None, "conversation.item.create", {"item": item})
        conversation.ask(event)
    conversation.refuse(Event(3, Side.SERVER, None, "error", {"error": {}}))
    shown = {"id": "item_1", **sent[1], "content": [{"type": "input_audio", "transcript": "b"}]}
    found = conversation.create_of(shown)
    assert found is not None
    assert found.number == 2
