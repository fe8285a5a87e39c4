"""``adapters``: what is plugged in, what is available, and why not."""

from __future__ import annotations

import argparse
import json

from conformance.commands import Subparsers


def add(commands: Subparsers) -> None:
    """State the command."""
    parser = commands.add_parser("adapters", help="list the implementations that are plugged in")
    parser.add_argument("--json", action="store_true", help="as JSON Lines")
    parser.set_defaults(run=_adapters)


def _adapters(options: argparse.Namespace) -> int:
    from conformance.adapters import REGISTRY

    for entry in REGISTRY.values():
        reason = entry.available()
        if options.json:
            record = {
                "name": entry.name,
                "language": entry.language,
                "package": entry.package,
                "profiles": list(entry.profiles),
                "dialects": list(entry.dialects),
                "available": reason is None,
                "reason": reason,
            }
            print(json.dumps(record))
            continue
        state = f"not available: {reason}" if reason else "available"
        print(f"{entry.name:<16} {entry.language:<8} {entry.package:<22} {', '.join(entry.profiles):<20} {state}")
    return 0
