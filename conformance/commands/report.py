"""``report``: turns results files into a table, an HTML page, and the formats that other tools read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import Subparsers
from conformance.commands.diagrams import addresses, pages, recordings
from conformance.commands.printing import headed
from conformance.display import safe
from conformance.errors import UsageError
from conformance.files import write_whole

if TYPE_CHECKING:
    from conformance.results.chart import HistoryPoint
    from conformance.results.record import Results

_FORMATS = ("html", "markdown", "junit", "badge", "sarif")


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="make reports of results files (pytest --impl=… --results=FILE)")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="one or more results files; several are shown side by side"
    )
    parser.add_argument(
        "--html", metavar="OUT", help="a self-contained page; of recordings, beside a folder of diagrams"
    )
    parser.add_argument("--markdown", metavar="OUT", help="a summary for a pull request; - is standard output")
    parser.add_argument("--junit", metavar="OUT", help="JUnit XML")
    parser.add_argument("--badge", metavar="OUT", help="the JSON of an endpoint badge")
    parser.add_argument("--sarif", metavar="OUT", help="SARIF 2.1.0")
    parser.add_argument("--history", metavar="FILE", type=Path, help="draw correctness over versions into the page")
    parser.add_argument(
        "--gate", action="store_true", help="exit with 1 unless each file is of a run that went to its end and passed"
    )
    parser.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    from conformance.results.reader import read

    wanted = {name: out for name in _FORMATS if (out := getattr(options, name)) is not None}
    _not_an_input(wanted, [*options.files, *([options.history] if options.history else [])])
    if options.history and "html" not in wanted:
        raise UsageError("--history is drawn into the page: give --html too")
    if "badge" in wanted and len(options.files) > 1:
        raise UsageError(f"--badge needs exactly one results file, and {len(options.files)} are given")
    results = [read(path) for path in options.files]
    if not wanted:
        print(table(results))
        return _gated(options, results)
    # Everything is made before anything is written: if one report fails, no others are left half done.
    diagrams = {}
    if "html" in wanted:
        diagrams = dict(pages(recordings(results)))
    made = {name: _made(name, Path(out), results, options.history, diagrams) for name, out in wanted.items()}
    for subject, address in addresses(diagrams, Path(wanted.get("html", ""))).items():
        path = Path(wanted["html"]).parent / address
        path.parent.mkdir(exist_ok=True)
        write_whole(path, [diagrams[subject]])
    for name, out in wanted.items():
        if name == "markdown" and out == "-":
            sys.stdout.writelines(made[name])
        else:
            write_whole(Path(out), made[name])
    return _gated(options, results)


def _gated(options: argparse.Namespace, results: Sequence[Results]) -> int:
    """The exit code: 1 where a file does not prove that its run passed, which standard error explains."""
    code = 0
    for path, one in zip(options.files, results, strict=True):
        if options.gate and (why := _not_passed(one)):
            print(safe(f"realtime-conformance: {path}: not passed: {why}"), file=sys.stderr)
            code = 1
    return code


def _not_passed(results: Results) -> str:
    """Why a run is not green: by its end, its verdicts, of which there are some, and its exit code."""
    from conformance.results.matrix import mark
    from conformance.results.words import counted

    if results.footer is None:
        return "the run did not go to its end"
    if not any(one.answered for one in results.verdicts):
        return "nothing was judged"
    if bad := sum(mark(one, strict=results.header.strict).bad for one in results.verdicts):
        return f"{counted(bad, 'verdict')} of {len(results.verdicts):,} {'fails' if bad == 1 else 'fail'}"
    return f"the run exited with {results.footer.exit}: see its log" if results.footer.exit else ""


def table(results: Sequence[Results]) -> str:
    """The summary that is printed if no format is requested: one line per results file."""
    from conformance.jsontext import visible
    from conformance.results.matrix import VerdictMark, implementation

    made = [*map(implementation, results)]
    marks = [mark for mark in VerdictMark if any(one.counts[mark] for one in made)]
    rows = [
        (
            visible(one.label),
            visible(one.header.dialect),
            str(one.covered_types),
            str(one.covered_vectors),
            *(f"{share.percent} ({share})" if share.whole else "–" for share in (one.shares.read, one.shares.sent)),
            *(str(one.counts[mark]) for mark in marks),
            one.otherwise or ("complete" if one.complete else "INCOMPLETE"),
        )
        for one in made
    ]
    head = ("implementation", "dialect", "types", "vectors", "read", "sent", *map(str, marks), "run")
    return headed(head, rows)


def _not_an_input(wanted: dict[str, str], inputs: Sequence[Path]) -> None:
    taken: dict[Path, str] = {path.resolve(): str(path) for path in inputs}
    for name, out in wanted.items():
        if name == "markdown" and out == "-":
            continue
        path = Path(out)
        if any(path.exists() and given.exists() and path.samefile(given) for given in inputs):
            raise UsageError(f"--{name} {out}: this is a file to read: name another one")
        if path.resolve() in taken:
            raise UsageError(f"--{name} {out}: {taken[path.resolve()]} is the same file")
        taken[path.resolve()] = f"--{name}"
        if path.is_dir():
            raise UsageError(f"--{name} {out}: is a directory")
        if not path.parent.is_dir():
            raise UsageError(f"--{name} {out}: there is no directory {path.parent}")


def _made(name: str, out: Path, results: list[Results], history: Path | None, diagrams: Iterable[str]) -> Iterable[str]:
    match name:
        case "html":
            return [_html(results, history, addresses(diagrams, out))]
        case "markdown":
            from conformance.results.markdown import markdown

            return [markdown(results)]
        case "junit":
            from conformance.results.junit import junit

            return junit(results)
        case "badge":
            from conformance.results.badge import badge

            return [badge(*results)]
        case _:
            from conformance.results.sarif import sarif

            return [sarif(results)]


def _html(results: list[Results], history: Path | None, diagrams: Mapping[str, str]) -> str:
    from conformance.results.html import html

    points: Sequence[HistoryPoint] = ()
    if history is not None:
        from conformance.results.history import points as read_points

        points = read_points(history)
    return html(results, history=points, diagrams=diagrams)
