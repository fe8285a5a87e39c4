"""Keeps the transcripts of scenarios that failed, each with its sequence diagram."""

from __future__ import annotations

from pathlib import Path

from conformance.files import replacing
from conformance.peer.drive import Played
from conformance.peer.scenario import MAIN
from conformance.session.diagram import page
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.transcript import Writer
from conformance.spec.model import Side


def kept(played: Played, folder: Path) -> list[Path]:
    """Write the transcripts of all connections, the first one first; a page beside each shows it."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for one in played.recorded:
        of_connection = "" if one.name == MAIN else f"-{one.name}"
        path = folder / f"{played.scenario.subject}-{played.scenario.slug}{of_connection}.jsonl"
        with replacing(path) as file, file:
            writer = Writer(file, one.header)
            for frame in one.frames:
                writer.write(frame)
        linted = lint(Transcript(one.header, iter(one.frames)), Side.SERVER)
        path.with_suffix(".html").write_text(page(played.scenario.id, one.frames, linted), encoding="utf-8")
        paths.append(path)
    return paths
