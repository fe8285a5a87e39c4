"""Clients that take what comes to be what they know."""

from __future__ import annotations

import json
import os

from conformance.peer.client.reference import Driver, Event

ITEMS = ("message", "function_call", "function_call_output")
EVENTS = ("session.", "conversation.item.", "response.", "rate_limits.", "input_audio_buffer.", "error")


class DiesOnUnknownEvent(Driver):
    async def take(self, event: Event) -> None:
        if not event["type"].startswith(EVENTS):
            raise RuntimeError(f"unknown event {event['type']}")
        await super().take(event)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class KnowsAllMembers(Driver):
    async def take(self, event: Event) -> None:
        if "x_new" in event or "padding" in event:
            os._exit(4)
        await super().take(event)


class KnowsAllItems(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "response.output_item.added" and event["item"]["type"] not in ITEMS:
            os._exit(4)
        await super().take(event)


class KnowsAllParts(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "response.content_part.added" and event["part"]["type"] not in ("text", "audio"):
            os._exit(4)
        await super().take(event)


class KnowsAllValues(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "rate_limits.updated":
            assert {one["name"] for one in event["rate_limits"]} <= {"requests", "tokens"}, os._exit(4)
        await super().take(event)


class NeedsUsage(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        await super().finish(response, calls) if response.get("usage") else os._exit(4)


class NeedsSettings(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "session.updated" and event["session"].get("prompt", 0) is None:
            os._exit(4)
        await super().take(event)


class JoinsWhatComes(Driver):
    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        if name == "response.output_text.delta":
            event = {**event, "delta": "" + event["delta"]}
        await super().follow(name, event, calls)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class NeedsOutput(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        response["output"][0]
        await super().finish(response, calls)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class ShowsStrayDeltas(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "response.output_text.delta":
            self.responses.setdefault(event["response_id"], {})
        await super().take(event)


class EndsWithAny(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "response.done" and event["response"]["id"] not in self.responses:
            self.responses.clear()
            self.idle.set()
        await super().take(event)


class DiesOnRepetition(Driver):
    seen: frozenset[str] = frozenset()

    async def take(self, event: Event) -> None:
        if event.get("event_id") in self.seen:
            os._exit(4)
        self.seen |= {event.get("event_id", "")}
        await super().take(event)


class DiesOfOldNames(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] in ("conversation.item.created", "response.text.delta"):
            os._exit(4)
        await super().take(event)


class ReadsJsonAlone(Driver):
    async def read(self, message: str | bytes) -> None:
        if isinstance(message, str):
            json.loads(message).get("type")
        await super().read(message)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class ReadsTextAlone(Driver):
    async def read(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            os._exit(4)
        await super().read(message)


class NeedsType(Driver):
    async def read(self, message: str | bytes) -> None:
        if isinstance(message, str) and not isinstance(json.loads(message).get("type"), str):
            os._exit(4)
        await super().read(message)


class NeedsBase64(Driver):
    def play(self, item_id: str, delta: str) -> None:
        if "*" in delta:
            os._exit(4)
        super().play(item_id, delta)


class EncodesWords(Driver):
    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        if isinstance(event.get("delta"), str):
            event["delta"].encode()
        await super().follow(name, event, calls)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))
