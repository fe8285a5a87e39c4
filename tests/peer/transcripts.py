"""What was recorded between a client and a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.session import Frame, Side, open_transcript

PATIENCE = 120


def read(path: Path) -> tuple[Any, list[Frame]]:
    with open_transcript(path) as transcript:
        return transcript.header, list(transcript.frames)


def messages(frames: list[Frame]) -> list[tuple[Side, str | bytes | None]]:
    return [(one.side, one.text if one.text is not None else one.data) for one in frames if one.is_message]
