"""Stock clients have the same conversation through the proxy as without it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conformance.adapters import REGISTRY
from conformance.adapters.environment import tool
from conformance.adapters.npm import INSTALL, Npm
from conformance.adapters.venv import Venv
from conformance.peer.record import Recorder
from conformance.peer.server import ReferenceServer
from conformance.session import Frame, Side
from tests.peer.transcripts import messages, read

PROGRAMS = Path(__file__).parent / "server"


def stock(package: str, base_url: str, authority: Path | None = None) -> dict[str, Any]:
    """The conversation that an official package, for Python or for Node.js, has with a server."""
    trusted = {} if authority is None else {"SSL_CERT_FILE": str(authority), "NODE_EXTRA_CA_CERTS": str(authority)}
    ran = subprocess.run(
        [*program(package), base_url],
        capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **trusted},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def program(package: str) -> list[str]:
    runtime = REGISTRY[package].runtime
    if isinstance(runtime, Venv):
        return [str(runtime.build("loose") / "bin" / "python"), "-I", str(PROGRAMS / "stock_openai.py")]
    assert isinstance(runtime, Npm)
    return [tool("node", INSTALL), str(PROGRAMS / "stock_openai.mjs"), str(runtime.build("static"))]


def timeless(frames: list[tuple[Side, str | bytes | None]]) -> list[tuple[Side, Any]]:
    """Frames without the one member that depends on the clock."""

    def fixed(text: Any) -> Any:
        event = json.loads(text)
        if isinstance(event.get("session"), dict):
            event["session"].pop("expires_at", None)
        return json.dumps(event)

    return [(side, fixed(text)) for side, text in frames]


# The package for Node.js knows no address without TLS.
@pytest.mark.parametrize(
    ("package", "tls", "farewell"),
    [("openai-agents-python", False, ""), ("openai-agents-python", True, ""), ("openai-node", True, "OK")],
    ids=["openai-python-ws", "openai-python-wss", "openai-node-wss"],
)
def test_a_stock_client_has_the_same_conversation(tmp_path: Path, package: str, tls: bool, farewell: str) -> None:
    said, watched = [], []
    for recorded in (False, True):
        frames: list[Frame] = []
        with ReferenceServer(tls=tls, watch=lambda _, frame, to=frames: to.append(frame)) as server:
            trusts = server.authority.client_context if server.authority else None
            if not recorded:
                said.append(stock(package, server.base_url, pem(tmp_path, server.authority)))
            else:
                out = tmp_path / "session.jsonl"
                with Recorder(server.url, out, tls=tls, trusts=trusts, keep_large=True) as between:
                    said.append(stock(package, between.base_url, pem(tmp_path, between.authority)))
        watched.append(messages(frames))
    assert said[0] == said[1]
    assert said[0]["text"] == "Good day"
    header, frames = read(tmp_path / "session.jsonl")
    assert header.complete
    for side in Side:
        # The sides do not wait for each other, so how their frames fall together is another matter.
        without, through = ([one for one in each if one[0] is side] for each in watched)
        assert timeless(without) == timeless(through)
        assert [one for one in messages(frames) if one[0] is side] == through
    assert [one.close for one in frames if one.close] == [(1000, farewell)]


def pem(folder: Path, authority: Any) -> Path | None:
    if authority is None:
        return None
    file = folder / "authority.pem"
    file.write_bytes(authority.pem)
    return file
