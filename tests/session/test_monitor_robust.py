"""Whatever a peer sends, the monitor judges it and never fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.session.finding import Finding
from conformance.session.monitor import Monitor
from conformance.session.timeline import timeline
from conformance.session.transcript import Connection, Frame, Header
from conformance.spec import load_dialect
from conformance.spec.model import Side
from tests.session.golden import GoldenSession, load_sessions, transcript

DIALECT = "openai-ga"
SESSIONS = load_sessions(DIALECT)
EVENTS = sorted(load_dialect(DIALECT).events)
HEADER = Header(connection=Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER))
JUNK: tuple[Any, ...] = (None, True, -1, 1.5, "", "root", [], [None], [[]], {}, {"id": {}}, {"type": []}, [{"type": 1}])


def judged(frames: list[Frame], header: Header = HEADER) -> list[Finding]:
    monitor = Monitor(header)
    found = [finding for frame in frames for finding in monitor.feed(frame)] + monitor.close()
    assert all(str(finding) and finding.frame > 0 for finding in found)
    assert not any("\n" in line for line in timeline(frames, {}))
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


ROUNDS = 16


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.id)
def test_junk_in_the_place_of_any_member(session: GoldenSession) -> None:
    """In each round other frames have junk in another place, with right ones around, which keep the session going."""
    header, frames = transcript(session)
    for turn in range(ROUNDS):
        judged(
            [junked(frame, turn) if (position + turn) % 6 == 0 else frame for position, frame in enumerate(frames)],
            header,
        )


def junked(frame: Frame, turn: int) -> Frame:
    """The frame with junk in one place, another one each turn."""
    if frame.text is None:
        return frame
    event = json.loads(frame.text)
    if not (found := list(places(event))):
        return frame
    number = frame.number * ROUNDS + turn
    *path, last = found[number * 7 % len(found)]
    inner = event
    for name in path:
        inner = inner[name]
    inner[last] = JUNK[number % len(JUNK)]
    return Frame(frame.number, frame.side, text=json.dumps(event))


def test_half_of_a_surrogate_pair_in_the_place_of_any_text() -> None:
    judged_already: set[tuple[str, tuple[Any, ...]]] = set()
    for frame in (frame for session in SESSIONS for frame in transcript(session)[1] if frame.text):
        event = json.loads(frame.text or "")
        for path in set(places(event)) - {("type",)}:
            changed = json.loads(frame.text or "")
            inner = changed
            for name in path[:-1]:
                inner = inner[name]
            if type(inner[path[-1]]) is str and (event["type"], path) not in judged_already:
                judged_already.add((event["type"], path))
                inner[path[-1]] = "\ud800"
                judged([Frame(1, frame.side, text=json.dumps(changed))])
    assert len(judged_already) > 300


IDS = st.sampled_from(["a", "b", "", None, 1, []])
MEMBERS = st.dictionaries(
    st.sampled_from(
        [
            *("event_id", "item_id", "response_id", "previous_item_id", "content_index", "output_index", "call_id"),
            *("delta", "text", "transcript", "arguments", "audio_start_ms", "audio_end_ms", "logprobs", "elapsed_ms"),
        ]
    ),
    IDS | st.integers(-1, 2),
    max_size=6,
)
OBJECTS = st.dictionaries(
    st.sampled_from(
        [
            *("id", "type", "role", "status", "content", "output", "conversation_id", "tools", "audio", "name"),
            *("call_id", "arguments", "output_modalities", "status_details", "usage", "event_id", "conversation"),
        ]
    ),
    IDS | st.just([{"type": "text", "text": "a"}]) | st.sampled_from(["message", "function_call", "none", "completed"]),
    max_size=6,
)
FRAME = st.builds(
    lambda name, members, objects: {**members, **objects, "type": name},
    st.sampled_from(EVENTS),
    MEMBERS,
    st.dictionaries(st.sampled_from(["item", "response", "session", "error", "part"]), OBJECTS),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(Side), FRAME), max_size=25))
def test_any_events_in_any_order(events: list[tuple[Side, dict[str, Any]]]) -> None:
    judged([Frame(number, side, text=json.dumps(event)) for number, (side, event) in enumerate(events, start=1)])


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "1", '{"type":1}', '{"type":"a","type":"b"}', "[" * 100_000, "\ud800"]
)
def test_any_text(text: str) -> None:
    judged([Frame(1, Side.SERVER, text=text), Frame(2, Side.CLIENT, text=text)])


def test_any_number_of_types_takes_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.session.monitor._MOST_TYPES", 64)
    monitor = Monitor(HEADER)
    for number in range(1, 200):
        monitor.feed(Frame(number, Side.SERVER, text=json.dumps({"type": f"x.{number}"})))
    assert len(monitor._plans) <= 64
