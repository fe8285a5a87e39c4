"""The ``openai-agents`` package alone, connected to a WebSocket server in this process.

``read`` are frames, each received by a connection of its own and answered with the package's events that a listener
hears, in order. ``send`` are client events, answered with what came to the server: nothing, where nothing did.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any

from agents.realtime.model_events import (
    RealtimeModelErrorEvent,
    RealtimeModelEvent,
    RealtimeModelItemUpdatedEvent,
    RealtimeModelRawServerEvent,
    RealtimeModelTurnEndedEvent,
    RealtimeModelUsageEvent,
)
from agents.realtime.model_inputs import RealtimeModelSendRawMessage
from agents.realtime.openai_realtime import OpenAIRealtimeWebSocketModel
from pydantic import BaseModel
from websockets.asyncio.server import ServerConnection, serve

# What comes after a frame or an event, on the same connection and thus in the same order.
LAST = {"type": "conversation.item.deleted", "event_id": "last", "item_id": "last"}


class Listener:
    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.over = asyncio.Event()

    async def on_event(self, event: RealtimeModelEvent) -> None:
        if event.type == "raw_server_event" and event.data == LAST:
            self.over.set()
        elif not self.over.is_set() and event.type != "connection_status":
            self.heard.append(plain(event))


def plain(event: RealtimeModelEvent) -> dict[str, Any]:
    members: dict[str, Any] = {"type": event.type}
    match event:
        case RealtimeModelRawServerEvent(data):
            members["data"] = data
        case RealtimeModelErrorEvent(error):
            members["error"] = type(error).__name__ if isinstance(error, Exception) else written(error)
        case RealtimeModelItemUpdatedEvent(item):
            members["item"] = written(item)
        case RealtimeModelUsageEvent(usage):
            members["total_tokens"] = usage.total_tokens
        case RealtimeModelTurnEndedEvent():
            members["response_id"] = event.response_id
    return members


def written(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_unset=True)


async def connected(url: str) -> tuple[OpenAIRealtimeWebSocketModel, Listener]:
    model, listener = OpenAIRealtimeWebSocketModel(), Listener()
    model.add_listener(listener)
    await model.connect({"api_key": "none", "url": url})
    return model, listener


async def main(read: list[str], send: list[dict[str, Any]]) -> dict[str, list[Any]]:
    frames = iter(read)
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def talk(socket: ServerConnection) -> None:
        await socket.recv()  # the settings that the package sends first
        for frame in [frame for frame in (next(frames, None),) if frame is not None]:
            await socket.send(frame)
        await socket.send(json.dumps(LAST))
        async for message in socket:
            if "event_id" in (sent := json.loads(message)):  # what the package sends of itself has none
                await came.put(sent)

    answers: dict[str, list[Any]] = {"read": [], "send": []}
    async with serve(talk, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for _ in read:
            model, listener = await connected(url)
            await asyncio.wait_for(listener.over.wait(), 60)
            answers["read"].append(listener.heard)
            await model.close()
        for event in send:
            model, _ = await connected(url)
            for members in (event, {"type": "input_audio_buffer.clear", "event_id": "last"}):
                other = {name: value for name, value in members.items() if name != "type"}
                await model.send_event(
                    RealtimeModelSendRawMessage(message={"type": members["type"], "other_data": other})
                )
                # A task of its own sends a response.create.
                await asyncio.gather(*model._response_create_tasks)
            sent = [await asyncio.wait_for(came.get(), 60)]
            while sent[-1].get("event_id") != "last":
                sent.append(await asyncio.wait_for(came.get(), 60))
            answers["send"].append(sent[:-1])
            await model.close()
    return answers


logging.disable(logging.CRITICAL)
print(json.dumps(asyncio.run(main(**json.load(sys.stdin)))))
