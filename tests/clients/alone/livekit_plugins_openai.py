"""A session of livekit-plugins-openai whose connection ends in an answer: needs the package alone.

Prints what each new item of the second connection is to follow: nobody knows the item of the first answer there.
"""

import asyncio
import json

from aiohttp import web
from livekit.plugins.openai.realtime import RealtimeModel

RESPONSE = {"id": "resp_1", "object": "realtime.response", "status": "in_progress", "output": []}
ANSWER = {"id": "item_of_first", "type": "message", "role": "assistant", "status": "in_progress", "content": []}


async def main():
    cut, asked = asyncio.Event(), asyncio.Event()

    async def server(request):
        first = not cut.is_set()
        socket = web.WebSocketResponse()
        await socket.prepare(request)

        async def tell(kind, **members):
            await socket.send_str(json.dumps({"type": kind, "event_id": "event_1", **members}))

        last = None
        async for message in socket:
            event = json.loads(message.data)
            match event["type"]:
                case "conversation.item.create":
                    if not first:
                        print(event["previous_item_id"], flush=True)
                    await tell("conversation.item.added", previous_item_id=last, item=event["item"])
                    last = event["item"]["id"]
                case "response.create" if first:
                    await tell("response.created", response=RESPONSE)
                    await tell("response.output_item.added", response_id="resp_1", output_index=0, item=ANSWER)
                    await tell("conversation.item.added", previous_item_id=last, item=ANSWER)
                    cut.set()
                    await socket.close(code=1001)
                case "response.create":
                    asked.set()
        return socket

    application = web.Application()
    application.router.add_get("/v1/realtime", server)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"ws://127.0.0.1:{runner.addresses[0][1]}/v1"
    model = RealtimeModel(base_url=address, api_key="none", modalities=["text"])
    session = model.session()
    told = asyncio.Event()
    session.on("error", lambda _: told.set())
    for event in (told, asked):
        context = session.chat_ctx.copy()
        context.add_message(role="user", content="How are you?")
        await session.update_chat_ctx(context)
        reply = session.generate_reply()
        reply.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait_for(event.wait(), 20)
    await session.aclose()
    await model.aclose()
    await runner.cleanup()


asyncio.run(main())
