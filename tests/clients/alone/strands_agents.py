"""An agent of strands-agents after what its argument names: needs the package and websockets alone.

Prints for two requests whether the server was asked for an answer, and what the agent told of its end.
"""

import asyncio
import json
import sys

from strands.bidi import BidiAgent
from strands.bidi.models.openai import realtime
from websockets.asyncio.server import serve

MODEL = {"api_key": "none", "model_id": "gpt-realtime", "transcription_model_id": "gpt-4o-transcribe"}
RESPONSE = {"id": "resp_1", "object": "realtime.response", "status": "in_progress", "output": []}
ERROR = {"type": "server_error", "code": "server_error", "message": "No.", "param": None, "event_id": None}
FAILED = {"status": "failed", "status_details": {"type": "failed", "error": {"type": "server_error", "code": "no"}}}
TRANSCRIPTION = "conversation.item.input_audio_transcription.failed"


def event(kind, **members):
    return json.dumps({"type": kind, "event_id": "event_1", **members})


ANSWER = [
    event("response.created", response=RESPONSE),
    event("response.done", response=RESPONSE | {"status": "completed"}),
]
FIRST = {
    "nothing": ANSWER,
    "failed": [ANSWER[0], event("response.done", response=RESPONSE | FAILED)],
    "refused": [event("error", error=ERROR)],
    "transcription": [event(TRANSCRIPTION, item_id="item_1", content_index=0, error=ERROR), *ANSWER],
}


async def main(what):
    asked = asyncio.Queue()

    async def server(socket):
        answers = [FIRST[what], ANSWER]
        async for message in socket:
            if json.loads(message)["type"] == "response.create":
                for frame in answers.pop(0):
                    await socket.send(frame)
                asked.put_nowait("asked")

    async def read(agent):
        try:
            async for one in agent.receive():
                if one["type"] == "bidi_response_stop":
                    print(f"stopped: {' '.join(sorted(one))}", flush=True)
        except Exception as error:
            print(f"{type(error).__name__}: {error}", flush=True)

    async with serve(server, "127.0.0.1", 0) as peer:
        realtime.OPENAI_REALTIME_URL = f"ws://127.0.0.1:{peer.sockets[0].getsockname()[1]}"
        agent = BidiAgent(realtime.OpenAIRealtimeModel(**MODEL))
        await agent.start()
        reading = asyncio.create_task(read(agent))
        for _ in range(2):
            await agent.send("How are you?")
            try:
                print(await asyncio.wait_for(asked.get(), 10), flush=True)
            except TimeoutError:
                print("not asked", flush=True)
            await asyncio.sleep(1)
        await agent.stop()
        reading.cancel()


asyncio.run(main(sys.argv[1]))
