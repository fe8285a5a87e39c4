"""Keeps what was played: a transcript for each connection, with its sequence diagram beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from conformance.errors import UsageError
from conformance.peer.client.played import Played
from conformance.session.diagram import page
from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.transcript import Connection, Header, Writer, without_bulk
from conformance.spec.model import Side


def keep(played: Played, folder: Path, dialect: str) -> list[Path]:
    """Write a transcript for each connection that was not refused into ``folder/group``, and return their paths.

    Those of an earlier run of the scenario are replaced.

    Raises:
        UsageError: they cannot be written.
    """
    home = folder / played.scenario.group / played.scenario.name
    header = Header(dialect, Connection.NEW, complete=True, sides=(Side.CLIENT, Side.SERVER))
    try:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        paths = []
        for number, connection in enumerate(played.connections, 1):
            if connection.refused is None:
                path = home / f"{number}.jsonl"
                with path.open("w", encoding="utf-8", newline="\n") as file:
                    writer = Writer(file, header)
                    for frame in connection.frames:
                        writer.write(frame)
                frames = tuple(map(without_bulk, connection.frames))
                linted = lint(Transcript(header, iter(frames)), Side.CLIENT)
                path.with_suffix(".html").write_text(page(str(played.scenario.id), frames, linted), encoding="utf-8")
                paths.append(path)
    except OSError as error:
        raise UsageError(f"cannot keep the transcripts of {played.scenario.id}: {error}") from None
    return paths
