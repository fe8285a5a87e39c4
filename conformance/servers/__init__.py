"""The servers by others that the suite starts, by name: each in its environment, with what it can do.

A folder per server has its lock file, its capabilities and what it is configured with. They are judged as
``--impl=server:NAME``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conformance.adapters.npm import Npm
from conformance.adapters.venv import Venv
from conformance.servers.entry import ServerEntry

__all__ = ["SERVERS", "ServerEntry"]

_HERE = Path(__file__).resolve().parent

_ENTRIES = (
    ServerEntry(
        name="aimock",
        language="javascript",
        package="@copilotkit/aimock",
        version="1.43.0",
        runtime=Npm(_HERE / "aimock"),
        start=("node_modules/.bin/llmock", "-p", "{port}", "-f", "{folder}/fixtures.json", "--log-level", "silent"),
    ),
    ServerEntry(
        name="speech-to-speech",
        language="python",
        package="speech-to-speech",
        version="1.1.0",
        # Its router and its service; what its models would say comes from a stand-in.
        runtime=Venv(_HERE / "speech_to_speech", ""),
        start=("bin/python", "-I", "{folder}/server.py", "{port}"),
    ),
    ServerEntry(
        name="litellm",
        language="python",
        package="litellm",
        version="1.108.7",
        runtime=Venv(_HERE / "litellm", ""),
        start=("bin/litellm", "--config", "{folder}/config.yaml", "--host", "127.0.0.1", "--port", "{port}"),
        # What it costs is not looked up on the network, and the one who asks needs no key.
        variables={
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true",
        },
        upstream="REALTIME_UPSTREAM",
    ),
    ServerEntry(
        name="fakeai",
        language="python",
        package="fakeai",
        version="0.3.2",
        runtime=Venv(_HERE / "fakeai", ""),
        start=("bin/fakeai", "server", "--host", "127.0.0.1", "--port", "{port}"),
    ),
)

SERVERS: Final = {entry.name: entry for entry in _ENTRIES}
"""Every built-in server by name, in the order in which they are shown."""
