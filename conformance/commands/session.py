"""``session``: judges recorded sessions, converts them, and lists the rules."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.commands import Subparsers
from conformance.commands.printing import fitted, width

if TYPE_CHECKING:
    from conformance.session.lint import Linted
    from conformance.session.readers import Transcript

NOTHING = 5
"""The exit code if there was nothing to judge, as for a run that judged nothing."""
_STDIN = "-"
_EVENT = 24
"""The column in which the events of a session stand."""
# The values of the transcript's header; repeated here so that the command line starts quickly.
_CONNECTIONS = ("new", "sideband", "webrtc")
_SIDES = ("client", "server")
_REPLACED = ("audio", "ids", "times", "text")


def add(commands: Subparsers) -> None:
    """Add the command and its verbs."""
    parser = commands.add_parser("session", help="recorded sessions: judge them, convert them, list the rules")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    lint = verbs.add_parser(
        "lint",
        help="judge recorded sessions by the rules of the protocol",
        description="Reads transcripts, JSON Lines with or without directions, JSON arrays, HAR files, YAML cassettes "
        "and logs with an event somewhere in a line. Exits with 1 if a rule that must be kept is broken, with 5 "
        "without a judgement.",
    )
    lint.add_argument("files", nargs="+", metavar="FILE", help="`-` for standard input")
    _add_header(lint)
    lint.add_argument("--judge", choices=_SIDES, help="judge what this side owes alone")
    lint.add_argument("--json", action="store_true", help="write one JSON object per file")
    lint.add_argument("--strict-levels", action="store_true", help="fail on rules that should be kept, too")
    lint.add_argument("--results", metavar="FILE", type=Path, help="write a results file, for `report` and others")
    lint.set_defaults(run=_lint)
    follow = verbs.add_parser("follow", help="judge a session while it is recorded, until it is closed")
    follow.add_argument("file", metavar="FILE", help="a transcript or JSON Lines, which still grow")
    _add_header(follow)
    follow.set_defaults(run=_follow)
    show = verbs.add_parser("show", help="print a recorded session, frame by frame, with what is wrong in it")
    show.add_argument("file", metavar="FILE", help="`-` for standard input")
    _add_header(show)
    show.add_argument("--html", metavar="OUT", type=Path, help="write a sequence diagram as a page instead")
    show.set_defaults(run=_show)
    convert = verbs.add_parser("convert", help="write a recording as a transcript, without credentials")
    convert.add_argument("file", metavar="FILE", help="`-` for standard input")
    convert.add_argument("-o", "--output", metavar="OUT", type=Path, help="default: standard output")
    convert.add_argument("--keep-large", action="store_true", help="keep frames over 64 KiB whole")
    _add_header(convert)
    convert.set_defaults(run=_convert)
    rules = verbs.add_parser("rules", help="list the rules")
    rules.add_argument("--dialect", metavar="D", help="default: openai-ga")
    rules.add_argument(
        "--lint", action="store_true", help="check that all of them are judged, and speak of real events"
    )
    rules.set_defaults(run=_rules)


def _add_header(parser: argparse.ArgumentParser) -> None:
    """Add what a recording may not say of itself."""
    parser.add_argument("--dialect", metavar="D", help="default: that of the transcript, or openai-ga")
    parser.add_argument("--connection", choices=_CONNECTIONS, help="how the connection belongs to its session")
    parser.add_argument("--complete", action="store_true", help="the recording has the first and the last frame")
    parser.add_argument("--recorded", choices=_SIDES, action="append", help="whose frames it has; may be repeated")
    parser.add_argument("--replaced", choices=_REPLACED, action="append", help="what was replaced; may be repeated")


def _lint(options: argparse.Namespace) -> int:
    from conformance.requirements.level import Level
    from conformance.session.lint import lint
    from conformance.session.words import WIDTH, record, report
    from conformance.spec.model import Side

    _keep_recordings("--results", options.results, options.files)
    levels = [Level.MUST, Level.SHOULD] if options.strict_levels else [Level.MUST]
    code, all_linted = NOTHING, []
    for number, name in enumerate(options.files):
        with _opened(name, options) as transcript:
            linted = lint(transcript, Side(options.judge) if options.judge else None)
        shown = "standard input" if name == _STDIN else name
        if options.json:
            print(json.dumps(record(shown, linted), ensure_ascii=False))
        else:
            print(*([""] if number else []), *map(fitted, report(shown, linted, min(width(), WIDTH))), sep="\n")
        if linted.judged:
            code = max(code % NOTHING, int(bool(linted.broken(levels))))
            all_linted.append((Path(shown), linted))
    if options.results is not None:
        _write_results(options, all_linted, code)
    return code


def _write_results(options: argparse.Namespace, judged: list[tuple[Path, Linted]], code: int) -> None:
    from conformance.errors import UsageError
    from conformance.results.writer import ResultsWriter, check_writable
    from conformance.session.transcript import DIALECT
    from conformance.session.verdicts import subjects, verdicts
    from conformance.suite.main_process import header
    from conformance.suite.recordings import hello, plain

    dialects = {linted.header.dialect for _, linted in judged} or {options.dialect or DIALECT}
    if len(dialects) > 1:
        raise UsageError(f"--results: one file is judged by one dialect, not by {' and '.join(sorted(dialects))}")
    (dialect,) = dialects
    named = subjects(path for path, _ in judged)
    started = time.monotonic()
    try:
        check_writable(options.results)
    except OSError as error:
        raise UsageError(f"--results={options.results}: {error.strerror}") from None
    selection = plain(named, dialect, strict=options.strict_levels)
    with ResultsWriter(options.results, header(selection, hello(named, dialect))) as writer:
        for (subject, path), (_, linted) in zip(named.items(), judged, strict=True):
            for verdict in verdicts(subject, path, linted):
                writer.add(verdict)
        writer.finish({"exit": code, "seconds": round(time.monotonic() - started, 3)})


def _follow(options: argparse.Namespace) -> int:
    from conformance.jsontext import visible
    from conformance.requirements.level import Level
    from conformance.session.follow import Growing
    from conformance.session.monitor import Monitor
    from conformance.session.readers import read
    from conformance.session.words import line

    broken, told = False, None
    with Path(options.file).open(encoding="utf-8", errors="surrogateescape") as file:
        transcript = _with_header(read(Growing(file)), options)
        monitor = Monitor(transcript.header)
        for frame in transcript.frames:
            found = monitor.feed(frame) + (monitor.close() if frame.close else [])
            if monitor.told and monitor.told.id != told:
                told = monitor.told.id
                print(visible(str(monitor.told)), flush=True)
            for finding in found:
                row = monitor.register[finding.rule]
                broken = broken or row.level is Level.MUST
                print(line(finding, row, frame.t), flush=True)
            if frame.close:
                break
    return int(broken)


def _show(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from conformance.session.lint import lint
    from conformance.session.timeline import timeline

    _keep_recordings("--html", options.html, [options.file])
    with _opened(options.file, options) as transcript:
        frames = list(transcript.frames)
    linted = lint(replace(transcript, frames=iter(frames)))
    if options.html is not None:
        from conformance.files import write_whole
        from conformance.session.diagram import page

        write_whole(options.html, [page("standard input" if options.file == _STDIN else options.file, frames, linted)])
        return 0 if linted.judged else NOTHING
    found: dict[int, list[str]] = {}
    for cause in linted.causes():
        for finding in cause.findings:
            found.setdefault(finding.frame, []).append(f"{cause.requirement.level:<6}  {finding.rule}: {finding}")
    print(*(fitted(line, _EVENT) for line in timeline(frames, found)), sep="\n")
    return 0 if linted.judged else NOTHING


def _convert(options: argparse.Namespace) -> int:
    from dataclasses import replace
    from itertools import chain

    from conformance.files import write_whole

    _keep_recordings("--output", options.output, [options.file])
    with _opened(options.file, options) as transcript:
        frames = iter(transcript.frames)
        first = next(frames, None)
        if first is None:
            print(f"{options.file}: no frame of a session in it", file=sys.stderr)
            return NOTHING
        lines = _lines(replace(transcript, frames=chain([first], frames)), keep_large=options.keep_large)
        if options.output is None:
            sys.stdout.writelines(lines)
        else:
            write_whole(options.output, lines)
        for note in transcript.notes:
            print(f"passed over: {note.where} ({note.why})", file=sys.stderr)
    return 0


def _lines(transcript: Transcript, *, keep_large: bool) -> Iterator[str]:
    from conformance.session.transcript import frame_line, header_line

    yield header_line(transcript.header)
    for frame in transcript.frames:
        yield frame_line(frame, keep_large=keep_large)


def _rules(options: argparse.Namespace) -> int:
    from conformance.commands.printing import aligned
    from conformance.requirements.sessions import load_session_register
    from conformance.session.transcript import DIALECT

    dialect = options.dialect or DIALECT
    if options.lint:
        from conformance.commands.printing import print_problems
        from conformance.session.rules_lint import lint

        return print_problems(lint(dialect), f"session rules of {dialect}: no problems")
    rows = load_session_register(dialect).values()
    print(aligned([(row.level, row.side, row.id, row.says) for row in rows]))
    return 0


def _keep_recordings(option: str, out: Path | None, files: Iterable[str]) -> None:
    """Refuse to write over a recording, which nobody can make again."""
    from conformance.errors import UsageError

    if out is not None and out.is_file() and any(Path(name).exists() and out.samefile(name) for name in files):
        raise UsageError(f"{option}={out}: that is the recording, which would be lost; name another file")


@contextmanager
def _opened(name: str, options: argparse.Namespace) -> Iterator[Transcript]:
    from conformance.errors import UsageError
    from conformance.session.readers import open_transcript, read
    from conformance.session.transcript import NotATranscript

    try:
        if name == _STDIN:
            if isinstance(sys.stdin, io.TextIOWrapper):
                sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
            yield _with_header(read(sys.stdin), options)
        else:
            with open_transcript(Path(name)) as transcript:
                yield _with_header(transcript, options)
    except NotATranscript as error:
        raise UsageError(f"{name}: {error}") from None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from None


def _with_header(transcript: Transcript, options: argparse.Namespace) -> Transcript:
    """The transcript with what the user says about it."""
    from dataclasses import replace

    from conformance.session.transcript import Connection, Replaced
    from conformance.spec.model import Side

    said: dict[str, Any] = {}
    if options.dialect:
        said["dialect"] = options.dialect
    if options.connection:
        said["connection"] = Connection(options.connection)
    if options.complete:
        said["complete"] = True
    if options.recorded:
        said["sides"] = tuple(map(Side, dict.fromkeys(options.recorded)))
    if options.replaced:
        said["replaced"] = transcript.header.replaced | frozenset(map(Replaced, options.replaced))
    return replace(transcript, header=replace(transcript.header, **said))
