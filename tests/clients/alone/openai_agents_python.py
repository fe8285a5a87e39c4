"""A session of openai-agents after a response with what its argument names: needs the package and websockets alone."""

import asyncio
import json
import sys

from agents.realtime import RealtimeAgent, RealtimeRunner
from websockets.asyncio.server import serve

RESPONSE = {"id": "resp_1", "object": "realtime.response", "status": "in_progress", "output": []}
MESSAGE = {"id": "item_1", "type": "message", "role": "assistant", "status": "completed", "content": []}
DONE = {
    "nothing": RESPONSE | {"status": "completed"},
    "status": RESPONSE | {"status": "paused"},
    "reason": RESPONSE | {"status": "incomplete", "status_details": {"type": "incomplete", "reason": "solar_flare"}},
    "item-status": RESPONSE | {"status": "completed", "output": [MESSAGE | {"status": "paused"}]},
    "item": RESPONSE | {"status": "completed", "output": [{"id": "item_1", "type": "sketch", "status": "completed"}]},
    "part": RESPONSE | {"status": "completed", "output": [MESSAGE | {"content": [{"type": "sketch"}]}]},
    "modality": RESPONSE | {"status": "completed", "output_modalities": ["text", "smell"]},
}


async def main(unknown: str) -> None:
    asked: asyncio.Queue[str] = asyncio.Queue()

    async def server(socket):
        async for message in socket:
            if json.loads(message)["type"] == "response.create":
                await socket.send(json.dumps({"type": "response.created", "event_id": "1", "response": RESPONSE}))
                await socket.send(json.dumps({"type": "response.done", "event_id": "2", "response": DONE[unknown]}))
                asked.put_nowait("asked")

    async with serve(server, "127.0.0.1", 0) as peer:
        address = f"ws://127.0.0.1:{peer.sockets[0].getsockname()[1]}"
        runner = RealtimeRunner(RealtimeAgent(name="assistant"))
        async with await runner.run(model_config={"api_key": "none", "url": address}) as session:
            for _ in range(2):
                await session.send_message("How are you?")
                try:
                    print(await asyncio.wait_for(asked.get(), 10), flush=True)
                except TimeoutError:
                    print("not asked", flush=True)


asyncio.run(main(sys.argv[1]))
