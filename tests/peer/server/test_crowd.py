"""Many sessions at once: each is right, none hears of another, and nothing is left when they have gone."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from pathlib import Path

import pytest

from conformance.peer.server import ReferenceServer
from conformance.session import Connection
from tests.peer.server.command import served
from tests.peer.server.driver import Driver, driven, played, said
from tests.peer.server.plays import message, settings

SESSIONS = 200
MOST = 300
"""How many MiB the server may need for all of them."""
KEPT = 20
"""How many MiB more it may need for the second two hundred: nothing is kept of the first."""


async def turn(driver: Driver) -> None:
    await settings(driver, output_modalities=["text"])
    await driver.say("Good day")
    await driver.settle()


async def crowd(url: str) -> list[Driver]:
    """All connections are open before the first one speaks, and none is closed before the last has spoken."""
    open_ones, spoken = asyncio.Barrier(SESSIONS), asyncio.Barrier(SESSIONS)

    async def session() -> Driver:
        async with driven(url) as driver:
            await open_ones.wait()
            await turn(driver)
            await spoken.wait()
            await driver.leave()
            return driver

    return await asyncio.wait_for(asyncio.gather(*(session() for _ in range(SESSIONS))), 500)


def ids(driver: Driver) -> set[str]:
    return set(re.findall(r'"((?:event|item|resp|sess|conv)_[0-9a-f]+_[0-9]+)"', json.dumps(driver.events)))


def test_two_hundred_sessions_at_once() -> None:
    with served() as (process, url):
        asyncio.run(crowd(url))
        once = peak_memory(process.pid)
        drivers = asyncio.run(crowd(url))
        twice = peak_memory(process.pid)
    for driver in drivers:
        assert said(driver.findings()) == []
    everything = [one for driver in drivers for one in ids(driver)]
    assert len(everything) == len(set(everything)) > SESSIONS
    # What the first crowd has left would come on top of what the second one needs.
    assert twice - once < KEPT * 1024
    assert twice < MOST * 1024


def peak_memory(pid: int) -> int:
    """The most memory that a process has had so far, in KiB."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("the memory of another process is read from /proc, which this system does not have")
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def test_no_session_reaches_into_another(realtime_server: ReferenceServer) -> None:
    async def both() -> None:
        async with driven(realtime_server.url) as one, driven(realtime_server.url) as other:
            added = await one.ask("conversation.item.create", "conversation.item.done", item=message("mine"))
            await settings(one, instructions="Mine.")
            item_id = added["item"]["id"]
            answer = await other.ask("conversation.item.retrieve", "conversation.item.retrieved", item_id=item_id)
            assert answer["type"] == "error"
            assert (await settings(other))["instructions"] != "Mine."
            done = await other.say("Good day")
            await one.settle()
            assert done["response"]["id"] not in json.dumps(one.events)

    asyncio.run(both())


def test_the_connections_of_a_call_share_its_session(realtime_server: ReferenceServer) -> None:
    address = f"{realtime_server.base_url}/realtime?call_id="

    async def play() -> None:
        kind = Connection.SIDEBAND
        async with driven(f"{address}a", kind) as one, driven(f"{address}a", kind) as two:
            async with driven(f"{address}b", kind) as another:
                await settings(one, instructions="On the phone.")
                updated = await two.until("session.updated")
                assert updated["session"]["instructions"] == "On the phone."
                assert (await settings(another))["instructions"] != "On the phone."
            added = await one.ask("conversation.item.create", "conversation.item.done", item=message("mine"))
            item_id = added["item"]["id"]
            await two.ask("conversation.item.retrieve", "conversation.item.retrieved", item_id=item_id)
            assert two.events[-1]["item"] == added["item"]

    asyncio.run(play())


def test_a_call_ends_with_its_last_connection(realtime_server: ReferenceServer) -> None:
    url = f"{realtime_server.base_url}/realtime?call_id=a"
    for _ in range(2):
        driver = played(realtime_server, lambda driver: driver.say("Good day"), url, Connection.SIDEBAND)
        done = [one for one in driver.events if one["type"] == "conversation.item.added"]
        assert done[0]["previous_item_id"] is None


def test_nothing_is_left_behind() -> None:
    with ReferenceServer() as server:
        port = int(server.base_url.rpartition(":")[2].partition("/")[0])

        async def broken_off() -> None:
            async with driven(server.url) as driver:
                await driver.send("conversation.item.create", item=message("speak long"))
                await driver.send("response.create")
                await driver.until("response.created")
                driver.socket.transport.abort()

        asyncio.run(broken_off())
        assert said(played(server, turn).findings()) == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
    assert "reference server" not in [thread.name for thread in threading.enumerate()]


def test_a_server_that_ends_closes_its_connections() -> None:
    async def play() -> tuple[int, str]:
        async with ReferenceServer() as server:
            connecting = driven(server.url)
            driver = await connecting.__aenter__()
        return await driver.closed()

    assert asyncio.run(play()) == (1001, "the server ends")
