"""Clients wrong in how they connect, wait and close."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from websockets.exceptions import ConnectionClosed

from conformance.peer.client import Server
from conformance.peer.client.reference import Driver, Event


def quiet(kind: str, **members: Any) -> None:
    """Show nothing."""


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


class SleepsThroughExpiry(HidesClose):
    def fail(self, error: Event) -> None:
        if error.get("code") != "session_expired":
            super().fail(error)


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


class ReadsOneMegabyte(Driver):
    async def listen(self, link: Any) -> None:
        link.protocol.max_message_size = link.protocol.max_fragment_size = 1 << 20
        await super().listen(link)

    async def wish(self, *events: Event) -> None:
        self.wishes.put_nowait(list(events))


class TakesFragmentsForMessages(Driver):
    async def listen(self, link: Any) -> None:
        try:
            while True:
                async for fragment in link.recv_streaming():
                    await self.read(fragment)
        except ConnectionClosed:
            self.over(link)


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
