"""Clients wrong in what they make of an answer, or of an error."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from conformance.peer.client.reference import Driver, Event

STATUSES = ("completed", "failed", "cancelled", "incomplete")


def quiet(kind: str, **members: Any) -> None:
    """Show nothing."""


class AnswersOnce(Driver):
    wished = 0

    async def wish(self, *events: Event) -> None:
        self.wished += 1
        if self.wished == 1:
            await super().wish(*events)


class ShowsTheUsersWords(Driver):
    async def take(self, event: Event) -> None:
        if event["type"] == "conversation.item.input_audio_transcription.delta":
            self.show("text", delta=event["delta"])
        await super().take(event)


class HangsOnUnknownStatus(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        if response.get("status") in STATUSES:
            await super().finish(response, calls)


class HangsOnFailure(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        if response.get("status") == "completed":
            await super().finish(response, calls)


class DiesOnError(Driver):
    def fail(self, error: Event) -> None:
        super().fail(error)
        os._exit(3)


class ClosesOnError(Driver):
    def fail(self, error: Event) -> None:
        super().fail(error)
        raise RuntimeError("an error has come")

    async def wish(self, *events: Event) -> None:
        if self.ended:
            raise RuntimeError("the session is over")
        await super().wish(*events)


class StartsAnewOnError(Driver):
    def fail(self, error: Event) -> None:
        super().fail(error)
        raise RuntimeError("an error has come")


class HangsOnRefusal(Driver):
    def fail(self, error: Event) -> None:
        idle, self.idle = self.idle, asyncio.Event()
        super().fail(error)
        self.idle = idle


class HidesErrors(Driver):
    def fail(self, error: Event) -> None:
        shown, self.show = self.show, quiet
        super().fail(error)
        self.show = shown


class NeedsErrorCode(Driver):
    def fail(self, error: Event) -> None:
        assert "code" in error
        super().fail(error)


class HidesFailure(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        if response.get("status") == "failed":
            response = {**response, "status": "completed"}
        await super().finish(response, calls)


class HidesIncompleteness(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        if response.get("status") == "incomplete":
            response = {**response, "status": "completed"}
        await super().finish(response, calls)


class DropsADelta(Driver):
    count = 0

    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        self.count += name == "response.output_text.delta"
        if not (name == "response.output_text.delta" and self.count == 2):
            await super().follow(name, event, calls)


class MakesUpWords(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        self.show("text", delta=" And so on.")
        await super().finish(response, calls)


class DropsSound(Driver):
    def play(self, item_id: str, delta: str) -> None:
        if self.heard:
            super().play(item_id, delta)
        self.heard.setdefault(item_id, 0)


class NeverSaysTurn(Driver):
    async def finish(self, response: Event, calls: dict[str, Event]) -> None:
        shown, self.show = self.show, quiet
        await super().finish(response, calls)
        self.show = shown


class ReadsOneItem(Driver):
    async def follow(self, name: str, event: Event, calls: dict[str, Event]) -> None:
        if event.get("output_index") == 0:
            await super().follow(name, event, calls)
