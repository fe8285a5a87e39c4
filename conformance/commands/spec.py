"""``spec``: lints and imports the files of dialects, and compares them with documents and packages."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect
from conformance.commands.printing import print_problems

# The dialect of the official document; repeated here so that the command line starts quickly.
_IMPORTED = "openai-ga"


def add(commands: Subparsers) -> None:
    """Add the command and its verbs."""
    parser = commands.add_parser("spec", help="the dialects' files: lint them, import and compare OpenAPI documents")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    lint = verbs.add_parser("lint", help="check a dialect's schema files against the vocabulary")
    add_dialect(lint)
    lint.set_defaults(run=_lint)
    import_ = verbs.add_parser("import", help="write an imported dialect's files from an OpenAPI document")
    import_.add_argument("file", metavar="FILE", type=Path, help="the official OpenAPI document, in JSON or YAML")
    import_.add_argument("--dialect", metavar="D", default=_IMPORTED, help="default: %(default)s")
    import_.add_argument("--into", metavar="DIR", type=Path, help="write to this folder, not to the dialect's own")
    import_.set_defaults(run=_import)
    diff = verbs.add_parser("diff", help="show what a new document changes, and what of it is breaking")
    diff.add_argument(
        "old", metavar="OLD", type=Path, help="an OpenAPI document or a JSON Schema with $defs, in JSON or YAML"
    )
    diff.add_argument("new", metavar="NEW", type=Path, help="a later one")
    diff.add_argument("--dialect", metavar="D", default=_IMPORTED, help="compare its types; default: %(default)s")
    diff.set_defaults(run=_diff)
    drift = verbs.add_parser(
        "drift",
        help="compare a dialect with the types that a package declares",
        description="Lists the events, members and values that only the dialect or only the package has, with all "
        "places. Reading a package's pydantic models imports it, in a process of its own: name none that you would "
        "not run. Exits with 1 if there is drift.",
    )
    drift.add_argument(
        "package",
        metavar="PACKAGE",
        help="a Python interpreter or a site-packages folder that has it, TypeScript declarations (realtime.d.ts), a "
        "file of JSON Schemas, or a built-in implementation in Python",
    )
    drift.add_argument(
        "--types",
        metavar="NAME=MODULE:ATTRIBUTE",
        action="append",
        help="where the package has a type of the dialect; may be repeated; default: those of openai.types.realtime",
    )
    drift.add_argument("--dialect", metavar="D", default=_IMPORTED, help="default: %(default)s")
    drift.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    drift.set_defaults(run=_drift)


def _lint(options: argparse.Namespace) -> int:
    from conformance.spec.lint import lint
    from conformance.spec.lint_marks import lint_marks

    return print_problems([*lint(options.dialect), *lint_marks()], f"dialect {options.dialect}: no problems")


def _import(options: argparse.Namespace) -> int:
    from conformance.spec.importer.dialect import import_document

    done = import_document(options.file, options.dialect, options.into)
    print(f"dialect {options.dialect}: {done.types} types in {done.modules} modules, {done.errata} errata applied")
    print("\n".join(f"written: {name}" for name in done.changed) or "nothing changed")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from conformance.spec.importer.compare import compare_documents
    from conformance.spec.importer.dialect import import_plan
    from conformance.spec.importer.document import read

    changes = compare_documents(read(options.old), read(options.new), import_plan(options.dialect).roots)
    for change in changes:
        print(f"{'breaking' if change.breaking else 'compatible':<10}  {change.where}: {change.what}")
    breaking = sum(change.breaking for change in changes)
    print(f"{breaking} breaking, {len(changes) - breaking} compatible" if changes else "no changes")
    return 0


def _drift(options: argparse.Namespace) -> int:
    from conformance.errors import UsageError
    from conformance.spec import load_dialect
    from conformance.spec.drift.compare import Pair, compare
    from conformance.spec.drift.package import read_package
    from conformance.spec.drift.shape import DialectSource
    from conformance.spec.drift.words import record, sentence, summary

    dialect = DialectSource(load_dialect(options.dialect))
    package = read_package(_package(options.package), options.types)
    # The types that travel as whole payloads hold the others; without one, whatever has the same name.
    roots, types = dialect.dialect.roots, dialect.dialect.types
    shared = [name for name in package.types if name in roots] or [name for name in package.types if name in types]
    names = list(package.types) if options.types else shared
    if not names:
        raise UsageError(f"{options.package}: has none of the types of {options.dialect}")
    pairs = [Pair(name, dialect.root(name), package.types[name]) for name in names]
    try:
        found = compare(dialect, package.source, pairs)
    except RecursionError:
        raise UsageError(f"{options.package}: a type there refers to itself, or types are nested too deeply") from None
    sides = f"{options.dialect} {dialect.dialect.version}", package.title
    if options.json:
        head = {"dialect": sides[0], "package": sides[1], "types": names, "missing": dict(package.missing)}
        print(json.dumps({**head, "drift": [record(one, *sides) for one in found]}, indent=2))
        return int(bool(found))
    for one in found:
        print(f"{one.what:<8}  {sentence(one, *sides)}")
    for name, reason in package.missing.items():
        print(f"not compared: {name}: {reason}")
    print(summary(found, *sides))
    return int(bool(found))


def _package(name: str) -> Path:
    """The path, or the interpreter of the built-in implementation of that name."""
    from conformance.adapters import REGISTRY
    from conformance.adapters.venv import Venv

    runtime = REGISTRY[name].runtime if name in REGISTRY else None
    if isinstance(runtime, Venv) and not Path(name).exists():
        return runtime.build("") / "bin" / "python"
    return Path(name)
