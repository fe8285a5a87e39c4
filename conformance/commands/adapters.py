"""``adapters``: lists and builds the built-in ones, starts a project for a new one, checks one against the protocol."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from conformance.commands import Subparsers
from conformance.commands.options import seconds
from conformance.commands.printing import aligned

if TYPE_CHECKING:
    from conformance.matrix.rows import Entry


def add(commands: Subparsers) -> None:
    """Add the command and its verbs; without a verb it lists."""
    parser = commands.add_parser(
        "adapters", help="adapters: list those plugged in, build them, start a new one, check one"
    )
    parser.add_argument("--json", action="store_true", help="as JSON Lines")
    parser.set_defaults(run=_list)
    verbs = parser.add_subparsers(metavar="VERB")
    list_ = verbs.add_parser("list", help="list the implementations that are plugged in")
    list_.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="as JSON Lines")
    list_.set_defaults(run=_list)
    build = verbs.add_parser(
        "build",
        help="build what implementations run in, each in its own environment",
        description="Builds into the user's cache what the lock files pin, unless that was done before. Without a "
        "name it builds everything that this machine can build and reports the rest; what is named must be built.",
    )
    build.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        help="a built-in implementation; server:NAME is a server, client:NAME a client",
    )
    build.set_defaults(run=_build)
    new = verbs.add_parser(
        "new",
        help="write a small project with a working adapter",
        description="Writes an adapter with a stand-in for your library, the manifest of the language, a README, "
        "a CI workflow and an empty list of known failures into a new or empty folder.",
    )
    new.add_argument("--client", action="store_true", help="a driver of a client instead: in python, node or go")
    new.add_argument("--lang", metavar="LANGUAGE", required=True, help="python, node, rust, go or java")
    new.add_argument("folder", metavar="DIR", type=Path, help="the folder to write to: a new or an empty one")
    new.set_defaults(run=_new)
    lint = verbs.add_parser(
        "lint",
        help="check a program against the adapter protocol",
        description="Runs the program several times and says what breaks the protocol and how to fix it. "
        "Exits with 1 if anything does. What the library does with payloads is not judged.",
    )
    lint.add_argument("--client", action="store_true", help="the program is a driver of a client")
    lint.add_argument(
        "--timeout", metavar="SECONDS", type=seconds, default=10.0, help="time for one answer (default: %(default)g)"
    )
    lint.add_argument("command", metavar="COMMAND…", nargs=argparse.PARSER, help="the program and its arguments")
    lint.set_defaults(run=_lint)


def _list(options: argparse.Namespace) -> int:
    from conformance.matrix.rows import BUILT_IN

    rows = []
    for name, entry in BUILT_IN.items():
        reason = entry.available()
        about: dict[str, str] = {
            "name": name,
            "language": entry.language,
            "package": entry.package,
            "version": entry.version,
        }
        state = f"not available: {reason}" if reason else "available"
        rows.append((*about.values(), ", ".join(entry.profiles), state))
        if options.json:
            shown = {**about, "profiles": entry.profiles, "dialects": entry.dialects}
            print(json.dumps({**shown, "available": reason is None, "reason": reason}))
    if not options.json:
        print(aligned(rows))
    return 0


def _build(options: argparse.Namespace) -> int:
    from conformance.adapters.environment import end_running
    from conformance.errors import UsageError, near
    from conformance.matrix.rows import BUILT_IN

    for name in options.names:
        if name not in BUILT_IN:
            raise UsageError(f"no implementation {name!r}{near(name, BUILT_IN)} (there are {', '.join(BUILT_IN)})")
    names = list(options.names or BUILT_IN)
    failed = False
    with ThreadPoolExecutor(max(_AT_ONCE, os.cpu_count() or 1)) as pool:
        builds = [pool.submit(_built, BUILT_IN[name], named=bool(options.names)) for name in names]
        try:
            for number, (name, build) in enumerate(zip(names, builds, strict=True), start=1):
                if sys.stderr.isatty():
                    print(f"{number}/{len(names)} {name} …", file=sys.stderr, flush=True)
                said, right = build.result()
                print(f"{name}: {said}", flush=True)
                failed |= not right
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            # One may be between two steps.
            while not all(build.done() for build in builds):
                end_running()
                sleep(0.1)
            raise
    return int(failed)


_AT_ONCE = 2
"""How many builds run at once on the smallest machine: they wait for the network as much as they compute."""


def _built(entry: Entry, *, named: bool) -> tuple[str, bool]:
    """What came of a build, in words, and whether that is all right: one that was ``named`` has to be there."""
    from conformance.errors import UsageError

    began = monotonic()
    if reason := entry.available():
        return f"not available: {reason}", not named
    try:
        entry.build()
    except UsageError as error:
        return str(error), False
    seconds = monotonic() - began
    return f"built{f' in {seconds:.0f} s' if seconds >= 1 else ''}", True


def _new(options: argparse.Namespace) -> int:
    from conformance.kit.project import write_project

    for path in write_project(options.lang, options.folder, client=options.client):
        print(path)
    print(f"\nNext: {options.folder / 'README.md'}")
    return 0


def _lint(options: argparse.Namespace) -> int:
    from conformance.kit.lint import lint
    from conformance.peer.client.lint import lint as lint_driver
    from conformance.results.words import counted

    # As one word, it is the command that --impl takes after `stdio:` or `client:`.
    command = shlex.split(options.command[0]) if len(options.command) == 1 else options.command
    hello, findings = (lint_driver if options.client else lint)(command, options.timeout)
    for finding in findings:
        print(f"{finding.rule}: {finding.wrong}\n    fix: {finding.fix}")
    name = f"{hello.name} {hello.version} ({hello.profile}, {hello.language})" if hello else command[0]
    print(f"{name}: {counted(findings, 'finding') if findings else 'no findings'}")
    return int(bool(findings))
