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
    for add_verb in (_add_list, _add_build, _add_new, _add_lint):
        add_verb(verbs)


def _add_list(verbs: Subparsers) -> None:
    parser = verbs.add_parser("list", help="list the implementations that are plugged in")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="as JSON Lines")
    parser.set_defaults(run=_list)


def _add_build(verbs: Subparsers) -> None:
    parser = verbs.add_parser(
        "build",
        help="build what implementations run in, each in an environment of its own",
        description="Builds by lock file into the user's cache, unless that was done. Without a name it builds all "
        "that this machine can and tells what it cannot; what is named must be built.",
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="an implementation that ships plugged in")
    parser.set_defaults(run=_build)


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

    rows = []
    for entry in REGISTRY.values():
        reason = entry.available()
        if options.json:
            record = {
                "name": entry.name,
                "language": entry.language,
                "package": entry.package,
                "version": entry.version,
                "profiles": list(entry.profiles),
                "dialects": list(entry.dialects),
                "available": reason is None,
                "reason": reason,
            }
            print(json.dumps(record))
        state = f"not available: {reason}" if reason else "available"
        rows.append((entry.name, entry.language, entry.package, entry.version, ", ".join(entry.profiles), state))
    if not options.json:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _build(options: argparse.Namespace) -> int:
    from conformance.adapters import REGISTRY
    from conformance.errors import UsageError, near

    for name in options.names:
        if name not in REGISTRY:
            raise UsageError(f"no implementation {name!r}{near(name, REGISTRY)} (there are {', '.join(REGISTRY)})")
    failed = 0
    for name in options.names or REGISTRY:
        entry = REGISTRY[name]
        if reason := entry.available():
            print(f"{name}: not available: {reason}", flush=True)
            failed += bool(options.names)
            continue
        try:
            entry.build()
        except UsageError as error:
            print(f"{name}: {error}", flush=True)
            failed += 1
        else:
            print(f"{name}: built", flush=True)
    return int(failed > 0)


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
