"""What the server says by the words of the user, and what it hears."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.peer.server import ReferenceServer
from conformance.peer.server.sound import tone
from tests.peer.server.driver import Driver, played, said
from tests.peer.server.plays import MCP, TOOL, message, settings, speak


def output(server: ReferenceServer, words: str, **session: Any) -> list[Any]:
    """What a response in text consists of: texts, and calls as pairs of name and arguments."""
    done: dict[str, Any] = {}

    async def play(driver: Driver) -> None:
        await settings(driver, output_modalities=["text"], **session)
        if any(tool["type"] == "mcp" for tool in session.get("tools", ())):
            await driver.until("mcp_list_tools.completed")
        done.update(await driver.say(words))

    played(server, play)
    items = done["response"]["output"]
    texts = [item["content"][0]["text"] if item["type"] == "message" else None for item in items]
    return [
        text if text is not None else (item["type"], item["name"], item["arguments"])
        for text, item in zip(texts, items, strict=True)
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Good day", ["You said: Good day"]),
        ("say  Good  day ", ["Good  day"]),
        ("say", ["You said: say"]),
        ("nothing at all", []),
        ("twice", ["The first message.", "The second message."]),
        ("speak long", ["word " * 300]),
        ("please fail", []),
        ("Grüß Gott 👋", ["You said: Grüß Gott 👋"]),
    ],
)
def test_words(realtime_server: ReferenceServer, words: str, answer: list[str]) -> None:
    assert output(realtime_server, words) == answer


@pytest.mark.parametrize(
    ("words", "session", "answer"),
    [
        ("get_weather", {}, [("function_call", "get_weather", '{"city": "text"}')]),
        ('get_weather {"city": "Oslo"}', {}, [("function_call", "get_weather", '{"city": "Oslo"}')]),
        ("get_weather {not JSON}", {}, [("function_call", "get_weather", '{"city": "text"}')]),
        ("then get_weather", {}, ["One moment.", ("function_call", "get_weather", '{"city": "text"}')]),
        ("get_weather", {"tool_choice": "none"}, ["You said: get_weather"]),
        ("Anything", {"tool_choice": "required"}, [("function_call", "get_weather", '{"city": "text"}')]),
        ("get_weather", {"tools": []}, ["You said: get_weather"]),
        ("lookup", {"tools": [MCP]}, [("mcp_call", "lookup", '{"query": "words"}')]),
        (
            "lookup",
            {"tools": [{**MCP, "require_approval": "always"}]},
            [("mcp_approval_request", "lookup", '{"query": "words"}')],
        ),
        (
            "lookup",
            {"tools": [{**MCP, "require_approval": {"never": {"read_only": True}}}]},
            [("mcp_call", "lookup", '{"query": "words"}')],
        ),
        (
            "remember",
            {"tools": [{**MCP, "require_approval": {"never": {"tool_names": ["lookup"]}}}]},
            [("mcp_approval_request", "remember", '{"query": "words"}')],
        ),
        ("remember", {"tools": [{**MCP, "allowed_tools": ["lookup"]}]}, ["You said: remember"]),
    ],
)
def test_tools(realtime_server: ReferenceServer, words: str, session: dict[str, Any], answer: list[Any]) -> None:
    assert output(realtime_server, words, **{"tools": [TOOL], **session}) == answer


def test_who_speaks_on_after_a_clear_begins_to_speak(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        await driver.send("input_audio_buffer.append", audio=tone(300))
        await driver.ask("input_audio_buffer.clear", "input_audio_buffer.cleared")
        await speak(driver)
        await driver.until("response.done")
        assert driver.types().count("input_audio_buffer.speech_started") == 2
        assert driver.types().count("input_audio_buffer.speech_stopped") == 1

    assert said(played(realtime_server, play).findings()) == []


def test_a_message_is_answered_by_one_call(realtime_server: ReferenceServer) -> None:
    """A client that asks again without a result does not get calls without end."""

    async def play(driver: Driver) -> None:
        await settings(driver, output_modalities=["text"], tools=[TOOL])
        for kind in ("function_call", "message", "message"):
            asks = (
                driver.say("get_weather") if kind == "function_call" else driver.ask("response.create", "response.done")
            )
            assert [item["type"] for item in (await asks)["response"]["output"]] == [kind]

    assert said(played(realtime_server, play).findings()) == []


def test_the_same_words_make_the_same_events(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        await driver.say("Good day")

    one, two = (played(realtime_server, play) for _ in range(2))
    assert one.types() == two.types()


def test_a_truncated_item_has_no_transcript(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        item_id = (await driver.say("Good day"))["response"]["output"][0]["id"]
        cut = {"item_id": item_id, "content_index": 0, "audio_end_ms": 100}
        await driver.ask("conversation.item.truncate", "conversation.item.truncated", **cut)
        shown = await driver.ask("conversation.item.retrieve", "conversation.item.retrieved", item_id=item_id)
        assert shown["item"]["content"][0]["transcript"] == ""

    played(realtime_server, play)


def test_a_conversation_that_is_deleted_is_forgotten(realtime_server: ReferenceServer) -> None:
    async def play(driver: Driver) -> None:
        await settings(driver, output_modalities=["text"])
        added = await driver.ask("conversation.item.create", "conversation.item.done", item=message("Good day"))
        await driver.ask("conversation.item.delete", "conversation.item.deleted", item_id=added["item"]["id"])
        done = await driver.ask("response.create", "response.done")
        assert done["response"]["output"][0]["content"][0]["text"] == "You said nothing."

    played(realtime_server, play)
