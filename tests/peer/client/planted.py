"""Clients with one defect each: the reference client, wrong in one thing. ``python planted.py NAME`` drives one."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from websockets.exceptions import ConnectionClosed

from conformance.peer.client import Server
from conformance.peer.client.reference import Driver, Event
from conformance.peer.client.serve import serve

STATUSES = ("completed", "failed", "cancelled", "incomplete")
ITEMS = ("message", "function_call", "function_call_output")
EVENTS = ("session.", "conversation.item.", "response.", "rate_limits.", "input_audio_buffer.", "error")


def quiet(kind: str, **members: Any) -> None:
    """Show nothing."""


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


class DoesNotWait(Driver):
    async def say(self, text: str) -> None:
        self.idle.set()
        await super().say(text)


class TruncatesBeyond(Driver):
    async def cut(self) -> None:
        self.heard = {item_id: received + 480_000 for item_id, received in self.heard.items()}
        await super().cut()


class OnlyFallsSilent(Driver):
    async def interrupt(self) -> None:
        self.heard.clear()


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


class RetriesWithoutEnd(Driver):
    async def connect(self, server: Server) -> None:
        while True:
            try:
                await super().connect(server)
                return
            except Exception:
                await asyncio.sleep(0.01)


class HidesClose(Driver):
    def over(self, link: Any) -> None:
        shown, self.show = self.show, quiet
        super().over(link)
        self.show = shown

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class HangsAfterClose(Driver):
    async def wish(self, *events: Event) -> None:
        if self.ended:
            await asyncio.Event().wait()
        await super().wish(*events)


class HidesRefusal(Driver):
    async def connect(self, server: Server) -> None:
        self.show, shown = quiet, self.show
        try:
            await super().connect(server)
        except Exception:
            self.idle.set()
        else:
            self.show = shown

    async def say(self, text: str) -> None:
        if hasattr(self, "link") and not self.ended:
            await super().say(text)

    async def close(self) -> None:
        if hasattr(self, "link"):
            await super().close()


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


class NeverCloses(Driver):
    async def close(self) -> None:
        pass


class SendsBetaHeader(Driver):
    def headers(self) -> dict[str, str]:
        return {**super().headers(), "OpenAI-Beta": "realtime=v1"}


class SendsNoKey(Driver):
    def headers(self) -> dict[str, str]:
        return {"api-key": self.server.key}


class ChoosesTheModel(Driver):
    def address(self) -> str:
        return self.server.url.partition("?")[0] + "?model=gpt-4o-realtime-preview"


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


class ReadsOneMegabyte(Driver):
    async def listen(self, link: Any) -> None:
        link.protocol.max_message_size = link.protocol.max_fragment_size = 1 << 20
        await super().listen(link)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class IgnoresPings(Driver):
    async def listen(self, link: Any) -> None:
        link.protocol.recv_frame, read = (
            (lambda frame: None if frame.opcode == 9 else read(frame)),
            link.protocol.recv_frame,
        )
        await super().listen(link)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class GivesUpSoon(Driver):
    async def listen(self, link: Any) -> None:
        try:
            while True:
                await self.read(await asyncio.wait_for(link.recv(), 0.5 if self.responses else None))
        except TimeoutError:
            os._exit(4)
        except ConnectionClosed:
            self.over(link)


class CannotBeClosedWhileWaiting(Driver):
    async def close(self) -> None:
        await self.idle.wait()
        await super().close()


class ForgetsInterruption(Driver):
    async def interrupt(self) -> None:
        await super().interrupt()
        self.responses.clear()
        self.idle.clear()


@dataclass(frozen=True)
class Planted:
    """A client with a defect, the rule that it breaks, where, and what else is found then."""

    client: type[Driver]
    rule: str
    scenarios: tuple[str, ...]
    besides: tuple[str, ...] = ()
    waits: bool = False
    """Whether it is found by waiting in vain, up to the time limit."""


def _planted(
    client: type[Driver], rule: str, *scenarios: str, besides: tuple[str, ...] = (), waits: bool = False
) -> Planted:
    return Planted(client, rule, scenarios, besides, waits)


PLANTED: Mapping[str, Planted] = {
    one.client.__name__: one
    for one in (
        _planted(HangsOnUnknownStatus, "client.unknown-status", "tolerance/unknown-response-status", waits=True),
        _planted(HangsOnFailure, "client.failed-response", "errors/cancelled-response", waits=True),
        _planted(DiesOnError, "client.error-event", "errors/error-between-answers"),
        _planted(ClosesOnError, "client.error-event", "errors/error-between-answers"),
        _planted(HidesErrors, "client.error-shown", "errors/error-between-answers"),
        _planted(NeedsErrorCode, "client.error-sparse", "errors/sparse-error"),
        _planted(HidesFailure, "client.failed-shown", "errors/failed-response"),
        _planted(HidesIncompleteness, "client.incomplete-shown", "errors/out-of-tokens"),
        _planted(DropsADelta, "client.text-shown", "turns/text"),
        _planted(MakesUpWords, "client.text-shown", "turns/text"),
        _planted(DropsSound, "client.audio-shown", "turns/sound"),
        _planted(NeverSaysTurn, "client.turn-shown", "turns/text", waits=True),
        _planted(ReadsOneItem, "client.several-items", "turns/two-messages"),
        _planted(
            DoesNotWait, "response.client-one-active", "turns/hurried-user", besides=("client.next-turn",), waits=True
        ),
        _planted(TruncatesBeyond, "truncate.client-within", "interruption/truncates"),
        _planted(OnlyFallsSilent, "client.interrupt-truncates", "interruption/truncates", waits=True),
        _planted(EchoesServerMembers, "event.client-valid", "turns/text"),
        _planted(SpeaksBeta, "event.client-valid", "turns/text"),
        _planted(
            AsksBeforeTheEnd,
            "call.client-response-after-output",
            "tools/slow-call",
            besides=("response.client-one-active", "client.tool-answered"),
        ),
        _planted(AnswersTwice, "call.client-output-once", "tools/call", besides=("client.tool-answered",)),
        _planted(ForgetsTheResult, "client.tool-answered", "tools/call"),
        _planted(NeedsArguments, "call.client-answers-bad-arguments", "tools/bad-arguments"),
        _planted(
            RetriesWithoutEnd,
            "client.no-retry-storm",
            "connection/refused-401",
            besides=("client.auth-refused",),
            waits=True,
        ),
        _planted(
            HidesClose,
            "client.close-told",
            "connection/close-in-answer-1001",
            besides=("client.close-in-response",),
            waits=True,
        ),
        _planted(HangsAfterClose, "client.close-in-response", "connection/close-in-answer-1001", waits=True),
        _planted(
            HidesRefusal, "client.auth-refused", "connection/refused-401", "connection/refused-by-key", waits=True
        ),
        _planted(NamesOldIds, "client.ids-not-reused", "connection/close-after-sound", besides=("item.client-anchor",)),
        _planted(NeverCloses, "client.closes", "turns/text", waits=True),
        _planted(SendsBetaHeader, "connection.no-beta-header", "turns/text"),
        _planted(SendsNoKey, "connection.authorization", "turns/text"),
        _planted(ChoosesTheModel, "connection.path", "turns/text"),
        _planted(DiesOnUnknownEvent, "client.unknown-event", "tolerance/unknown-event-of-vendors"),
        _planted(KnowsAllMembers, "client.unknown-member", "tolerance/unknown-members"),
        _planted(KnowsAllItems, "client.unknown-item", "tolerance/unknown-item"),
        _planted(KnowsAllParts, "client.unknown-part", "tolerance/unknown-content-part"),
        _planted(KnowsAllValues, "client.unknown-value", "tolerance/unknown-rate-limit"),
        _planted(NeedsUsage, "client.null-usage", "tolerance/null-usage"),
        _planted(NeedsSettings, "client.null-member", "tolerance/null-settings"),
        _planted(JoinsWhatComes, "client.null-delta", "tolerance/null-delta", waits=True),
        _planted(NeedsOutput, "client.empty-output", "tolerance/empty-response", waits=True),
        _planted(ShowsStrayDeltas, "client.stray-delta", "tolerance/stray-delta"),
        _planted(EndsWithAny, "client.stray-delta", "tolerance/stray-done"),
        _planted(DiesOnRepetition, "client.duplicate-done", "tolerance/duplicate-done"),
        _planted(DiesOfOldNames, "client.retired-names", "tolerance/retired-names"),
        _planted(ReadsJsonAlone, "client.malformed-frame", "frames/not-json", besides=("client.closes",), waits=True),
        _planted(ReadsTextAlone, "client.binary-frame", "frames/binary"),
        _planted(NeedsType, "client.missing-type", "frames/without-type"),
        _planted(NeedsBase64, "client.damaged-audio", "frames/bad-base64"),
        _planted(EncodesWords, "client.lone-surrogate", "frames/half-a-surrogate", waits=True),
        _planted(ReadsOneMegabyte, "client.large-frame", "frames/large", waits=True),
        _planted(IgnoresPings, "client.ping", "connection/ping", waits=True),
        _planted(GivesUpSoon, "client.slow-server", "connection/slow"),
        _planted(
            CannotBeClosedWhileWaiting,
            "client.silent-server",
            "connection/silent",
            besides=("client.closes",),
            waits=True,
        ),
        _planted(ForgetsInterruption, "client.after-interruption", "interruption/by-user", waits=True),
    )
}

if __name__ == "__main__":
    serve(PLANTED[sys.argv[1]].client)
