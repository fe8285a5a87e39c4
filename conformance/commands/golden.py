"""``golden``: records, checks, lints and exports the vectors."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect
from conformance.commands.printing import print_problems
from conformance.errors import UsageError
from conformance.files import read_text
from conformance.options import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from conformance.adapter.contract import Connection
    from conformance.vectors.draft import Draft
    from conformance.vectors.recording import Recorded

ARBITERS = {"async-openai": "async-openai:0.40.3"}
"""By dialect, the real implementation that has the last word, in the release that the dialect describes."""


def add(commands: Subparsers) -> None:
    """Add the command and its four verbs to the parser."""
    parser = commands.add_parser("golden", help="the golden vectors: record, check, lint, export")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    record = verbs.add_parser("record", help="record new vectors: derived ones, or drafts from a file")
    record.add_argument("drafts", nargs="?", metavar="FILE", help="JSON Lines or a JSON array of drafts")
    record.add_argument(
        "--dialect-version", type=int, metavar="N", help="let meanings change: N is the dialect's new version"
    )
    record.set_defaults(run=_record)
    check = verbs.add_parser(
        "check", help="show which vectors drifted or changed their meaning, and what the reference says"
    )
    check.add_argument(
        "--against", metavar="FILE", help="also show what changed since this file was written by `golden export`"
    )
    check.set_defaults(run=_check)
    lint = verbs.add_parser("lint", help="check format, ids, drift, coverage and the links to requirements")
    lint.set_defaults(run=_lint)
    export = verbs.add_parser("export", help="print all vectors as JSON Lines")
    export.set_defaults(run=_export)
    for verb in (record, check, lint, export):
        add_dialect(verb)


def _record(options: argparse.Namespace) -> int:
    from conformance.oracle import oracle
    from conformance.requirements.register import load_register
    from conformance.vectors.record_derived import record_derived
    from conformance.vectors.recording import record

    judge, register = oracle(options.dialect), load_register(options.dialect)
    drafts = list(_drafts(Path(options.drafts))) if options.drafts else None
    version = options.dialect_version
    with _witnesses(options.dialect) as witnesses:
        if drafts is None:
            done = record_derived(judge, register, witnesses, version=version)
        else:
            done = record(drafts, judge, witnesses, version=version)
        names = " and ".join(witness.hello.name for witness in witnesses)
    moved = f"{len(done.moved)} moved to version {judge.dialect.version}, " if done.moved else ""
    relinked = f"{len(done.relinked)} with another level or requirement, " if done.relinked else ""
    print(f"{len(done.new)} vectors recorded, {moved}{relinked}{done.unchanged} as they were; oracle, {names} agree")
    return 0


def record_drafts(drafts: Iterable[Draft], dialect: str) -> tuple[Recorded, str]:
    """Record ``drafts`` if all witnesses agree; return what was done and the names of the witnesses.

    Raises:
        UsageError: a witness disagrees, or an id already has another meaning.
    """
    from conformance.oracle import oracle
    from conformance.vectors.recording import record

    with _witnesses(dialect) as witnesses:
        done = record(drafts, oracle(dialect), witnesses)
        return done, " and ".join(witness.hello.name for witness in witnesses)


@contextmanager
def _witnesses(dialect: str) -> Iterator[list[Connection]]:
    """The implementations that must agree before recording: the reference and, if it can run, the arbiter."""
    from conformance.adapters import REGISTRY
    from conformance.adapters.open import open_implementation
    from conformance.vectors import ledger

    if ledger.is_left_out():
        raise UsageError("the vectors of an installed suite cannot be changed: record in a checkout of its repository")
    with ExitStack() as stack:
        witnesses = [stack.enter_context(open_implementation("reference", timeout=DEFAULT_TIMEOUT, dialect=dialect))]
        arbiter = ARBITERS.get(dialect)
        if arbiter and (reason := REGISTRY[arbiter.partition(":")[0]].available()):
            print(f"recorded without {arbiter} as arbiter: {reason}", file=sys.stderr)
        elif arbiter:
            witnesses.append(stack.enter_context(open_implementation(arbiter, timeout=DEFAULT_TIMEOUT)))
        yield witnesses


def _drafts(path: Path) -> Iterator[Draft]:
    from conformance.vectors.draft import from_record

    text = read_text(path)
    try:
        if text.lstrip().startswith("["):
            records = list(enumerate(json.loads(text), 1))
        else:
            records = [(number, json.loads(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    except ValueError as error:
        raise UsageError(f"{path}: not JSON ({error})") from None
    return (from_record(record, f"{path}, draft {number}") for number, record in records)


def _check(options: argparse.Namespace) -> int:
    from conformance.adapters.open import open_implementation
    from conformance.vectors import changes, load_vectors
    from conformance.vectors.lint import check
    from conformance.vectors.recording import disagreements

    vectors = list(load_vectors(options.dialect).values())
    problems = check(options.dialect)
    if options.against:
        since = changes.since(Path(options.against), options.dialect)
        for line in since.notes:
            print(line)
        problems = [*since.broken, *problems]
    with open_implementation("reference", timeout=DEFAULT_TIMEOUT, dialect=options.dialect) as reference:
        problems += disagreements(vectors, [reference])
    return print_problems(problems, f"{len(vectors)} vectors are as recorded; oracle and reference agree")


def _lint(options: argparse.Namespace) -> int:
    from conformance.checks.register import CHECKS
    from conformance.vectors import load_vectors
    from conformance.vectors.lint import lint

    problems = lint(options.dialect, frozenset(CHECKS))
    return print_problems(problems, f"{len(load_vectors(options.dialect))} vectors: no problems")


def _export(options: argparse.Namespace) -> int:
    from conformance.vectors import export, ledger

    if ledger.is_left_out():
        print(
            f"exported without versions: golden/{options.dialect}/{ledger.NAME} is only in a checkout", file=sys.stderr
        )
    for line in export(options.dialect):
        print(line)
    return 0
