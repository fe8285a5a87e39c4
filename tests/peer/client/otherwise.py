"""Right clients that are made otherwise than the reference client: ``python otherwise.py NAME`` drives one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from conformance.peer.client import Can, Hello, Server
from conformance.peer.client.reference import Driver, Event
from conformance.peer.client.serve import serve


class TakesItsTime(Driver):
    """It needs a while for every event."""

    async def take(self, event: Event) -> None:
        await asyncio.sleep(0.15)
        await super().take(event)


class Listens(Driver):
    """The server hears when the user has spoken, and answers by itself."""

    async def send(self, event: Event) -> None:
        if event["type"] == "session.update":
            event["session"]["audio"] = {"input": {"turn_detection": {"type": "server_vad"}}}
        await super().send(event)

    async def audio(self, pcm: bytes) -> None:
        await self.idle.wait()
        self.wished, self.wish = self.wish, self.append  # type: ignore[method-assign]
        await super().audio(pcm)
        self.wish = self.wished  # type: ignore[method-assign]

    async def append(self, *events: Event) -> None:
        if self.ended:
            await self.open()
        self.idle.clear()
        for event in events[:-1]:
            await self.send(event)


class SaysNothingOfItself(Listens):
    """It sends no session.update: its answers are in sound, and the server hears when the user has spoken."""

    hello = Hello("says-nothing-of-itself", "1", "python", frozenset({Can.SAY, Can.AUDIO, Can.INTERRUPT}))

    async def set_up(self) -> None:
        self.idle.set()


class SendsMoreHeaders(Driver):
    """Its handshake says more than is needed."""

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "OpenAI-Safety-Identifier": "someone", "X-Request-Id": "1"}


class AsksBeside(Driver):
    """It has every question classified, in a response outside the conversation."""

    beside: frozenset[str] = frozenset()

    async def ask(self) -> None:
        self.idle.clear()
        aside = {"conversation": "none", "output_modalities": ["text"], "metadata": {"of": "mine"}}
        await self.send({"type": "response.create", "response": {**aside, "instructions": "Classify it."}})
        await self.send({"type": "response.create"})

    async def take(self, event: Event) -> None:
        response: Any = event.get("response")
        if isinstance(response, dict) and response.get("metadata") == {"of": "mine"}:
            self.beside |= {response["id"]}
        elif event.get("response_id") not in self.beside:
            await super().take(event)


class HasWordsReadOut(Driver):
    """The user's words are instructions of a response: no item of the conversation has them."""

    words = ""

    async def send(self, event: Event) -> None:
        if event["type"] == "conversation.item.create" and event["item"]["type"] == "message":
            self.words = event["item"]["content"][0]["text"]
            return
        if event["type"] == "response.create":
            event = {**event, "response": {"instructions": f"Read this out: {self.words}"}}
        await super().send(event)


class ShowsWholeMessages(Driver):
    """It shows a message when it is whole, and no end of a turn."""

    def __init__(self, show: Any) -> None:
        super().__init__(lambda kind, **members: None if kind == "text" or kind == "turn" else show(kind, **members))
        self.whole = show

    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        await super().follow(name, event, calls)
        if name in ("response.output_text.done", "response.output_audio_transcript.done"):
            self.whole("text", text=event.get("text", event.get("transcript")))


class ConnectsWhenAsked(Driver):
    """It connects when its user says something."""

    async def connect(self, server: Server) -> None:
        self.server, self.opened = server, False

    async def wish(self, *events: Event) -> None:
        if not self.opened:
            await super().connect(self.server)
            self.opened = True
        await super().wish(*events)

    async def close(self) -> None:
        if hasattr(self, "link"):
            await super().close()


class ConnectsAgainAtOnce(Driver):
    """It connects again as soon as a connection has ended, a few times, and says so."""

    attempts = 0
    closing = False

    def over(self, link: Any) -> None:
        super().over(link)
        self.attempts += 1
        if not self.closing and self.attempts < 3:
            self.again = asyncio.create_task(self.open())

    async def wish(self, *events: Event) -> None:
        if hasattr(self, "again"):
            await asyncio.wait({self.again})
        await super().wish(*events)

    async def close(self) -> None:
        self.closing = True
        await super().close()


class AnswersEveryCall(Driver):
    """It answers calls of responses that were cancelled as well, after a while, and asks to go on."""

    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        if calls and response.get("status") == "cancelled":
            self.show("turn", status="cancelled")
            await asyncio.sleep(0.2)
            response = {**response, "status": "completed"}
        await super().finish(response, calls)


class CancelsAlone(Driver):
    """It cancels an answer that is interrupted, and leaves its item as it is."""

    async def cut(self) -> None:
        self.stopped |= self.heard.keys()
        self.heard.clear()


class WordsAlone(Driver):
    """Its users can only write."""

    hello = Hello("words-alone", "1", "python", frozenset({Can.SAY}))


OTHERWISE: Mapping[str, type[Driver]] = {
    one.__name__: one
    for one in (
        TakesItsTime,
        Listens,
        SaysNothingOfItself,
        SendsMoreHeaders,
        AsksBeside,
        HasWordsReadOut,
        ShowsWholeMessages,
        ConnectsWhenAsked,
        ConnectsAgainAtOnce,
        AnswersEveryCall,
        CancelsAlone,
        WordsAlone,
    )
}

if __name__ == "__main__":
    serve(OTHERWISE[sys.argv[1]])
