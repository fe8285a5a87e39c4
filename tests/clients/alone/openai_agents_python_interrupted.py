"""A session of openai-agents that is interrupted in an answer in sound: needs the package and websockets alone.

Prints what the session sends when it is interrupted, and how many pieces of that answer it hands on afterwards.
With the argument ``detects`` the server hears by itself when the user speaks.
"""

import asyncio
import base64
import json
import sys

from agents.realtime import RealtimeAgent, RealtimeRunner
from websockets.asyncio.server import serve

RESPONSE = {"id": "resp_1", "object": "realtime.response", "status": "in_progress", "output": []}
ITEM = {"id": "item_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
PLACE = {"response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0}
PIECE = base64.b64encode(bytes(4_800)).decode()
"""A tenth of a second."""
DETECTION = {"type": "server_vad", "interrupt_response": True, "create_response": True}
SESSION = {
    "type": "realtime",
    "object": "realtime.session",
    "id": "sess_1",
    "audio": {"input": {"turn_detection": DETECTION}},
}
ENDS = ("response.cancel", "conversation.item.truncate")


async def main(detects: bool) -> None:
    sent: list[str] = []
    late = asyncio.Event()

    async def server(socket):
        async def say(kind: str, **members) -> None:
            await socket.send(json.dumps({"type": kind, "event_id": kind, **members}))

        if detects:
            await say("session.created", session=SESSION)
        async for message in socket:
            kind = json.loads(message)["type"]
            if kind == "response.create":
                await say("response.created", response=RESPONSE)
                await say("response.output_item.added", response_id="resp_1", output_index=0, item=ITEM)
                await say("response.output_audio.delta", **PLACE, delta=PIECE)
            elif kind in ENDS:
                sent.append(kind)
                if len(sent) == 1:
                    for _ in range(3):
                        await say("response.output_audio.delta", **PLACE, delta=PIECE)
                    await say("response.done", response=RESPONSE | {"status": "cancelled"})
                    late.set()

    async with serve(server, "127.0.0.1", 0) as peer:
        address = f"ws://127.0.0.1:{peer.sockets[0].getsockname()[1]}"
        runner = RealtimeRunner(RealtimeAgent(name="assistant"))
        async with await runner.run(model_config={"api_key": "none", "url": address}) as session:
            await session.send_message("How are you?")
            interrupted, after = False, 0
            async for event in session:
                if event.type == "audio" and not interrupted:
                    interrupted = True
                    await session.interrupt()
                    await asyncio.wait_for(late.wait(), 10)
                elif event.type == "audio":
                    after += 1
                elif event.type == "agent_end":
                    break
            print(*sent)
            print(after)


asyncio.run(main("detects" in sys.argv))
