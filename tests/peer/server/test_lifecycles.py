"""Right sessions of every lifecycle, over a real socket: no rule that binds is broken."""

from __future__ import annotations

from functools import partial

import pytest

from conformance.peer.server import ReferenceServer
from tests.peer.server.driver import played, said
from tests.peer.server.plays import LIFECYCLES, whole


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_right_session(name: str) -> None:
    lifecycle = LIFECYCLES[name]
    with ReferenceServer() as server:
        driver = played(
            server, partial(whole, lifecycle), f"{server.base_url}{lifecycle.address}", lifecycle.connection
        )
    assert said(driver.findings()) == []
