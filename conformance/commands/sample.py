"""``sample``: generates payloads of a type, as JSON Lines."""

from __future__ import annotations

import argparse
import json

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect
from conformance.errors import UsageError

KINDS = ("valid", "edge", "invalid")


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("sample", help="generate payloads of a type")
    parser.add_argument("type", help="a type of the dialect, or an event's name on the wire (response.done)")
    parser.add_argument("--kind", choices=KINDS, default="valid", help="default: %(default)s")
    parser.add_argument("--count", metavar="N", type=int, default=10, help="default: %(default)s")
    parser.add_argument("--seed", metavar="S", type=int, default=0, help="default: %(default)s")
    add_dialect(parser)
    parser.set_defaults(run=_sample)


def _sample(options: argparse.Namespace) -> int:
    import strategies
    from conformance.spec import load_dialect
    from conformance.spec.naming import type_named

    if options.count < 0:
        raise UsageError(f"--count={options.count}: a number of payloads is 0 or more")
    name = type_named(load_dialect(options.dialect), options.type)
    for payload in strategies.seeded(name, options.kind, options.seed, options.count, options.dialect):
        record: dict[str, str | None] = {"type": payload.type, "kind": payload.kind, "text": payload.text}
        if payload.breaks is not None:
            record |= {"breaks": payload.breaks, "at": payload.at}
        print(json.dumps(record))
    return 0
