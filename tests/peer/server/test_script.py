"""Scripts: what the server does at given places in place of what is right."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from conformance.errors import UsageError
from conformance.peer.server import ReferenceServer, Script, load_script
from conformance.peer.server.sound import tone
from tests.peer.server.driver import PATIENCE, Driver, driven, played

Hooks = list[dict[str, Any]]


def server(*hooks: dict[str, Any]) -> ReferenceServer:
    return ReferenceServer(script=Script.of(hooks))


async def text_turn(driver: Driver) -> None:
    session = {"type": "realtime", "output_modalities": ["text"]}
    await driver.ask("session.update", "session.updated", session=session)
    await driver.say("Good day")


def test_an_event_is_dropped_or_changed() -> None:
    steps = [{"change": {"/response/status": "odd", "/extra": 1}}]
    with server(
        {"at": "response.content_part.done", "do": []},
        {"at": "response.done", "do": steps},
    ) as running:
        driver = played(running, text_turn)
    assert "response.content_part.done" not in driver.types()
    changed = driver.events[-1]
    assert changed["response"]["status"] == "odd"
    assert changed["extra"] == 1


def test_ids_are_filled_in() -> None:
    step = {"event": {"type": "response.invented", "response_id": "$response_id", "item": {"id": "$item_id"}}}
    with server({"at": "response.done", "do": [step, "pass"]}) as running:
        driver = played(running, text_turn)
    *_, invented, done = driver.events
    assert invented["response_id"] == done["response"]["id"]
    assert invented["item"]["id"] == done["response"]["output"][0]["id"]
    assert invented["event_id"]


def test_the_item_that_the_user_has_spoken_is_named_in_the_answer_to_it() -> None:
    async def spoken_turn(driver: Driver) -> None:
        audio: dict[str, Any] = {"input": {"turn_detection": None}}
        await driver.ask("session.update", "session.updated", session={"type": "realtime", "audio": audio})
        await driver.send("input_audio_buffer.append", audio=tone(600))
        await driver.ask("input_audio_buffer.commit", "conversation.item.done")
        await driver.ask("response.create", "response.done")

    step = {"event": {"type": "response.invented", "item_id": "$spoken_id"}}
    with server({"at": "response.done", "do": [step, "pass"]}) as running:
        driver = played(running, spoken_turn)
    committed = next(one for one in driver.events if one["type"] == "input_audio_buffer.committed")
    invented = next(one for one in driver.events if one["type"] == "response.invented")
    assert invented["item_id"] == committed["item_id"]


def test_a_response_outside_the_conversation_passes_by_all_places() -> None:
    async def two_responses(driver: Driver) -> None:
        await driver.ask("response.create", "response.done", response={"conversation": "none"})
        await text_turn(driver)

    asked = {"at": "client response.create", "do": [{"event": {"type": "response.invented"}}, "pass"]}
    with server(asked, {"at": "response.done", "do": [{"change": {"/response/status": "odd"}}]}) as running:
        driver = played(running, two_responses)
    assert [one["response"]["status"] for one in driver.events if one["type"] == "response.done"] == [
        "completed",
        "odd",
    ]
    told = [kind for kind in driver.types() if kind in ("response.done", "response.invented")]
    assert told == ["response.done", "response.invented", "response.done"]


def test_a_hook_is_for_one_time_or_for_all_and_for_one_connection_or_for_all() -> None:
    drop_second = {"at": "response.output_text.delta", "nth": 2, "do": []}
    second_alone = {"at": "session.updated", "nth": 0, "connection": 2, "do": [{"remove": ["/session/tools"]}]}
    with server(drop_second, second_alone) as running:
        first, second = played(running, text_turn), played(running, text_turn)
    assert [one["delta"] for one in first.events if "delta" in one] == ["You ", "Good ", "day"]
    shown = ["tools" in one["session"] for one in (*first.events, *second.events) if one["type"] == "session.updated"]
    assert shown == [True, False]


@pytest.mark.parametrize(
    ("step", "frame"),
    [
        ({"text": "{not JSON"}, "{not JSON"),
        ({"bytes": "AAE="}, b"\x00\x01"),
    ],
)
def test_raw_frames(step: dict[str, Any], frame: str | bytes) -> None:
    async def play() -> str | bytes:
        async with connect(running.url) as socket:
            return await asyncio.wait_for(socket.recv(), PATIENCE)

    with server({"at": "session.created", "do": [step]}) as running:
        assert asyncio.run(play()) == frame


def test_a_padded_event_is_large() -> None:
    with server({"at": "session.created", "do": [{"pad": 15 * 1024 * 1024}]}) as running:
        driver = played(running, text_turn)
    assert len(driver.events[0]["padding"]) == 15 * 1024 * 1024


@pytest.mark.parametrize(
    ("step", "code"),
    [({"close": {"code": 4000, "reason": "gone"}}, 4000), ({"close": {}}, 1000), ("abort", None)],
)
def test_the_connection_ends(step: Any, code: int | None) -> None:
    async def play() -> int | None:
        async with driven(running.url) as driver:
            await driver.send("response.create")
            try:
                await driver.until("response.done")
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None
        raise AssertionError("the connection did not end")

    with server({"at": "response.content_part.added", "do": ["pass", step]}) as running:
        assert asyncio.run(play()) == code


def test_a_handshake_is_refused_once() -> None:
    async def play() -> int:
        try:
            async with connect(running.url):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    with server({"at": "connect", "connection": 1, "do": [{"wait": 0.01}, {"refuse": 401}]}) as running:
        assert asyncio.run(play()) == 401
        assert asyncio.run(play()) == 101


def test_a_client_event_is_passed_over_and_silence_is_silence() -> None:
    async def play() -> list[str]:
        async with driven(running.url) as driver:
            await driver.send("response.create")
            await driver.settle()
            await driver.send("response.create")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(driver.until("response.done"), 0.3)
            return driver.types()

    hooks: Hooks = [{"at": "client response.create", "do": []}, {"at": "response.created", "do": ["pass", "silence"]}]
    with server(*hooks) as running:
        assert asyncio.run(play()) == ["session.created", "error", "response.created"]


def test_a_ping_comes_and_a_wait_is_waited() -> None:
    with server({"at": "session.updated", "do": ["ping", {"wait": 0.05}, "pass"]}) as running:
        driver = played(running, text_turn)
    asked = next(one for one in driver.frames if one.text and '"session.update"' in one.text)
    updated = next(one for one in driver.frames if one.text and '"session.updated"' in one.text)
    assert asked.t is not None
    assert updated.t is not None
    assert updated.t - asked.t >= 0.05


def test_a_script_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "script.yaml"
    file.write_text("- at: response.done\n  do: [{change: {/response/status: odd}}]\n")
    assert load_script(file) == Script.of([{"at": "response.done", "do": [{"change": {"/response/status": "odd"}}]}])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("at: x", "expected a list of hooks"),
        ("- at: x\n  do: [{dance: 1}]", "[0].do[0]"),
        ("- at: x", "'do' is a required property"),
        ("- {at: connect, do: [{close: {}}]}", "takes `refuse`, `wait` and `pass` alone"),
        ("- {at: response.done, do: [{refuse: 401}]}", "has no `refuse`"),
        ("- {at: client response.create, do: [{pad: 1}]}", "`pad` changes events of the server"),
        ("- {at: [", "not YAML"),
        ("- {at: response.done, do: [{bytes: '***'}]}", "'***' is not base64"),
        (
            "- {at: response.output_text.deltas, do: []}",
            "is not an event that the server sends; did you mean response.output_text.delta or",
        ),
    ],
)
def test_a_mistake_in_a_script_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "script.yaml"
    file.write_text(text)
    with pytest.raises(UsageError) as error:
        load_script(file)
    assert says in str(error.value)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("step", [{"change": {"/response/output/x": 1}}, {"remove": ["/response/output/9/id"]}])
def test_a_place_that_an_event_does_not_have_is_told_in_one_line(step: dict[str, Any]) -> None:
    misled = server({"at": "response.done", "do": [step]})
    with pytest.raises(UsageError) as error, misled as running, suppress(ConnectionClosed):
        played(running, text_turn)
    (place,) = step.get("change") or step["remove"]
    assert str(error.value) == f"the script: response.done has no place {place} for its `{next(iter(step))}`"
