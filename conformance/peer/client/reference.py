"""The reference client: right in every scenario, and small. A driver of its own: ``python -m …reference`` serves it.

It asks for one response at a time, reads what it does not know as if it were not there, shows what goes wrong, and
connects again when its user says something after the connection has ended.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import ssl
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import conformance
from conformance.peer.client import Can, Hello, Server, Show
from conformance.peer.client.serve import serve

Event = dict[str, Any]
_BYTES_PER_MS = 48
_OPENING = 30.0


class Refused(Exception):
    """The server has refused the session; the message is its own."""


class Driver:
    """A client of one session, as its user sees it."""

    hello = Hello("reference-client", conformance.__version__, "python", frozenset(Can))

    def __init__(self, show: Show) -> None:
        self.show = show
        self.server: Server
        self.link: ClientConnection
        self.created = asyncio.Event()
        self.idle = asyncio.Event()
        self.wishes: asyncio.Queue[list[Event]] = asyncio.Queue()
        self.tasks: list[asyncio.Task[None]] = []
        self.responses: dict[str, dict[str, Event]] = {}
        """The calls of each response in progress, by the id of their items."""
        self.called: set[str] = set()
        self.heard: dict[str, int] = {}
        """The bytes of sound of each item."""
        self.stopped: set[str] = set()
        """The items of which nothing more is played."""
        self.error = ""

    # What the user does

    async def connect(self, server: Server) -> None:
        """Open a session, and set it up."""
        self.server = server
        await self.open()
        self.tasks.append(asyncio.create_task(self.ask_in_turn()))

    async def say(self, text: str) -> None:
        """Ask a question in words, once the answer before it has ended."""
        content = [{"type": "input_text", "text": text}]
        item = {"type": "message", "role": "user", "content": content}
        await self.wish({"type": "conversation.item.create", "item": item})

    async def audio(self, pcm: bytes) -> None:
        """Ask a question in sound."""
        pieces = [pcm[start : start + 48_000] for start in range(0, len(pcm), 48_000)]
        appends = [{"type": "input_audio_buffer.append", "audio": base64.b64encode(one).decode()} for one in pieces]
        await self.wish(*appends, {"type": "input_audio_buffer.commit"})

    async def interrupt(self) -> None:
        """Stop the answer, and cut what has been heard of it."""
        if self.responses:
            await self.send({"type": "response.cancel"})
        await self.cut()

    async def close(self) -> None:
        """End the session."""
        await self.link.close()  # first: what nobody reads any more would keep the close from being read
        for task in self.tasks:
            task.cancel()

    # The connection

    async def open(self) -> None:
        """Connect, and wait for the session.

        Raises:
            Refused: the server says that there is none.
        """
        self.created, self.idle, self.error = asyncio.Event(), asyncio.Event(), ""
        self.responses.clear()
        self.heard.clear()
        self.link = await connect(
            self.address(), additional_headers=self.headers(), ssl=self.trust(), max_size=None, open_timeout=_OPENING
        )
        self.tasks.append(asyncio.create_task(self.listen(self.link)))
        await asyncio.wait_for(self.created.wait(), _OPENING)
        if self.error or self.ended:
            raise Refused(self.error or f"closed with {self.link.close_code}")
        await self.set_up()

    def address(self) -> str:
        """Where to connect."""
        return self.server.url

    def headers(self) -> dict[str, str]:
        """What the handshake says."""
        return {"Authorization": f"Bearer {self.server.key}"}

    def trust(self) -> ssl.SSLContext | None:
        """Whose certificates are believed."""
        return ssl.create_default_context(cafile=self.server.ca) if self.server.url.startswith("wss:") else None

    async def set_up(self) -> None:
        """Say what the session is to be like."""
        session: Event = {"type": "realtime", "output_modalities": [self.server.output]}
        session["audio"] = {"input": {"turn_detection": None}}
        if self.server.tools:
            fields = ("name", "description", "parameters")
            functions = [{name: getattr(tool, name) for name in fields} for tool in self.server.tools]
            session["tools"] = [{"type": "function", **function} for function in functions]
        await self.send({"type": "session.update", "session": session})
        self.idle.set()

    @property
    def ended(self) -> bool:
        """Whether the connection is over."""
        return self.link.close_code is not None

    async def send(self, event: Event) -> None:
        """Send one event."""
        await self.link.send(json.dumps(event))

    async def wish(self, *events: Event) -> None:
        """Have these sent, and an answer asked for, as soon as no answer is in progress."""
        if self.ended:
            await self.open()
        self.wishes.put_nowait(list(events))

    async def ask_in_turn(self) -> None:
        """Ask for one answer after the other."""
        while True:
            events = await self.wishes.get()
            await self.idle.wait()
            with suppress(ConnectionClosed):
                for event in events:
                    await self.send(event)
                await self.ask()

    async def ask(self) -> None:
        """Ask for a response."""
        self.idle.clear()
        await self.send({"type": "response.create"})

    async def cut(self) -> None:
        """Stop the last item that has sound, and truncate it to what was received of it."""
        if self.heard:
            item_id, received = self.heard.popitem()
            self.stopped.add(item_id)
            cut = {"item_id": item_id, "content_index": 0, "audio_end_ms": received // _BYTES_PER_MS}
            await self.send({"type": "conversation.item.truncate", **cut})

    # What the server says

    async def listen(self, link: ClientConnection) -> None:
        """Read until the connection ends, and say so."""
        try:
            async for message in link:
                await self.read(message)
        except ConnectionClosed:
            pass
        except Exception as error:
            self.show("error", message=f"{type(error).__name__}: {error}")
            await link.close()
        finally:
            self.over(link)

    def over(self, link: ClientConnection) -> None:
        """The connection has ended."""
        self.show("closed", code=link.close_code, reason=link.close_reason or "")
        self.responses.clear()
        self.created.set()
        self.idle.set()

    async def read(self, message: str | bytes) -> None:
        """Read one frame; what is not an event is shown and skipped."""
        try:
            event = json.loads(message) if isinstance(message, str) else None
        except (ValueError, RecursionError):
            event = None
        if isinstance(event, dict) and isinstance(event.get("type"), str):
            await self.take(event)
        else:
            self.show("status", message="the server has sent something that is not an event")

    async def take(self, event: Event) -> None:
        """Take in an event; those of unknown types change nothing."""
        match event:
            case {"type": "session.created"}:
                self.created.set()
            case {"type": "error", "error": dict(error)}:
                self.fail(error)
            case {"type": "response.created", "response": {"id": str(response_id)}}:
                self.responses[response_id] = {}
            case {"type": str(name), "response_id": str(response_id)} if response_id in self.responses:
                await self.follow(name, event, self.responses[response_id])
            case {"type": "response.done", "response": {"id": str(response_id)} as response}:
                if response_id in self.responses:
                    await self.finish(response, self.responses.pop(response_id))
            case {"type": "input_audio_buffer.speech_started"}:
                await self.cut()

    def fail(self, error: Event) -> None:
        """Show an error of the server; a request that it refuses is over."""
        said = str(error.get("message") or error.get("code") or error.get("type") or "an error")
        code = error.get("code")
        self.show("error", message=said, **({"code": code} if isinstance(code, str) else {}))
        self.error = self.error or said
        if not self.responses and self.created.is_set():
            self.idle.set()

    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        """Show a piece of an answer."""
        match name, event:
            case "response.output_text.delta" | "response.output_audio_transcript.delta", {"delta": str(delta)}:
                self.show("text", delta=delta)
            case "response.output_audio.delta", {"item_id": str(item_id), "delta": str(delta)}:
                self.play(item_id, delta)
            case "response.output_item.done", {"item": {"type": "function_call", "call_id": str(call_id)} as item}:
                calls[call_id] = item

    def play(self, item_id: str, delta: str) -> None:
        """Play a piece of sound, unless it comes late."""
        if item_id in self.stopped:
            return
        try:
            sound = base64.b64decode(delta, validate=True)
        except (binascii.Error, ValueError):
            self.show("error", message="a piece of sound is not base64")
            return
        self.heard[item_id] = self.heard.get(item_id, 0) + len(sound)
        self.show("audio", bytes=len(sound))

    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        """End an answer, or go on with the functions that it has called."""
        status = response.get("status")
        done = {call_id: call for call_id, call in calls.items() if call_id not in self.called}
        if status == "completed" and done:
            for call_id, call in done.items():
                await self.answer(call_id, call)
            await self.ask()
            return
        if status == "failed":
            self.show("error", message=_reason(response))
        self.show("turn", **({"status": status} if isinstance(status, str) else {}))
        self.idle.set()

    async def answer(self, call_id: str, call: Event) -> None:
        """Call a function, and send what it returns."""
        self.called.add(call_id)
        name, arguments = str(call.get("name")), str(call.get("arguments"))
        self.show("tool", name=name, arguments=arguments)
        item = {"type": "function_call_output", "call_id": call_id, "output": self.call(name, arguments)}
        await self.send({"type": "conversation.item.create", "item": item})

    def call(self, name: str, arguments: str) -> str:
        """The output of a function, or what is wrong with its call."""
        try:
            json.loads(arguments)
        except ValueError:
            return f"the arguments of {name} are not JSON"
        results = {tool.name: tool.result for tool in self.server.tools}
        return results.get(name, f"there is no function {name}")


def _reason(response: Event) -> str:
    details = response.get("status_details")
    error = details.get("error") if isinstance(details, dict) else None
    said = (error.get("message") or error.get("code")) if isinstance(error, dict) else None
    return str(said or "the response has failed")


if __name__ == "__main__":
    serve(Driver)
