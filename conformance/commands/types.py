"""``types`` and ``schema``: list the types of a dialect, and print their schemas."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect


def add(commands: Subparsers) -> None:
    """Add both commands."""
    types = commands.add_parser("types", help="list the types of a dialect")
    add_dialect(types)
    how = types.add_mutually_exclusive_group()
    how.add_argument("--shapes", action="store_true", help="with what each is, and its name in the official Python SDK")
    how.add_argument("--json", action="store_true", help="the same as JSON Lines")
    types.set_defaults(run=_types)
    schema = commands.add_parser("schema", help="print a type's JSON Schema, or all of them in one document")
    schema.add_argument("type", nargs="?", help="a type; without it, all types are printed, under $defs")
    add_dialect(schema)
    schema.set_defaults(run=_schema)


def _types(options: argparse.Namespace) -> int:
    from conformance.spec import load_dialect

    dialect = load_dialect(options.dialect)
    if not (options.shapes or options.json):
        for name in dialect.types:
            print(name)
        return 0
    from conformance.commands.printing import aligned
    from conformance.spec.shape import shape

    sdk = _official_names(options.dialect)
    rows = [(name, shape(dialect, name), sdk.get(name, "")) for name in dialect.types]
    if options.shapes:
        print(aligned(rows))
        return 0
    for name, says, official in rows:
        print(json.dumps({"type": name, "shape": says, "openai": official or None}))
    return 0


def _official_names(dialect: str) -> Mapping[str, str]:
    """The name of each type in the ``openai`` package, which Go and Node.js share but for their spelling."""
    from conformance.adapters.openai_python import official, types

    table = {"openai-ga": official.TABLE, "async-openai": types.TABLE}.get(dialect, {})
    return {name: where.rpartition(":")[2].removesuffix("?") for name, where in table.items()}


def _schema(options: argparse.Namespace) -> int:
    from conformance.spec import load_dialect
    from conformance.spec.bundle import bundle
    from conformance.spec.naming import type_named

    name = type_named(load_dialect(options.dialect), options.type) if options.type else None
    print(json.dumps(bundle(options.dialect, name), indent=2, ensure_ascii=False))
    return 0
