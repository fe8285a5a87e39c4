"""Builds the Rust program once, and finds it again."""

from __future__ import annotations

from pathlib import Path

from conformance.adapters.cargo import executable, sources
from conformance.adapters.environment import environment, say

SOURCES = Path(__file__).resolve().parent


def program() -> Path:
    """Return the program, built from the sources beside this file unless these very sources were built before.

    Raises:
        UsageError: cargo is missing or failed, or the cache directory cannot be written.
    """

    def make(home: Path) -> None:
        say("Building openai-protocol and its dependencies with cargo: some minutes, only this once.")
        executable("openai-protocol", SOURCES, home)

    return environment("openai-protocol", sources(SOURCES), make) / "adapter"
