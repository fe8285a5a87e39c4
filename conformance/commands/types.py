"""``types`` and ``schema``: what a dialect has."""

from __future__ import annotations

import argparse
import json

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect


def add(commands: Subparsers) -> None:
    """State both commands."""
    types = commands.add_parser("types", help="list the types of a dialect")
    add_dialect(types)
    types.set_defaults(run=_types)
    schema = commands.add_parser("schema", help="print a type's JSON Schema, or all of them in one document")
    schema.add_argument("type", nargs="?", help="without it, every type stands under $defs")
    add_dialect(schema)
    schema.set_defaults(run=_schema)


def _types(options: argparse.Namespace) -> int:
    from conformance.spec import load

    for name in load(options.dialect).types:
        print(name)
    return 0


def _schema(options: argparse.Namespace) -> int:
    from conformance.spec import load
    from conformance.spec.bundle import bundle
    from conformance.spec.naming import type_named

    name = type_named(load(options.dialect), options.type) if options.type else None
    print(json.dumps(bundle(options.dialect, name), indent=2, ensure_ascii=False))
    return 0
