"""The implementations that ship with the suite, by name.

Importing this package imports, builds and starts none of them; opening an entry does. The package itself is imported
in the environments of libraries in Python too, where only the standard library is certain to be there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import conformance
from conformance.adapters.cargo import Cargo
from conformance.adapters.embedded import Embedded
from conformance.adapters.entry import RegistryEntry
from conformance.adapters.golang import Go
from conformance.adapters.maven import Maven
from conformance.adapters.npm import Npm
from conformance.adapters.venv import Venv

__all__ = ["REGISTRY", "RegistryEntry"]

_HERE = Path(__file__).resolve().parent

_ENTRIES = (
    RegistryEntry(
        name="reference",
        language="python",
        package="realtime-conformance",
        version=conformance.__version__,
        dialects=("async-openai", "openai-ga"),
        runtime=Embedded(
            {
                "async-openai": "conformance.reference.adapter:ADAPTER",
                "openai-ga": "conformance.reference.official_adapter:ADAPTER",
            }
        ),
    ),
    RegistryEntry(
        name="openai-python",
        language="python",
        package="openai",
        version="3.57.0",
        profiles=("loose", "strict"),
        static=("strict",),
        dialects=("async-openai", "openai-ga"),
        runtime=Venv(_HERE / "openai_python", "OpenaiPython"),
    ),
    RegistryEntry(
        name="openai-agents-python",
        language="python",
        package="openai-agents",
        version="0.24.0",
        runtime=Venv(_HERE / "openai_agents_python", "OpenaiAgents"),
    ),
    RegistryEntry(
        name="pipecat",
        language="python",
        package="pipecat-ai",
        version="1.14.0",
        # Its lock pins only what its wire types need; its other dependencies are for audio.
        runtime=Venv(_HERE / "pipecat", "Pipecat"),
    ),
    RegistryEntry(
        name="azure-voicelive",
        language="python",
        package="azure-ai-voicelive",
        version="1.3.1",
        # Its types go by these names; what it speaks is a dialect of its own, and its hello says so.
        runtime=Venv(_HERE / "azure_voicelive", "AzureVoicelive"),
    ),
    RegistryEntry(
        name="async-openai",
        language="rust",
        package="async-openai",
        version="0.43.0",
        # The newest first, which is what its users install. The dialect async-openai describes the last of them.
        profiles=("0.43.0", "0.41.3", "0.40.3"),
        dialects=("async-openai", "openai-ga"),
        runtime=Cargo(_HERE / "async_openai", features=True),
    ),
    RegistryEntry(
        name="openai-protocol",
        language="rust",
        package="openai-protocol",
        version="1.16.0",
        runtime=Cargo(_HERE / "openai_protocol"),
    ),
    RegistryEntry(
        name="gproxy-protocol",
        language="rust",
        package="gproxy-protocol",
        version="4.1.14",
        runtime=Cargo(_HERE / "gproxy_protocol"),
    ),
    RegistryEntry(
        name="openai-agents-js",
        language="javascript",
        package="@openai/agents-realtime",
        version="0.20.0",
        runtime=Npm(_HERE / "openai_agents_js"),
    ),
    RegistryEntry(
        name="ai-sdk-openai",
        language="javascript",
        package="@ai-sdk/openai",
        version="4.0.118",
        runtime=Npm(_HERE / "ai_sdk_openai"),
    ),
    RegistryEntry(
        name="openai-node",
        language="typescript",
        package="openai",
        version="7.59.0",
        # What the compiler says of payloads and the published types: at run time the package checks nothing.
        profiles=("static",),
        static=("static",),
        # Reading all declarations of the package takes seconds, and many of them on a busy machine.
        runtime=Npm(_HERE / "openai_node", start=120),
    ),
    RegistryEntry(
        name="openai-go",
        language="go",
        package="github.com/openai/openai-go/v3",
        version="v3.100.0",
        runtime=Go(_HERE / "openai_go"),
    ),
    RegistryEntry(
        name="go-openai-realtime",
        language="go",
        package="github.com/WqyJh/go-openai-realtime/v2",
        version="v2.0.0-rc",
        runtime=Go(_HERE / "go_openai_realtime"),
    ),
    RegistryEntry(
        name="openai-java",
        language="java",
        package="com.openai:openai-java",
        version="4.105.0",
        profiles=("default", "validated"),
        static=("validated",),
        runtime=Maven(_HERE / "openai_java"),
    ),
)

REGISTRY: Final = {entry.name: entry for entry in _ENTRIES}
"""Every built-in implementation by name, in the order in which they are shown."""
