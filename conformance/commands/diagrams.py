"""The diagrams of recordings in which rules are broken, beside a report of their verdicts."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.results.record import Results

_SHOW = ["realtime-conformance", "session", "show"]


def recordings(results: Iterable[Results]) -> dict[str, tuple[Path, str]]:
    """The recordings in which a rule is broken and which are still there, by subject, each with its dialect."""
    found: dict[str, tuple[Path, str]] = {}
    for run in results:
        for verdict in run.verdicts:
            words = _words(verdict.reproduce) if verdict.failed and verdict.subject not in found else []
            if words[:-1] == _SHOW and Path(words[-1]).is_file():
                found[verdict.subject] = Path(words[-1]), run.header.dialect
    return found


def _words(line: str | None) -> list[str]:
    try:
        return shlex.split(line or "")
    except ValueError:
        return []


def addresses(found: Iterable[str], out: Path) -> Mapping[str, str]:
    """Where the diagrams are, seen from the report at ``out``."""
    return {subject: f"{out.stem}-sessions/{subject}.html" for subject in found}


def pages(found: Mapping[str, tuple[Path, str]]) -> Iterator[tuple[str, str]]:
    """The diagram of each recording, by subject. A file that can no longer be read as a recording has none."""
    from dataclasses import replace

    from conformance.session.diagram import page
    from conformance.session.lint import lint
    from conformance.session.readers import open_transcript
    from conformance.session.transcript import NotATranscript

    for subject, (path, dialect) in found.items():
        try:
            with open_transcript(path) as transcript:
                transcript = replace(transcript, header=replace(transcript.header, dialect=dialect))
                frames = list(transcript.frames)
        except NotATranscript:
            continue
        yield subject, page(str(path), frames, lint(replace(transcript, frames=iter(frames))))
