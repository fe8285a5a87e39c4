"""What a client does wrong gets one error that names it, changes nothing, and the session goes on."""

from __future__ import annotations

import asyncio
import base64
import json
from functools import partial
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as sync_connect

from conformance.peer.server import ReferenceServer
from conformance.peer.server.sound import MOST_BYTES, tone
from tests.peer.server.driver import PATIENCE, Driver, driven, played, said
from tests.peer.server.plays import message, settings

ITEM = message("Good day")
UPDATE: dict[str, Any] = {"type": "realtime"}


def update(**members: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": {**UPDATE, **members}}


def create(**members: Any) -> dict[str, Any]:
    return {"type": "conversation.item.create", "item": {**ITEM, **members}}


FAULTS: list[tuple[Any, str, str | None]] = [
    ({"type": "invented"}, "invalid_value", "type"),
    ({"type": 7}, "invalid_type", "type"),
    ({"type": None}, "invalid_type", "type"),
    ({}, "missing_required_parameter", "type"),
    ({"type": "response.done", "response": {}}, "invalid_value", "type"),
    ({"type": "session.close"}, "invalid_value", "type"),
    ({"type": "response.create", "zoo": 1}, "unknown_parameter", "zoo"),
    (update(zoo=1), "unknown_parameter", "session.zoo"),
    (update(audio={"input": {"zoo": 1}}), "unknown_parameter", "session.audio.input.zoo"),
    (update(instructions=None, zoo=1), "unknown_parameter", "session.zoo"),
    ({"type": "session.update", "session": {"instructions": "x"}}, "missing_required_parameter", "session.type"),
    ({"type": "session.update"}, "missing_required_parameter", "session"),
    ({"type": "conversation.item.delete"}, "missing_required_parameter", "item_id"),
    ({"type": "conversation.item.delete", "item_id": 5}, "invalid_type", "item_id"),
    (create(content=7), "invalid_type", "item.content"),
    (create(content=[{"type": "output_text", "text": "x"}]), "invalid_value", "item.content[0].type"),
    (create(role="nobody"), "invalid_value", "item.role"),
    (update(output_modalities=["text", "audio"]), "invalid_value", "session.output_modalities"),
    (update(max_output_tokens=0), "invalid_value", "session.max_output_tokens"),
    (update(audio={"output": {"speed": 9.0}}), "invalid_value", "session.audio.output.speed"),
    (update(model="another"), "invalid_value", "session.model"),
    ({"type": "input_audio_buffer.append", "audio": "not base64!"}, "invalid_value", "audio"),
    ({"type": "input_audio_buffer.append", "audio": "AAAA"}, "invalid_value", "audio"),
    ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty", None),
    ({"type": "response.cancel"}, "response_cancel_not_active", None),
    ({"type": "output_audio_buffer.clear"}, "output_audio_buffer_clear_empty", None),
    ({"type": "response.create", "response": {"conversation": "nowhere"}}, "invalid_value", "response.conversation"),
]


async def fault(driver: Driver, event: Any, code: str, param: str | None) -> None:
    await driver.raw(json.dumps({**event, "event_id": "faulty"}))
    error = (await driver.until("error"))["error"]
    assert (error["type"], error["code"], error["param"]) == ("invalid_request_error", code, param)
    assert error["event_id"] == "faulty"
    await driver.settle()
    assert driver.types() == ["session.created", "error", "error"]
    updated = await driver.ask("session.update", "session.updated", session=UPDATE)
    assert updated["session"] == driver.events[0]["session"]


@pytest.mark.parametrize(("event", "code", "param"), FAULTS, ids=[json.dumps(one[0])[:60] for one in FAULTS])
def test_a_fault_gets_one_error_that_names_it(
    realtime_server: ReferenceServer, event: Any, code: str, param: str | None
) -> None:
    async def play(driver: Driver) -> None:
        await fault(driver, event, code, param)

    assert said(played(realtime_server, play).findings()) == []


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{not JSON", "invalid_json"),
        ('{"type": "response.create", "n": NaN}', "invalid_json"),
        ("[" * 100_000, "invalid_json"),
        ("[]", "invalid_event"),
        ('"response.create"', "invalid_event"),
        ("null", "invalid_event"),
        (b'{"type": "response.create"}', "invalid_event"),
        ('{"type": "response.create", "event_id": 5}', "invalid_type"),
    ],
)
def test_a_frame_without_an_event_gets_one_error_that_names_nothing(
    realtime_server: ReferenceServer, frame: str | bytes, code: str
) -> None:
    async def play(driver: Driver) -> None:
        await driver.raw(frame)
        error = (await driver.until("error"))["error"]
        assert (error["code"], error["event_id"]) == (code, None)
        await driver.say("Good day")
        assert driver.types().count("error") == 1

    played(realtime_server, play)


def test_the_largest_append_is_read_and_a_larger_one_is_refused(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        await driver.ask("session.update", "session.updated", session=update(audio=off)["session"])
        for size in (MOST_BYTES, MOST_BYTES + 2):
            await driver.send("input_audio_buffer.append", audio=base64.b64encode(bytes(size)).decode())
            await driver.settle()
        await driver.ask("input_audio_buffer.commit", "input_audio_buffer.committed")

    off = {"input": {"turn_detection": None}}
    driver = played(realtime_server, play)
    codes = [one["error"]["param"] for one in driver.events if one["type"] == "error"]
    assert codes == ["item_id", "audio", "item_id"]


def test_a_frame_beyond_all_limits_closes_the_connection(realtime_server: ReferenceServer) -> None:
    with sync_connect(realtime_server.url) as socket:
        socket.send("x" * (25 * 1024 * 1024))
        with pytest.raises(ConnectionClosed) as closed:
            list(iter(partial(socket.recv, PATIENCE), None))
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(("path", "status"), [("/v2/nothing", 404), ("/", 404)])
def test_another_path_is_refused(realtime_server: ReferenceServer, path: str, status: int) -> None:
    async def play() -> int:
        address = realtime_server.base_url.removesuffix("/v1") + path
        try:
            async with connect(address):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert asyncio.run(play()) == status


def test_a_connection_without_a_model_is_told_and_closed(realtime_server: ReferenceServer) -> None:
    async def play() -> tuple[str, tuple[int, str]]:
        async with driven(f"{realtime_server.base_url}/realtime") as driver:
            return driver.events[0]["error"]["code"], await driver.closed()

    assert asyncio.run(play()) == ("missing_model", (4000, "invalid_request_error.missing_model"))


@pytest.mark.parametrize("offered", [["realtime"], ["other", "realtime"], None])
def test_the_subprotocol_is_selected_where_it_is_offered(
    realtime_server: ReferenceServer, offered: list[str] | None
) -> None:
    async def play() -> str | None:
        async with connect(realtime_server.url, subprotocols=offered) as socket:  # type: ignore[arg-type]
            return socket.subprotocol

    assert asyncio.run(play()) == ("realtime" if offered else None)


def test_a_conversation_does_not_grow_without_end(
    realtime_server: ReferenceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.session.model.conversation.MOST_ITEMS", 3)

    async def play(driver: Driver) -> None:
        for _ in range(3):
            await driver.ask("conversation.item.create", "conversation.item.done", item=ITEM)
        answer = await driver.ask("conversation.item.create", item=ITEM)
        assert answer["error"]["code"] == "conversation_full"

    assert said(played(realtime_server, play).findings()) == []


def test_what_is_loud_is_speech_in_every_format(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        quiet = {"audio/pcm": b"\x00\x00" * 24, "audio/pcmu": b"\xff" * 8, "audio/pcma": b"\xd5" * 8}
        for name, millisecond in quiet.items():
            sound_format = {"type": name, **({"rate": 24000} if name == "audio/pcm" else {})}
            await settings(driver, audio={"input": {"format": sound_format}})
            silence = base64.b64encode(millisecond * 600).decode()
            for audio in (silence, tone(400, sound_format), silence):
                await driver.send("input_audio_buffer.append", audio=audio)
            started = await driver.until("input_audio_buffer.speech_started")
            stopped = await driver.until("input_audio_buffer.speech_stopped")
            assert stopped["audio_end_ms"] - started["audio_start_ms"] == 900, name
            await driver.until("response.done")

    played(realtime_server, play)


def test_a_ping_is_answered(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        pong = await driver.socket.ping()
        await asyncio.wait_for(pong, PATIENCE)

    played(realtime_server, play)
