"""The official ``openai`` package, in the calling process. Nothing here imports it before it is opened."""

from __future__ import annotations

from importlib.util import find_spec

from conformance.adapter.contract import Connection
from conformance.adapter.inprocess import InProcess, adopt


def available() -> str | None:
    """Why this implementation cannot run here, or ``None``."""
    if find_spec("openai") is None:
        return "the openai package is not installed: pip install 'realtime-conformance[openai-python]'"
    return None


def build(profile: str) -> None:
    """There is nothing to build: the package is installed or it is not."""


def open(profile: str, timeout: float, dialect: str) -> Connection:
    """Import the package and plug the profile in. A call in this process has no time limit."""
    from conformance.adapters.openai_python.adapter import OpenaiPython

    return InProcess(adopt(OpenaiPython(profile, dialect), "openai-python"))
