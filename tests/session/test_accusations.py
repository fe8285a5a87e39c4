"""A session that is wrong is accused of what is wrong in it, and of nothing that only follows or looks alike."""

from __future__ import annotations

import json
from typing import Any

from conformance.session.monitor import Monitor
from conformance.session.transcript import Connection, Frame, Header
from conformance.spec.model import Side

HEADER = Header(connection=Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER))
SESSION: dict[str, Any] = {"type": "realtime", "object": "realtime.session", "id": "sess_1", "model": "m"}


def found(*events: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The places, and what was expected there, by the rule that is broken."""
    monitor = Monitor(HEADER)
    broken: dict[str, list[tuple[str, str]]] = {}
    for number, event in enumerate(events, 1):
        side = Side.CLIENT if event["type"] == "response.create" else Side.SERVER
        text = json.dumps({"event_id": f"event_{number}", **event})
        for one in monitor.feed(Frame(number, side, float(number), text=text)):
            broken.setdefault(one.rule, []).append((one.at, one.expected))
    return broken


def created(**members: Any) -> dict[str, Any]:
    return {"type": "session.created", "session": {**SESSION, **members}}


def test_an_event_is_read_as_the_kind_of_session_that_it_names() -> None:
    """Several values of a session that talks are wrong; as a translation its type alone would be."""
    nothing = {"input": {"format": None}, "output": {"format": None, "voice": None}}
    places = [at for at, _ in found(created(audio=nothing))["event.shape"]]
    assert places == ["/session/audio/input/format", "/session/audio/output/format", "/session/audio/output/voice"]


def response(event_type: str, *output: dict[str, Any]) -> dict[str, Any]:
    status = event_type.removeprefix("response.").replace("created", "in_progress").replace("done", "completed")
    members = {"object": "realtime.response", "id": "resp_1", "status": status, "output": list(output)}
    return {"type": event_type, "response": {**members, "output_modalities": ["audio"]}}


def test_a_session_that_shows_null_says_nothing_about_its_responses() -> None:
    def broken(modalities: list[str] | None) -> bool:
        events = created(output_modalities=modalities), {"type": "response.create"}, response("response.created")
        return "response.session-defaults" in found(*events)

    assert not broken(None)
    assert broken(["text"])


def test_a_member_that_only_a_correction_knows_need_not_be_repeated() -> None:
    item = {"id": "item_1", "object": "realtime.item", "type": "message", "role": "assistant", "status": "completed"}
    place = {"response_id": "resp_1", "output_index": 0}

    def broken(listed: dict[str, Any]) -> bool:
        done = {**item, "content": [], "phase": "final_answer"}
        events = [
            created(),
            {"type": "response.create"},
            response("response.created"),
            {"type": "response.output_item.added", **place, "item": {**item, "status": "in_progress", "content": []}},
            {"type": "response.output_item.done", **place, "item": done},
            response("response.done", listed),
        ]
        return "response.done-output" in found(*events)

    assert not broken({**item, "content": []})
    assert broken({**item, "role": "user", "content": []})


def test_an_item_that_is_added_twice_was_not_committed() -> None:
    item = {"id": "item_1", "type": "message", "role": "user", "status": "completed", "content": []}
    added = {"type": "conversation.item.added", "previous_item_id": None, "item": item}
    again = {**added, "previous_item_id": "item_1"}
    committed = {"type": "input_audio_buffer.committed", "previous_item_id": None, "item_id": "item_1"}
    assert "buffer.committed-previous" not in found(created(), added, again)
    assert "buffer.committed-previous" in found(created(), committed, again)
