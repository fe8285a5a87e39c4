"""``types`` and ``schema``: list the types of a dialect, and print their schemas."""

from __future__ import annotations

import argparse
import json

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect


def add(commands: Subparsers) -> None:
    """Add both commands."""
    types = commands.add_parser("types", help="list the types of a dialect")
    add_dialect(types)
    types.set_defaults(run=_types)
    schema = commands.add_parser("schema", help="print a type's JSON Schema, or all of them in one document")
    schema.add_argument("type", nargs="?", help="a type; without it, all types are printed, under $defs")
    add_dialect(schema)
    schema.set_defaults(run=_schema)


def _types(options: argparse.Namespace) -> int:
    from conformance.spec import load_dialect

    for name in load_dialect(options.dialect).types:
        print(name)
    return 0


def _schema(options: argparse.Namespace) -> int:
    from conformance.spec import load_dialect
    from conformance.spec.bundle import bundle
    from conformance.spec.naming import type_named

    name = type_named(load_dialect(options.dialect), options.type) if options.type else None
    print(json.dumps(bundle(options.dialect, name), indent=2, ensure_ascii=False))
    return 0
