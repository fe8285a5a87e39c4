"""``spec``: lints, imports and compares the files of dialects."""

from __future__ import annotations

import argparse
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
    import_.add_argument("file", metavar="FILE", type=Path, help="the official OpenAPI document, in JSON")
    import_.add_argument("--dialect", metavar="D", default=_IMPORTED, help="default: %(default)s")
    import_.add_argument("--into", metavar="DIR", type=Path, help="write to this folder, not to the dialect's own")
    import_.set_defaults(run=_import)
    diff = verbs.add_parser("diff", help="show what a new document changes, and what of it is breaking")
    diff.add_argument("old", metavar="OLD", type=Path, help="an OpenAPI document, in JSON")
    diff.add_argument("new", metavar="NEW", type=Path, help="a later one, in JSON")
    diff.add_argument("--dialect", metavar="D", default=_IMPORTED, help="compare its types; default: %(default)s")
    diff.set_defaults(run=_diff)


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
