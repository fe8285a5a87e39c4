"""Builds the Rust program of a profile once, and finds it again."""

from __future__ import annotations

from pathlib import Path

from conformance.adapters.cargo import executable, sources
from conformance.adapters.environment import environment, say

SOURCES = Path(__file__).resolve().parent


def program(profile: str, crate: Path = SOURCES) -> Path:
    """Return the program of ``profile``, built from ``crate`` unless these very sources were built before.

    Raises:
        UsageError: cargo is missing or failed, or the cache directory cannot be written.
    """

    def make(home: Path) -> None:
        say(f"Building async-openai {profile} and its dependencies with cargo: a minute or more, only this once.")
        executable(f"async-openai {profile}", crate, home, ("--features", profile))

    return environment(f"async-openai-{profile}", sources(crate), make) / "adapter"
