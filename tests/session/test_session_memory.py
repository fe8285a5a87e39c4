"""A long session takes little memory: what has ended is forgotten, and of the conversation only the kinds are kept."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import islice

import pytest

from benchmarks.sessions import stream
from conformance.session import Monitor
from conformance.session import records as records_module
from conformance.session.finding import Finding
from conformance.session.records import Records
from conformance.session.simulate import simulated
from conformance.session.state import conversation, recent, responses
from conformance.session.state.recent import Recent

BYTES_PER_FRAME = 120
"""What the conversation grows by, with room: its items can be deleted or asked for at any time."""


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember few things, so that a short session is a long one."""
    for module, name in (
        (records_module, "REMEMBERED"),
        (recent, "REMEMBERED"),
        (conversation, "WHOLE"),
        (responses, "REMEMBERED"),
    ):
        monkeypatch.setattr(module, name, 100)


@pytest.mark.usefixtures("forgetful")
def test_memory_does_not_grow_with_the_frames() -> None:
    monitor, frames, half = Monitor(simulated(0, 1)[0], shapes=False), stream(8_000), 4_000
    tracemalloc.start()
    try:
        sizes = []
        for part in (islice(frames, half), frames):
            for frame in part:
                monitor.feed(frame)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert (sizes[1] - sizes[0]) / half < BYTES_PER_FRAME


def findings(number: int) -> list[Finding]:
    monitor = Monitor(simulated(0, 1)[0], shapes=False)
    return [one for frame in stream(number) for one in monitor.feed(frame)]


def test_what_is_forgotten_accuses_nobody(request: pytest.FixtureRequest) -> None:
    remembering = findings(2_500)
    request.getfixturevalue("forgetful")
    forgetful = findings(2_500)
    assert forgetful == remembering


@pytest.mark.usefixtures("forgetful")
def test_what_has_ended_is_forgotten_and_what_is_open_is_not() -> None:
    records = Records(can_end=True)
    records.get(("open",)).bits = 1
    for number in range(300):
        records.get((number,)).ended = True
    assert records.get(("open",)).bits == 1
    assert (0,) not in records.latest
    assert len(records.latest) <= 102


@pytest.mark.usefixtures("forgetful")
def test_of_what_cannot_end_only_the_frames_are_forgotten() -> None:
    records = Records(can_end=False)
    record = records.get(("item",))
    record.bits, record.log = 1, (1, 7, "response.done")
    assert records.get(("item",)).since(1) == (7, "response.done")
    for number in range(100):
        records.get((number,))
    assert records.get(("item",)).bits == 1
    assert records.get(("item",)).since(1) == (0, "")


def test_the_latest_names_are_remembered() -> None:
    names: Recent[int] = Recent(10)
    for number in range(25):
        names.add(f"id_{number}", number)
    assert names.get("id_24") == 24
    assert names.get("id_14") == 14
    assert "id_3" not in names
    names.add("id_24", 99)
    assert names.get("id_24") == 24
