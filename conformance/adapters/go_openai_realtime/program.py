"""Builds the Go program once, and finds it again."""

from __future__ import annotations

from pathlib import Path

from conformance.adapters.environment import environment, say
from conformance.adapters.golang import executables

SOURCES = Path(__file__).resolve().parent


def program() -> Path:
    """Return the program, built unless these very sources were built before.

    Raises:
        UsageError: go is missing or failed, or the cache directory cannot be written.
    """

    def make(home: Path) -> None:
        say("Building go-openai-realtime with go: a minute or so, only this once.")
        executables("go-openai-realtime", SOURCES, home)

    files = [SOURCES / "go.mod", SOURCES / "go.sum", *SOURCES.glob("*.go")]
    return environment("go-openai-realtime", files, make) / "bin" / "go-openai-realtime"
