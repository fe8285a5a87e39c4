"""The service of pipecat after an event that its argument names: needs the package and websockets alone.

Prints the id of each item that the service tells its program of: there is one before the event, and one after it.
"""

import asyncio
import json
import sys

from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.workers.runner import WorkerRunner
from websockets.asyncio.server import serve

RESPONSE = {"id": "resp_1", "object": "realtime.response", "status": "completed", "output": []}
MESSAGE = {"id": "item_0", "type": "message", "role": "assistant", "status": "completed", "content": []}
ERROR = {"type": "invalid_request_error", "code": "invalid_value", "message": "No.", "param": None, "event_id": None}


def done(**changed):
    return {"type": "response.done", "event_id": "event_0", "response": RESPONSE | changed}


EVENTS = {
    "nothing": done(),
    "error": {"type": "error", "event_id": "event_0", "error": ERROR},
    "status": done(status="paused"),
    "item-status": done(output=[MESSAGE | {"status": "paused"}]),
    "item": done(output=[{"id": "item_0", "type": "sketch", "status": "completed"}]),
    "part": done(output=[MESSAGE | {"content": [{"type": "sketch"}]}]),
    "modality": done(output_modalities=["text", "smell"]),
    "settings": {
        "type": "session.updated",
        "event_id": "event_0",
        "session": {"type": "realtime", "audio": {"input": {"noise_reduction": {"type": "underwater"}}}},
    },
}


async def server(socket):
    for number, event in enumerate((None, EVENTS[sys.argv[1]], None)):
        item = MESSAGE | {"id": f"item_{number}", "role": "user"}
        added = {"type": "conversation.item.added", "event_id": "event_1", "previous_item_id": None, "item": item}
        await socket.send(json.dumps(event or added))
    await socket.wait_closed()


async def main():
    async with serve(server, "127.0.0.1", 0) as peer:
        address = f"ws://127.0.0.1:{peer.sockets[0].getsockname()[1]}"
        service = OpenAIRealtimeLLMService(api_key="none", base_url=address)
        service.add_event_handler("on_conversation_item_created", lambda _, item_id, __: print(item_id, flush=True))
        runner = WorkerRunner()
        await runner.add_workers(PipelineWorker(Pipeline([service]), idle_timeout_secs=10))
        await runner.run()


asyncio.run(main())
