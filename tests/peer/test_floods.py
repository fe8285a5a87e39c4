"""What a server sends is counted, also what no program reads."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from websockets.frames import Frame, Opcode
from websockets.sync.server import ServerConnection

from conformance.checks.verdict import Status
from conformance.peer.link import MOST_FRAMES
from tests.peer.small_server import Handler, greets
from tests.peer.test_drive import REFUSED, drive, scenario


def floods_with(opcode: Opcode) -> Handler:
    """Frames that no program reads: pings, or fragments of a message that never ends."""

    def floods(connection: ServerConnection) -> None:
        greets(connection)
        if opcode is Opcode.CONT:
            connection.socket.sendall(Frame(Opcode.TEXT, b"", fin=False).serialize(mask=False))
        piece = Frame(opcode, b"", fin=opcode is Opcode.PING).serialize(mask=False) * 100
        with suppress(OSError):
            while True:
                connection.socket.sendall(piece)

    return floods


@pytest.mark.parametrize("opcode", [Opcode.PING, Opcode.CONT])
def test_frames_that_nobody_reads_count_as_well(opcode: Opcode, tmp_path: Path) -> None:
    played = drive(floods_with(opcode), scenario(tmp_path, REFUSED), 60.0)
    assert played.status is not Status.PASS
    counted = f"the server has sent {MOST_FRAMES + 1} frames of "
    # Newer releases of websockets end a message of that many pieces before we have counted them.
    ended = "the connection breaks off (1009 too many fragments)"
    assert played.why.startswith(counted) or (opcode is Opcode.CONT and played.why.endswith(ended))
