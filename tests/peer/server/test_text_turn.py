"""A turn in text: what is said comes back, and every rule is kept."""

from __future__ import annotations

import threading

import pytest

from conformance.peer.server import ReferenceServer
from tests.peer.server.driver import Driver, played, said


async def text_turn(driver: Driver) -> None:
    await driver.ask("session.update", "session.updated", session={"type": "realtime", "output_modalities": ["text"]})
    done = await driver.say("Good day")
    assert done["response"]["output"][0]["content"] == [{"type": "output_text", "text": "You said: Good day"}]
    await driver.settle()


def test_a_turn_in_text(realtime_server: ReferenceServer) -> None:
    assert said(played(realtime_server, text_turn).findings()) == []


def test_a_turn_over_tls() -> None:
    with ReferenceServer(tls=True) as server:
        assert server.url.startswith("wss://")
        assert said(played(server, text_turn).findings()) == []


def test_what_goes_wrong_in_the_server_is_raised_when_it_ends() -> None:
    server = ReferenceServer()
    server.faults.append(ValueError("broken"))
    with pytest.raises(ValueError, match="broken"), server:
        pass
    assert "reference server" not in [thread.name for thread in threading.enumerate()]
