"""A program on the official Python package: a turn in text, a tool round and a spoken turn; prints what came of them.

It runs in the environment of the built-in adapter, so it imports that package and the standard library alone.
"""

import asyncio
import base64
import json
import sys
from typing import Any

from openai import AsyncOpenAI


def item(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


async def main(base_url: str) -> None:
    client = AsyncOpenAI(api_key="nothing", websocket_base_url=base_url)
    came: dict[str, Any] = {}
    async with client.realtime.connect(model="gpt-realtime") as connection:

        async def answer() -> Any:
            async for event in connection:
                if event.type == "response.done":
                    return event.response
            raise AssertionError("the connection has ended")

        tool = {"type": "function", "name": "get_weather", "parameters": {"type": "object"}}
        await connection.session.update(session={"type": "realtime", "output_modalities": ["text"], "tools": [tool]})
        await connection.conversation.item.create(item=item("say Good day"))
        await connection.response.create()
        response = await answer()
        came["text"] = response.output[0].content[0].text
        await connection.conversation.item.create(item=item("get_weather"))
        await connection.response.create()
        response = await answer()
        call = response.output[0]
        came["call"] = call.name
        result = {"type": "function_call_output", "call_id": call.call_id, "output": "12 degrees"}
        await connection.conversation.item.create(item=result)
        await connection.response.create()
        came["result"] = (await answer()).output[0].content[0].text
        await connection.session.update(session={"type": "realtime", "output_modalities": ["audio"]})
        tone = base64.b64encode(b"\x00\x40\x00\xc0" * 4800).decode()
        silence = base64.b64encode(bytes(48000)).decode()
        for audio in (tone, silence):
            await connection.input_audio_buffer.append(audio=audio)
        came["heard"] = (await answer()).output[0].content[0].transcript
    print(json.dumps(came))


asyncio.run(main(sys.argv[1]))
