"""Passes one frame through ``OpenAIRealtimeWebSocketModel``, where the package reads and writes the wire.

The model is given a socket of ours and does everything else itself: it parses the frame, prepares it, validates it,
handles it, and tells its listeners. Nothing here repeats any of that.

Importing this module imports ``agents``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

from agents.realtime.model_events import (
    RealtimeModelConnectionStatusEvent,
    RealtimeModelEndOfStreamEvent,
    RealtimeModelErrorEvent,
    RealtimeModelEvent,
    RealtimeModelExceptionEvent,
    RealtimeModelRawServerEvent,
)
from agents.realtime.model_inputs import RealtimeModelSendRawMessage
from agents.realtime.openai_realtime import OpenAIRealtimeWebSocketModel

_ENDS = (RealtimeModelConnectionStatusEvent, RealtimeModelEndOfStreamEvent)


class Received:
    """What a listener heard of one frame.

    ``raw`` is the raw event, ``events`` are those that the package made of it, ``error`` is the exception that it
    reported to the application.
    """

    def __init__(self) -> None:
        self.raw: object = None
        self.events: list[RealtimeModelEvent] = []
        self.error: Exception | None = None

    async def on_event(self, event: RealtimeModelEvent) -> None:
        """Listen as an application does."""
        if isinstance(event, RealtimeModelRawServerEvent):
            self.raw = event.data
        elif isinstance(event, RealtimeModelErrorEvent) and isinstance(event.error, Exception):
            self.error = event.error  # any other error is the server's own event, passed on
        elif isinstance(event, RealtimeModelExceptionEvent):
            self.error = event.exception
        elif not isinstance(event, _ENDS):  # the socket ends after one frame
            self.events.append(event)


class _Socket:
    """The socket that the model reads ``frames`` from and writes to."""

    def __init__(self, *frames: str) -> None:
        self._frames = frames
        self.sent: list[str] = []

    async def __aiter__(self) -> AsyncIterator[str]:
        for frame in self._frames:
            yield frame

    async def send(self, message: str) -> None:
        self.sent.append(message)


async def receive(frame: str) -> Received:
    """Let a new model receive ``frame``."""
    received = Received()
    model = _connected(_Socket(frame))
    model.add_listener(received)
    await model._listen_for_messages()
    return received


async def send(members: dict[str, Any]) -> str | None:
    """Let a new model send the client event with these ``members``; return ``None`` if it sends nothing."""
    socket = _Socket()
    model = _connected(socket)
    other = {name: value for name, value in members.items() if name != "type"}
    await model.send_event(RealtimeModelSendRawMessage(message={"type": members["type"], "other_data": other}))
    # A task sends a response.create, when it is its turn.
    await asyncio.gather(*model._response_create_tasks)
    return socket.sent[0] if socket.sent else None


def _connected(socket: _Socket) -> OpenAIRealtimeWebSocketModel:
    model = OpenAIRealtimeWebSocketModel()
    model._websocket = cast(Any, socket)
    return model
