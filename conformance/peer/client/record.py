"""Keeps what was played: a transcript for each connection, which ``session show`` draws."""

from __future__ import annotations

import shutil
from pathlib import Path

from conformance.errors import UsageError
from conformance.peer.client.played import Played
from conformance.session.transcript import Connection, Header, Writer
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
                paths.append(home / f"{number}.jsonl")
                with paths[-1].open("w", encoding="utf-8", newline="\n") as file:
                    writer = Writer(file, header)
                    for frame in connection.frames:
                        writer.write(frame)
    except OSError as error:
        raise UsageError(f"cannot keep the transcripts of {played.scenario.id}: {error}") from None
    return paths
