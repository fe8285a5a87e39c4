"""``serve``: runs the reference server until it is interrupted, or for as long as another command runs."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import Subparsers

if TYPE_CHECKING:
    from conformance.peer.record import Recorder
    from conformance.peer.server import ReferenceServer

_DEFECT_LIST = "list"


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve",
        help="run the reference server: right in every session rule, without a model",
        description="Prints the address, and serves until it is interrupted. With `-- COMMAND` it serves as long as "
        "that runs, which finds the address in REALTIME_URL, and exits as it does.",
    )
    parser.add_argument("--host", metavar="H", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", metavar="N", type=int, default=0, help="the port to listen on (a free one)")
    parser.add_argument("--tls", action="store_true", help="speak TLS; prints where the authority's certificate is")
    parser.add_argument("--defect", metavar="NAME", help="break one rule; `list` lists them")
    parser.add_argument(
        "--script", metavar="FILE", type=Path, help="what to do at given places instead of the right thing"
    )
    parser.add_argument("--heard", metavar="TEXT", help="the words to hear in all spoken audio")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="a command to run beside it, after `--`")
    parser.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    from conformance.peer.server import DEFECTS, ReferenceServer, load_script

    if options.defect == _DEFECT_LIST:
        width = max(map(len, DEFECTS), default=0)
        for defect in DEFECTS.values():
            print(f"{defect.name:{width}}  {defect.says} ({defect.rule})")
        return 0
    server = ReferenceServer(
        tls=options.tls,
        defect=options.defect,
        script=load_script(options.script) if options.script else None,
        host=options.host,
        port=options.port,
        **({"heard": options.heard} if options.heard is not None else {}),
    )
    with server:
        return stay(server, options.command)


def stay(server: ReferenceServer | Recorder, command: list[str]) -> int:
    """Keep a server open until an interrupt, or as long as a command after ``--`` runs; return the exit code."""
    with ExitStack() as stack:
        variables = {"REALTIME_URL": server.url, "REALTIME_BASE_URL": server.base_url}
        if server.authority:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="realtime-conformance-")))
            file = folder / "authority.pem"
            file.write_bytes(server.authority.pem)
            variables["REALTIME_AUTHORITY"] = str(file)
        if command := command[command[:1] == ["--"] :]:
            return _run_beside(command, variables)
        if server.authority:
            print(f"certificate authority: {variables['REALTIME_AUTHORITY']}")
        print(server.url, flush=True)
        with suppress(KeyboardInterrupt):
            signal.pause()
    return 0


def _run_beside(command: list[str], variables: dict[str, str]) -> int:
    from conformance.errors import UsageError

    try:
        return subprocess.run(command, env={**os.environ, **variables}, check=False).returncode
    except OSError as error:
        raise UsageError(f"cannot run {command[0]}: {error.strerror}") from None
