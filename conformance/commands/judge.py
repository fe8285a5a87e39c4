"""``judge``: says of single frames whether they are legal, and what implementations make of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from conformance.commands import Subparsers
from conformance.commands.options import add_dialect, add_impl
from conformance.commands.printing import fitted
from conformance.errors import UsageError
from conformance.files import DAMAGED, NOT_UNPACKED, encoding_of, open_bytes

if TYPE_CHECKING:
    from conformance.adapter.contract import Connection
    from conformance.commands.judged import Answered, Judged

NOTHING = 5
"""The exit code if nothing was judged, as for a run."""

_DIALECT = "openai-ga"
_ALL = "all"
_SAID = 400
_PROGRAMS = ("stdio:", "tcp:")


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "judge",
        help="judge single frames",
        description="Says of every frame of a file whether it is legal, with what is wrong and where, and with --impl "
        "what each implementation makes of it. Reads events as they were on the wire, frames of a recorded session "
        '{"direction", "event"}, and payloads with their type {"type", "text"} or {"type", "payload"}: JSON Lines, '
        "JSON over several lines, or an array; besides HAR files, cassettes in YAML (by the name of the file) and "
        "logs with an event somewhere in a line. Exits with 1 if a frame fails (with --impl: if an implementation "
        "does), with 5 if nothing was judged.",
    )
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="default: standard input")
    parser.add_argument("--json", action="store_true", help="as JSON Lines, as always where no terminal reads it")
    add_dialect(parser, _DIALECT)
    add_impl(parser, several=True)
    parser.set_defaults(run=_judge)


def _judge(options: argparse.Namespace) -> int:
    from conformance.commands.judge_output import record_of, words
    from conformance.commands.judged import FrameJudge
    from conformance.commands.payload_lines import read
    from conformance.oracle import oracle
    from conformance.requirements.register import load_register

    judged_by = oracle(options.dialect)
    frames = FrameJudge(judged_by, load_register(options.dialect))
    as_json = options.json or not sys.stdout.isatty()
    counts, code = Counter[str](), NOTHING
    notes: list[str] = []

    def note(text: str) -> None:
        notes.append(text)
        _say(text)

    with ExitStack() as opened:
        connections = list(_connections(options, opened))
        lines = opened.enter_context(_lines(options.file))
        if not as_json:
            print(f"{_heading(options.dialect)}\n")
        for line in read(lines, judged_by.dialect, options.file, note):
            judged = frames.judged(line)
            asked = (frames.asked(judged, impl, connection) for impl, connection in connections)
            answers = [one for one in asked if one is not None]
            counts[judged.verdict] += 1
            code = _code(code, judged, answers)
            text = json.dumps(record_of(judged, options.dialect, answers)) if as_json else words(judged, answers)
            print(fitted(text), flush=True)
    if not as_json:
        print(f"\n{_summary(counts)}")
    elif not counts and not notes:
        _say(f"nothing was judged: {'standard input' if options.file == '-' else options.file} has no frame")
    return code


def _say(what: str) -> None:
    from conformance.jsontext import visible

    print(f"realtime-conformance: {visible(what, _SAID)}", file=sys.stderr)


def _code(code: int, judged: Judged, answers: Sequence[Answered]) -> int:
    """The exit code so far, with one more frame."""
    from conformance.checks.verdict import Status
    from conformance.commands.judged import OTHER_WIRE

    if judged.verdict == OTHER_WIRE:
        return code
    if not answers:
        return int(code == 1 or judged.verdict == "fail")
    if all(one.status is Status.UNSUPPORTED for one in answers):
        return code
    return int(code == 1 or any(one.status is Status.FAIL for one in answers))


def _connections(options: argparse.Namespace, opened: ExitStack) -> Iterator[tuple[str, Connection]]:
    """What ``--impl`` names, opened; one of ``all`` that does not open is reported and left out."""
    from conformance.adapters.open import open_implementation
    from conformance.oracle import oracle
    from conformance.vectors.steady import Steady

    for impl, named in _implementations(options.impl, options.dialect).items():
        try:
            connection = open_implementation(impl, timeout=options.impl_timeout, dialect=options.dialect)
        except UsageError as error:
            if named:
                raise
            print(f"realtime-conformance: left out: {error}", file=sys.stderr)
            continue
        yield impl, Steady(opened.enter_context(connection), oracle(options.dialect))


def _implementations(given: Iterable[str], dialect: str) -> dict[str, bool]:
    """The implementations that the values of ``--impl`` stand for, each once, and whether it is named there."""
    from conformance.adapters import REGISTRY

    found: dict[str, bool] = {}
    for value in given:
        for name in [value] if value.startswith(_PROGRAMS) else filter(None, map(str.strip, value.split(","))):
            if name == _ALL:
                can_run = (entry for entry in REGISTRY.values() if dialect in entry.dialects and not entry.available())
                found = {**{entry.name: False for entry in can_run}, **found}
            else:
                found[name] = True
    return found


def _heading(dialect: str) -> str:
    from conformance.spec import manifest_of

    manifest = manifest_of(dialect)
    return f"Judged by {dialect} {manifest['version']}: {manifest['says']}."


def _summary(counts: Counter[str]) -> str:
    from conformance.results.words import counted

    total = counted(counts.total(), "frame")
    return (
        f"{total}: {', '.join(f'{number} {verdict}' for verdict, number in counts.items())}" if counts else "no frames"
    )


@contextmanager
def _lines(name: str) -> Iterator[Iterable[bytes]]:
    if name == "-":
        if sys.stdin.isatty():
            print("Reading frames from the terminal; Ctrl-D ends them.", file=sys.stderr)
        yield sys.stdin.buffer
        return
    try:
        with _opened(Path(name)) as file:
            yield file
    except NOT_UNPACKED:
        raise UsageError(f"{name}: {DAMAGED}") from None


def _opened(path: Path) -> BinaryIO:
    try:
        if (encoding := encoding_of(path)) == "utf-8":
            return open_bytes(path)
        with open_bytes(path) as file:
            return BytesIO(file.read().decode(encoding, errors="replace").encode())
    except NOT_UNPACKED:
        raise
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
