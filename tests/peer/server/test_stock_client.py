"""A stock client has a session with the server: the official Python package, as it is installed by its users."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from conformance.adapters import REGISTRY
from conformance.adapters.venv import Venv
from conformance.peer.server import ReferenceServer
from conformance.requirements.level import Level
from conformance.session import Connection, Frame, Header, Monitor, Side
from tests.peer.server.driver import REGISTER

PROGRAM = Path(__file__).with_name("stock_openai.py")
PATIENCE = 300


def test_the_official_python_package_has_a_session() -> None:
    runtime = REGISTRY["openai-agents-python"].runtime
    assert isinstance(runtime, Venv)
    python = runtime.build("loose") / "bin" / "python"
    frames: list[Frame] = []
    with ReferenceServer(heard="Is anybody there?", watch=lambda _, frame: frames.append(frame)) as server:
        command = [str(python), "-I", str(PROGRAM), server.base_url]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "text": "Good day",
        "call": "get_weather",
        "result": "The tool says: 12 degrees",
        "heard": "You said: Is anybody there?",
    }
    monitor = Monitor(Header(connection=Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER)))
    found = [one for frame in frames for one in monitor.feed(frame)]
    assert [str(one) for one in found if REGISTER[one.rule].level is not Level.FREE] == []
