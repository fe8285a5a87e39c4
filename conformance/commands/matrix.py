"""``matrix``: judges the implementations that are plugged in, side by side, and publishes the results."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.commands import Subparsers
from conformance.commands.rows_shown import RowsShown
from conformance.errors import UsageError
from conformance.files import write_whole

if TYPE_CHECKING:
    from conformance.matrix.rows import Row


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser("matrix", help="judge the implementations that are plugged in, side by side")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these implementations; client:NAME is a client")
    parser.add_argument("--out", default="reports", metavar="DIR", help="where the reports go (default: %(default)s)")
    parser.add_argument(
        "--check",
        action="store_true",
        help="publish nothing: compare the published numbers with a fresh run of the vectors",
    )
    parser.add_argument("--generated", type=int, default=1_000, metavar="N", help="payloads per type (default: 1000)")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="time limit per row (default: 600)")
    parser.add_argument(
        "--jobs",
        type=int,
        default=2,
        metavar="N",
        help="codecs that run at a time, beside twice as many servers and clients (default: 2)",
    )
    parser.add_argument("--keep", metavar="DIR", help="keep the results files in this folder")
    parser.add_argument("--reuse", action="store_true", help="run no row whose complete results --keep's folder has")
    parser.set_defaults(run=_matrix)


def _matrix(options: argparse.Namespace) -> int:
    from conformance.matrix.rows import rows

    chosen = rows(options.names)
    if options.reuse and not options.keep:
        raise UsageError("--reuse needs --keep=DIR: the folder with the results files of an earlier run")
    with tempfile.TemporaryDirectory(prefix="realtime-conformance-") as temporary:
        folder = _folder(options.keep or temporary).resolve()
        return _check(options, chosen, folder) if options.check else _publish(options, chosen, folder)


def _publish(options: argparse.Namespace, chosen: Sequence[Row], folder: Path) -> int:
    from conformance.matrix import publish, speed, summary
    from conformance.matrix.run import RunOptions, run

    out = _folder(options.out)  # before the run, which takes minutes
    plan = RunOptions(options.generated, options.limit, jobs=max(1, options.jobs), reuse=options.reuse)
    with RowsShown(len(chosen)) as shown:
        ran = list(run(chosen, plan, folder, shown.end, shown.begin))
    # One at a time, so that the rates can be compared.
    measured = [summary.Measured(one, speed.speed(one.row) if one.trouble is None else None) for one in ran]
    for name, text in publish.files(summary.summary(measured, plan), measured, out):
        write_whole(_folder(str((out / name).parent)) / Path(name).name, [text])
        print(out / name)
    return 0


def _check(options: argparse.Namespace, chosen: Sequence[Row], folder: Path) -> int:
    from conformance.matrix import publish, summary
    from conformance.matrix.run import RunOptions, run

    published = summary.read(Path(options.out) / publish.SUMMARY)
    plan = RunOptions(0, options.limit, jobs=max(1, options.jobs))
    with RowsShown(len(chosen)) as shown:
        ran = list(run(chosen, plan, folder, shown.end, shown.begin))
    if options.names:
        published["rows"] = [row for row in published["rows"] if summary.named(row) in options.names]
    lines = list(summary.drift(published, ran))
    for line in lines:
        print(line)
    differ = f"{len(lines)} of {len(ran)} rows differ from what is published"
    print(differ if lines else f"{len(ran)} rows are as published")
    return int(bool(lines))


def _folder(name: str) -> Path:
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    return path
