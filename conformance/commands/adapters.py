"""``adapters``: what is plugged in; a project to start an adapter from; a check of one against the protocol."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from conformance.commands import Subparsers
from conformance.commands.options import seconds


def add(commands: Subparsers) -> None:
    """State the command and its verbs; without one it lists."""
    parser = commands.add_parser("adapters", help="adapters: list those plugged in, start a new one, check one")
    parser.add_argument("--json", action="store_true", help="as JSON Lines")
    parser.set_defaults(run=_list)
    verbs = parser.add_subparsers(metavar="VERB")
    for add_verb in (_add_list, _add_new, _add_lint):
        add_verb(verbs)


def _add_list(verbs: Subparsers) -> None:
    parser = verbs.add_parser("list", help="list the implementations that are plugged in")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="as JSON Lines")
    parser.set_defaults(run=_list)


def _add_new(verbs: Subparsers) -> None:
    parser = verbs.add_parser(
        "new",
        help="write a small project with an adapter that works as it stands",
        description="Writes an adapter with a stand-in for your library, the manifest of the language, a README, "
        "a CI workflow and an empty list of known failures into a new or empty folder.",
    )
    parser.add_argument("--lang", metavar="LANGUAGE", required=True, help="python, node, rust, go or java")
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to; it must not exist yet, or be empty")
    parser.set_defaults(run=_new)


def _add_lint(verbs: Subparsers) -> None:
    parser = verbs.add_parser(
        "lint",
        help="check a program against the adapter protocol",
        description="Runs the program several times and says what breaks the protocol and how to mend it. "
        "Exits with 1 when something does. What the library does with payloads is not judged.",
    )
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=seconds, default=10.0, help="time for one answer (default: %(default)g)"
    )
    parser.add_argument("command", metavar="COMMAND…", nargs=argparse.PARSER, help="the program and its arguments")
    parser.set_defaults(run=_lint)


def _list(options: argparse.Namespace) -> int:
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


def _new(options: argparse.Namespace) -> int:
    from conformance.kit.project import write_project

    for path in write_project(options.lang, options.folder):
        print(path)
    print(f"\nNext: {options.folder / 'README.md'}")
    return 0


def _lint(options: argparse.Namespace) -> int:
    from conformance.kit.lint import lint

    hello, findings = lint(options.command, options.timeout)
    for finding in findings:
        print(f"{finding.rule}: {finding.wrong}\n    mend: {finding.mend}")
    name = f"{hello.name} {hello.version} ({hello.profile}, {hello.language})" if hello else options.command[0]
    print(f"{name}: {len(findings) or 'no'} {'finding' if len(findings) == 1 else 'findings'}")
    return int(bool(findings))
