"""What clients do, a lifecycle at a time: sessions in which everything is right when the server is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.peer.server.sound import silence, tone
from conformance.session import Connection
from tests.peer.server.driver import Driver, Play

TOOL = {
    **{"type": "function", "name": "get_weather", "description": "The weather."},
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
MCP = {"type": "mcp", "server_label": "wiki", "server_url": "https://mcp.example/", "require_approval": "never"}
TRANSCRIBES = {"audio": {"input": {"transcription": {"model": "gpt-4o-transcribe"}}}}
_BUFFER = "input_audio_buffer"


async def settings(driver: Driver, **session: Any) -> dict[str, Any]:
    updated = await driver.ask("session.update", "session.updated", session={"type": "realtime", **session})
    return dict(updated["session"])


async def speak(driver: Driver, ms: int = 400) -> None:
    """Speech, and silence enough for the server to take it for a turn."""
    await driver.send(f"{_BUFFER}.append", audio=tone(ms))
    await driver.send(f"{_BUFFER}.append", audio=silence(600))


async def create(driver: Driver, item: Mapping[str, Any], **members: Any) -> str:
    answer = await driver.ask("conversation.item.create", "conversation.item.done", item=item, **members)
    return str(answer["item"]["id"])


def message(text: str, role: str = "user", **members: Any) -> dict[str, Any]:
    kind = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}], **members}


async def text_answers(driver: Driver) -> None:
    await settings(driver, output_modalities=["text"])
    await driver.say("Good day")
    await driver.say("twice")
    await driver.say("And again", metadata={"n": "1"}, max_output_tokens=100)
    await driver.say("This has no room for all of its words", max_output_tokens=3)
    await driver.say("please fail")
    await driver.say("nothing")


async def audio_answers(driver: Driver) -> None:
    await driver.say("Good day")
    await settings(driver, audio={"output": {"format": {"type": "audio/pcmu"}}})
    await driver.say("And in another format")
    await settings(driver, max_output_tokens=4)
    await driver.say("This has no room for all of its words")


async def tool_round(driver: Driver) -> None:
    await settings(driver, tools=[TOOL])
    done = await driver.say('Please call get_weather {"city": "Oslo"}')
    call = done["response"]["output"][0]
    await create(driver, {"type": "function_call_output", "call_id": call["call_id"], "output": "12 degrees"})
    await driver.ask("response.create", "response.done")
    await driver.say("get_weather then")
    await driver.say("Anything", tool_choice="required")
    await driver.say("get_weather", tool_choice="none")
    await driver.say("Anything", tools=[TOOL | {"name": "other"}], tool_choice={"type": "function", "name": "other"})


async def mcp(driver: Driver) -> None:
    await settings(driver, tools=[MCP], output_modalities=["text"])
    await driver.until("mcp_list_tools.completed")
    await driver.say("Please lookup the word")
    await driver.say('Please lookup {"query": "fail"}')
    await settings(driver, tools=[{**MCP, "server_label": "asks", "require_approval": "always"}])
    await driver.until("mcp_list_tools.completed")
    for approve in (True, False):
        done = await driver.say("Please remember this")
        request = done["response"]["output"][0]["id"]
        await create(
            driver,
            {"type": "mcp_approval_response", "approval_request_id": request, "approve": approve, "id": f"a{approve}"},
        )
        await driver.ask("response.create", "response.done")
    await settings(driver, tools=[{**MCP, "server_label": "away", "server_url": "https://unreachable.example/"}])
    await driver.until("mcp_list_tools.failed")
    filtered = {**MCP, "server_label": "few", "allowed_tools": {"read_only": True}}
    await driver.say("Please remember this", tools=[filtered])


async def voice_turns(driver: Driver) -> None:
    await settings(driver, **TRANSCRIBES)
    await speak(driver)
    await driver.until("response.done")
    await speak(driver)
    await driver.until("response.done")
    await settings(driver, audio={"input": {"turn_detection": {"type": "semantic_vad"}}})
    await speak(driver)
    await driver.until("response.done")
    await settings(driver, audio={"input": {"turn_detection": {"type": "server_vad", "create_response": False}}})
    await speak(driver)
    await driver.until("conversation.item.input_audio_transcription.completed")
    await settings(driver, audio={"input": {"transcription": {"model": "gpt-4o-transcribe", "prompt": "fail"}}})
    await speak(driver)
    await driver.until("conversation.item.input_audio_transcription.failed")


async def interruptions(driver: Driver) -> None:
    await driver.send("conversation.item.create", item=message("speak long"))
    await driver.send("response.create")
    await driver.until("response.output_audio.delta")
    await speak(driver)
    done = await driver.until("response.done")
    assert done["response"]["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    await driver.until("response.done")
    detection = {"type": "server_vad", "interrupt_response": False}
    await settings(driver, audio={"input": {"turn_detection": detection}})
    await driver.send("conversation.item.create", item=message("speak long"))
    await driver.send("response.create", response={"max_output_tokens": 40})
    await driver.until("response.output_audio.delta")
    await speak(driver)
    done = await driver.until("response.done")
    assert done["response"]["status"] == "incomplete"


async def push_to_talk(driver: Driver) -> None:
    await settings(driver, audio={"input": {"turn_detection": None, **TRANSCRIBES["audio"]["input"]}})
    await driver.send(f"{_BUFFER}.append", audio=tone(500))
    await driver.ask(f"{_BUFFER}.commit", f"{_BUFFER}.committed")
    await driver.until("conversation.item.input_audio_transcription.completed")
    await driver.ask("response.create", "response.done")
    await driver.send(f"{_BUFFER}.append", audio=tone(500))
    await driver.ask(f"{_BUFFER}.clear", f"{_BUFFER}.cleared")
    await driver.ask(f"{_BUFFER}.commit")
    await driver.send(f"{_BUFFER}.append", audio=tone(50))
    await driver.ask(f"{_BUFFER}.commit")


async def conversation(driver: Driver) -> None:
    await settings(driver, output_modalities=["text"])
    first = await create(driver, message("one", id="mine"))
    await create(driver, message("zero", "system"), previous_item_id="root")
    await create(driver, message("one and a half", "assistant", status="incomplete"), previous_item_id=first)
    await driver.ask("conversation.item.retrieve", "conversation.item.retrieved", item_id=first)
    await driver.ask("conversation.item.create", item=message("again", id="mine"))
    await driver.ask("conversation.item.create", item=message("nowhere"), previous_item_id="nothing")
    await driver.ask("conversation.item.delete", "conversation.item.deleted", item_id=first)
    for verb, more in (("delete", {}), ("retrieve", {}), ("truncate", {"content_index": 0, "audio_end_ms": 1})):
        await driver.ask(f"conversation.item.{verb}", item_id=first, **more)
    done = await driver.say("Good day")
    item_id = done["response"]["output"][0]["id"]
    await driver.ask("conversation.item.retrieve", "conversation.item.retrieved", item_id=item_id)
    call = {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "c1"}
    await create(driver, call)
    await create(driver, {"type": "function_call_output", "call_id": "c1", "output": "done"})


async def truncation(driver: Driver) -> None:
    done = await driver.say("Good day")
    item_id = done["response"]["output"][0]["id"]
    cut = {"item_id": item_id, "content_index": 0}
    await driver.ask("conversation.item.truncate", "conversation.item.truncated", **cut, audio_end_ms=150)
    await driver.ask("conversation.item.truncate", **cut, audio_end_ms=5000)
    await driver.ask("conversation.item.retrieve", "conversation.item.retrieved", item_id=item_id)
    mine = await create(driver, message("not spoken"))
    await driver.ask("conversation.item.truncate", item_id=mine, content_index=0, audio_end_ms=0)


async def cancelling(driver: Driver) -> None:
    for modality in ("text", "audio"):
        await settings(driver, output_modalities=[modality])
        await driver.send("conversation.item.create", item=message("speak long"))
        await driver.send("response.create")
        await driver.until("response.output_text.delta", "response.output_audio.delta")
        await driver.send("response.cancel")
        done = await driver.until("response.done")
        assert done["response"]["status"] == "cancelled"
    await driver.ask("response.cancel", "error")
    await driver.ask("response.cancel", "error", response_id="nothing")


async def out_of_band(driver: Driver) -> None:
    beside = {"conversation": "none", "output_modalities": ["text"]}
    await driver.send("conversation.item.create", item=message("speak long"))
    await driver.send("response.create", response={"output_modalities": ["text"]})
    created = await driver.until("response.created")
    await driver.send("response.create", response={**beside, "input": [message("Good day")]})
    await driver.send("response.create", response={**beside, "input": [], "metadata": {"for": "nothing"}})
    await driver.until("response.done")
    await driver.until("response.done")
    await driver.ask("response.create", response={})
    await driver.send("response.cancel", response_id=created["response"]["id"])
    await driver.until("response.done")
    item = await create(driver, message("A reference"))
    reference = {"type": "item_reference", "id": item}
    await driver.ask("response.create", "response.done", response={**beside, "input": [reference]})
    await driver.ask("response.create", response={**beside, "input": [{**reference, "id": "nothing"}]})


async def updates(driver: Driver) -> None:
    await settings(driver, instructions="Be kind.", tools=[TOOL])
    await settings(driver, audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 0.7}}})
    await settings(driver, audio={"input": {"turn_detection": None}})
    await settings(driver, audio={"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "low"}}})
    await settings(driver, audio={"input": {"noise_reduction": {"type": "near_field"}}}, tools=[])
    await settings(driver, audio={"input": {"noise_reduction": None, **TRANSCRIBES["audio"]["input"]}})
    await settings(driver, audio={"input": {"transcription": {"language": "en"}}})
    await settings(driver, audio={"output": {"voice": "cedar", "speed": 1.2}}, max_output_tokens=200)
    await driver.say("Good day")
    for refused in (
        {"type": "realtime", "audio": {"output": {"voice": "marin"}}},
        {"type": "transcription"},
        {"type": "realtime", "model": "another"},
        {"type": "realtime", "output_modalities": ["text", "audio"]},
        {"type": "realtime", "instructions": "x", "zoo": 1},
        {"instructions": "x"},
    ):
        answer = await driver.ask("session.update", session=refused)
        assert answer["type"] == "error", refused
    await driver.send("conversation.item.create", item=message("speak long"))
    await driver.send("response.create")
    await driver.until("response.output_audio.delta")
    await settings(driver, instructions="At any time.")
    await driver.ask("session.update", session={"type": "realtime", "audio": {"output": {"speed": 1.0}}})
    await driver.send("response.cancel")
    await driver.until("response.done")


async def transcription(driver: Driver) -> None:
    include = ["item.input_audio_transcription.logprobs"]
    await driver.ask("session.update", "session.updated", session={"type": "transcription", "include": include})
    await speak(driver)
    await driver.until("conversation.item.input_audio_transcription.completed")
    off = {"type": "transcription", "audio": {"input": {"turn_detection": None}}}
    await driver.ask("session.update", "session.updated", session=off)
    await driver.send(f"{_BUFFER}.append", audio=tone(500))
    await driver.ask(f"{_BUFFER}.commit", f"{_BUFFER}.committed")
    await driver.until("conversation.item.input_audio_transcription.completed")
    await driver.ask("response.create")


async def translation(driver: Driver) -> None:
    transcribes = {"input": {"transcription": {"model": "gpt-realtime-whisper"}}, "output": {"language": "fr"}}
    await driver.ask("session.update", "session.updated", session={"audio": transcribes})
    for ms in (30, 500, 270):
        await driver.send("session.input_audio_buffer.append", audio=tone(ms))
    await driver.send("session.close")
    assert await driver.closed() == (1000, "")
    assert driver.types()[-1] == "session.closed"


async def call(driver: Driver) -> None:
    await settings(driver, instructions="On the phone.")
    await driver.say("Good day")
    await driver.until("output_audio_buffer.stopped")
    await driver.send("conversation.item.create", item=message("speak long"))
    await driver.send("response.create")
    await driver.until("output_audio_buffer.started")
    await driver.send("response.cancel")
    await driver.ask("output_audio_buffer.clear", "output_audio_buffer.cleared")
    await driver.until("response.done")


async def idle_timeout(driver: Driver) -> None:
    await settings(driver, audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 5000}}})
    await driver.say("Good day")
    await driver.send(f"{_BUFFER}.append", audio=silence(300))
    await driver.until("input_audio_buffer.timeout_triggered")
    await driver.until("response.done")


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A play, with the connection that it needs."""

    play: Play
    address: str = "/realtime?model=gpt-realtime"
    connection: Connection = Connection.NEW
    settles: bool = True


LIFECYCLES: Mapping[str, Lifecycle] = {
    **{
        play.__name__: Lifecycle(play)
        for play in (
            *(text_answers, audio_answers, tool_round, mcp, voice_turns, interruptions, push_to_talk, conversation),
            *(truncation, cancelling, out_of_band, updates, idle_timeout),
        )
    },
    "transcription": Lifecycle(transcription, "/realtime?intent=transcription"),
    "translation": Lifecycle(translation, "/realtime/translations?model=gpt-realtime-translate", settles=False),
    "call": Lifecycle(call, "/realtime?call_id=call_1", Connection.SIDEBAND),
}


async def whole(lifecycle: Lifecycle, driver: Driver) -> None:
    """A play, to its end."""
    await asyncio.wait_for(lifecycle.play(driver), 300)
    if lifecycle.settles:
        await driver.settle()
