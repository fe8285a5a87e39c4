"""Clients wrong in what they send, and when."""

from __future__ import annotations

import asyncio
import json
import os

from conformance.peer.client import Show
from conformance.peer.client.reference import Driver, Event


class EchoesServerMembers(Driver):
    async def send(self, event: Event) -> None:
        if event["type"] == "session.update":
            event["session"] |= {"object": "realtime.session", "expires_at": 1800000000}
        await super().send(event)


class SpeaksBeta(Driver):
    async def send(self, event: Event) -> None:
        if event["type"] == "session.update":
            event["session"] = {"modalities": event["session"].pop("output_modalities"), **event["session"]}
        await super().send(event)


class AsksBeforeTheEnd(Driver):
    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        await super().follow(name, event, calls)
        for call_id, call in calls.items():
            if call_id not in self.called:
                await self.answer(call_id, call)
                await self.ask()


class AnswersTwice(Driver):
    async def answer(self, call_id: str, call: Event) -> None:
        await super().answer(call_id, call)
        await super().answer(call_id, call)


class ForgetsTheResult(Driver):
    async def answer(self, call_id: str, call: Event) -> None:
        self.show("tool", name=str(call.get("name")))
        self.called.add(call_id)


class NeedsArguments(Driver):
    async def answer(self, call_id: str, call: Event) -> None:
        try:
            dict(json.loads(str(call.get("arguments"))))
        except (ValueError, TypeError):
            self.idle.set()
            return
        await super().answer(call_id, call)


class NeedsTheFunction(Driver):
    def call(self, name: str, arguments: str) -> str:
        return super().call(name, arguments) if name in {tool.name for tool in self.server.tools} else os._exit(4)


class MakesUpCallIds(Driver):
    async def answer(self, call_id: str, call: Event) -> None:
        await super().answer(f"{call_id}_of_mine", call)


class SendsBinary(Driver):
    async def send(self, event: Event) -> None:
        if event["type"] == "session.update":
            await self.link.send(json.dumps(event).encode())
        else:
            await super().send(event)


class RepeatsEventIds(Driver):
    async def send(self, event: Event) -> None:
        await super().send({**event, "event_id": "event_of_mine"})


class ForgetsToCommit(Driver):
    def __init__(self, show: Show) -> None:
        super().__init__(show)
        self.updated = asyncio.Event()

    async def take(self, event: Event) -> None:
        if event["type"] == "session.updated":
            self.updated.set()
        await super().take(event)

    async def wish(self, *events: Event) -> None:
        await self.updated.wait()  # before, turn detection may be on
        await super().wish(*(event for event in events if event["type"] != "input_audio_buffer.commit"))


class NamesOldIds(Driver):
    last: str | None = None

    async def take(self, event: Event) -> None:
        if event["type"] == "conversation.item.done":
            self.last = event["item"]["id"]
        await super().take(event)

    async def send(self, event: Event) -> None:
        if event["type"] == "conversation.item.create" and self.last:
            event = {**event, "previous_item_id": self.last}
        await super().send(event)


class TruncatesBeyond(Driver):
    async def cut(self) -> None:
        self.heard = {item_id: received + 480_000 for item_id, received in self.heard.items()}
        await super().cut()


class OnlyFallsSilent(Driver):
    async def interrupt(self) -> None:
        self.heard.clear()


class PlaysOn(Driver):
    async def cut(self) -> None:
        await super().cut()
        self.stopped.clear()


class ForgetsInterruption(Driver):
    async def interrupt(self) -> None:
        await super().interrupt()
        self.responses.clear()
        self.idle.clear()


class DoesNotWait(Driver):
    async def say(self, text: str) -> None:
        self.idle.set()
        await super().say(text)
