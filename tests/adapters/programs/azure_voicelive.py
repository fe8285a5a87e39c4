"""The ``azure-ai-voicelive`` package alone, connected to a WebSocket server in this process.

``read`` are frames, answered with the class and the mapping of the event, or the exception that ``recv`` raised.
``send`` are ``[class, members]`` of client events, answered with what came to the server.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from aiohttp import web
from azure.ai.voicelive import models
from azure.ai.voicelive.aio import VoiceLiveConnection, connect
from azure.core.credentials import AzureKeyCredential


async def received(connection: VoiceLiveConnection) -> dict[str, Any]:
    try:
        event = await connection.recv()
    except Exception as error:
        return {"raised": type(error).__name__}
    return {"class": type(event).__name__, "data": event.as_dict()}


async def main(read: list[str], send: list[tuple[str, dict[str, Any]]]) -> dict[str, list[Any]]:
    came: asyncio.Queue[Any] = asyncio.Queue()

    async def talk(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for frame in read:
            await socket.send_str(frame)
        async for message in socket:
            await came.put(json.loads(message.data))
        return socket

    app = web.Application()
    app.router.add_get("/{path:.*}", talk)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    answers: dict[str, list[Any]] = {"read": [], "send": []}
    try:
        async with connect(
            endpoint=f"http://{host}:{port}", credential=AzureKeyCredential("none"), model="m"
        ) as connection:
            answers["read"] = [await received(connection) for _ in read]
            for class_, members in send:
                await connection.send(getattr(models, class_)(**members))
                answers["send"].append(await asyncio.wait_for(came.get(), 60))
    finally:
        await runner.cleanup()
    return answers


print(json.dumps(asyncio.run(main(**json.load(sys.stdin)))))
