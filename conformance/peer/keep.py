"""Keeps what was recorded of a scenario: a transcript for each connection, with its sequence diagram beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conformance.checks.case import CaseId
from conformance.errors import UsageError
from conformance.session.diagram import page
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.transcript import Frame, Header, Writer, without_bulk
from conformance.spec.model import Side


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of one connection, by its name in the scenario."""

    name: str
    header: Header
    frames: tuple[Frame, ...]


def keep(case: CaseId, connections: Iterable[Recorded], folder: Path, judged: Side) -> list[Path]:
    """Write ``folder/group/scenario/connection.jsonl`` for each connection, and return these paths.

    A page beside each shows it, with what the ``judged`` side has done wrong. Whatever an earlier run of the scenario
    has left is removed.

    Raises:
        UsageError: they cannot be written.
    """
    home = folder / case.subject / case.name
    paths = []
    try:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for one in connections:
            path = home / f"{one.name}.jsonl"
            frames = tuple(map(without_bulk, one.frames))
            with path.open("w", encoding="utf-8", newline="\n") as file:
                writer = Writer(file, one.header)
                for frame in frames:
                    writer.write(frame)
            linted = lint(Transcript(one.header, iter(frames)), judged)
            path.with_suffix(".html").write_text(page(f"{case.subject}/{case.name}", frames, linted), encoding="utf-8")
            paths.append(path)
    except OSError as error:
        raise UsageError(f"cannot keep the transcripts of {case}: {error}") from None
    return paths
