"""The ``pipecat-ai`` package alone: its parser, and its service with a socket of ours.

``read`` are frames, answered with the class and the data of the event, ``null`` where the parser returns nothing, or
the exception that it raised. ``send`` are Python expressions for client events, answered with what the service sends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService


class Socket:
    def __init__(self) -> None:
        self.came: list[Any] = []

    async def send(self, message: str) -> None:
        self.came.append(json.loads(message))


def received(frame: str) -> dict[str, Any] | None:
    try:
        event = events.parse_server_event(frame)
    except Exception as error:
        return {"raised": type(error).__name__}
    return event and {"class": type(event).__name__, "data": event.model_dump(exclude_unset=True)}


async def main(read: list[str], send: list[str]) -> dict[str, list[Any]]:
    service = OpenAIRealtimeLLMService(api_key="none")
    service._websocket = socket = Socket()
    for expression in send:
        await service.send_client_event(eval(expression, vars(events)))
    return {"read": [received(frame) for frame in read], "send": socket.came}


print(json.dumps(asyncio.run(main(**json.load(sys.stdin)))))
