"""The quick look is never milder than the oracle: what it takes has no finding, whatever was done to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest

from conformance.oracle.quick import quick
from conformance.session.event import event_of
from conformance.session.shapes import NOT_KEPT, found_illegal, types_of
from conformance.session.simulate import simulated
from conformance.session.transcript import Frame, Header
from conformance.spec.model import Side
from conformance.vectors import load_vectors
from tests.session.golden import load_sessions, transcript

DIALECT = "openai-ga"
HEADER = Header()
JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    -0.0,
    1.5,
    1e300,
    2**60,
    "",
    "x",
    "é",
    [],
    [None],
    {},
    {"type": []},
    [{"a": 1}],
)


def disagreement(frame: Frame) -> str | None:
    """How the quick look is milder than the oracle about a frame, if it is; raises where it has no type."""
    event = event_of(frame)
    assert event is not None
    assert frame.text is not None
    types = types_of(DIALECT, event.side, event.type)
    left_out = NOT_KEPT if event.side is Side.SERVER else frozenset[str]()
    if not event.strict or not quick(DIALECT, types[0], event.side, left_out).surely(event.data, frame.text):
        return None
    found = list(found_illegal(event, frame.text, HEADER, types))
    return f"{frame.text}: {found[0]}" if found else None


@cache
def frames() -> tuple[Frame, ...]:
    """Frames of every kind, each text once."""
    sessions = [transcript(one) for one in load_sessions(DIALECT)] + [simulated(seed, 15) for seed in range(6)]
    found = {(one.side, one.text): one for _, made in sessions for one in made if one.text is not None}
    return tuple(found.values())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def changed(text: str, chance: Random) -> str:
    """The text with junk, nothing, or another name in the place of one of its members."""
    value = {"x": 0, **json.loads(text)}
    *path, last = chance.choice([path for path in places(value) if path != ("type",)])
    inner = value
    for step in path:
        inner = inner[step]
    match chance.randrange(3):
        case 0 if isinstance(inner, dict):
            del inner[last]
        case 1 if isinstance(inner, dict):
            inner["another"] = chance.choice(JUNK)
        case _:
            inner[last] = chance.choice(JUNK)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5)


def test_most_right_frames_need_no_more_than_a_look() -> None:
    looked = [frame for frame in frames() if (event := event_of(frame)) and types_of(DIALECT, event.side, event.type)]
    quickly = 0
    for frame in looked:
        event = event_of(frame)
        assert event is not None
        assert frame.text is not None
        name, left_out = types_of(DIALECT, event.side, event.type)[0], frozenset[str]()
        quickly += quick(DIALECT, name, event.side, NOT_KEPT if event.side is Side.SERVER else left_out).surely(
            event.data, frame.text
        )
    assert quickly / len(looked) > 0.97


def test_it_is_never_milder_about_damaged_frames() -> None:
    chance = Random(1)
    known = [frame for frame in frames() if (event := event_of(frame)) and types_of(DIALECT, event.side, event.type)]
    for number in range(1500):
        frame = known[number % len(known)]
        assert frame.text is not None
        assert disagreement(Frame(1, frame.side, text=changed(frame.text, chance))) is None


def test_it_is_never_milder_about_golden_vectors() -> None:
    judged = 0
    for vector in load_vectors(DIALECT).values():
        for side in Side if "Event" in vector.type else ():
            event = event_of(Frame(1, side, text=vector.text))
            if event is not None and types_of(DIALECT, side, event.type):
                judged += 1
                assert disagreement(Frame(1, side, text=vector.text)) is None
    assert judged > 1000


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"response.create","response":{"metadata":{"a":1,"a":"b"}}}',
        '{"type":"response.create","response":{"metadata":{"a":"\ud800"}}}',
        '{"type":"response.create","response":{"max_output_tokens":NaN}}',
        '{"type":"response.create","response":{"max_output_tokens":1e999}}',
        '{"type":"response.create","response":{"max_output_tokens":4097}}',
        '{"type":"response.create","response":{"another":1}}',
    ],
)
def test_what_json_reads_more_tolerantly_is_left_to_the_oracle(text: str) -> None:
    frame = Frame(1, Side.CLIENT, text=text)
    event = event_of(frame)
    assert event is not None
    types = types_of(DIALECT, Side.CLIENT, "response.create")
    assert not (event.strict and quick(DIALECT, types[0], Side.CLIENT).surely(event.data, text))


def test_what_has_to_add_up_does() -> None:
    usage = {"total_tokens": 3, "input_tokens": 1, "output_tokens": 2}
    event = {"type": "response.done", "event_id": "event_1", "response": {"id": "resp_1", "usage": usage}}
    right = quick(DIALECT, "RealtimeServerEventResponseDone", Side.SERVER)
    assert right.surely(event, json.dumps(event))
    usage["total_tokens"] = 4
    assert not right.surely(event, json.dumps(event))
