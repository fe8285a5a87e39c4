"""``record``: a proxy between a client and a server that changes nothing, and writes transcripts."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import Subparsers

if TYPE_CHECKING:
    from conformance.requirements.sessions import SessionRequirement
    from conformance.session.finding import Finding


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "record",
        help="record what a client and a server say, as a proxy between them",
        description="Prints the address for the client, and records until it is interrupted. With `-- COMMAND` it "
        "records as long as that runs, which finds the address in REALTIME_URL, and exits as it does.",
    )
    parser.add_argument("--upstream", metavar="URL", required=True, help="the server: ws://HOST:PORT or wss://HOST")
    parser.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:0", help="where clients connect (a free port of 127.0.0.1)"
    )
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="the first transcript, then FILE-2 …; default: realtime-<time>.jsonl"
    )
    parser.add_argument("--live", action="store_true", help="judge while it is recorded; exit with 1 if a rule breaks")
    parser.add_argument("--tls", action="store_true", help="speak TLS to clients; prints where the certificate is")
    parser.add_argument("--ca", metavar="FILE", help="a certificate to trust beside the system's, for wss://")
    parser.add_argument("--keep-large", action="store_true", help="keep frames over 64 KiB whole")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="a command to run beside it, after `--`")
    parser.set_defaults(run=_record)


def _record(options: argparse.Namespace) -> int:
    from conformance.commands.serve import stay
    from conformance.peer.link import trusting
    from conformance.peer.record import Recorder

    host, port = _address(options.listen)
    live = _Live()
    recorder = Recorder(
        options.upstream,
        options.out or Path(f"realtime-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl"),
        host=host,
        port=port,
        tls=options.tls,
        trusts=trusting(options.ca),
        keep_large=options.keep_large,
        found=live if options.live else None,
        tell=_tell,
    )
    with recorder:
        code = stay(recorder, options.command)
    return code or int(live.broken)


class _Live:
    """Prints what is found as it is found."""

    def __init__(self) -> None:
        self.broken = False
        """Whether a rule that must be kept was broken."""

    def __call__(self, finding: Finding, row: SessionRequirement, t: float | None) -> None:
        from conformance.requirements.level import Level
        from conformance.session.words import line

        self.broken = self.broken or row.level is Level.MUST
        print(line(finding, row, t), flush=True)


def _tell(text: str) -> None:
    from conformance.jsontext import visible

    print(visible(text), file=sys.stderr, flush=True)


def _address(text: str) -> tuple[str, int]:
    from conformance.errors import UsageError

    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal():
        raise UsageError(f"--listen={text}: expected HOST:PORT, such as 127.0.0.1:8080; port 0 is any that is free")
    return host.removeprefix("[").removesuffix("]"), int(port)
