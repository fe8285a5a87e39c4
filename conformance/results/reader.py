"""Reads a results file, or says in one line why it cannot be read."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from jsonschema_rs import Draft202012Validator, Registry

from conformance.checks.verdict import Verdict
from conformance.errors import UsageError
from conformance.jsontext import visible
from conformance.results.lines import from_line, shares_line
from conformance.results.record import FORMAT, Footer, Header, Results
from conformance.results.shares import shares

_SCHEMA = Path(__file__).with_name("results.schema.json")
_BASE = "urn:results"


class ResultsError(UsageError):
    """A results file cannot be read; the message names the file and the line."""


def read(path: Path, *, width: int | None = None) -> Results:
    """Read a results file; that of a run that was stopped has no footer, and its last line may be cut.

    With ``width``, payloads are cut after that many characters; at 0 everything that explains a verdict is left out:
    it is most of a file, and counting or comparing does not need it.

    Raises:
        ResultsError: no such file, not a results file, of another format, or broken at a line.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return _read(path, file, width)
    except OSError as error:
        raise ResultsError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ResultsError(f"{path}: not UTF-8 ({error.reason})") from None


def _read(path: Path, file: IO[str], width: int | None) -> Results:
    lines = _lines(path, file)
    first = next(lines, None)
    if first is None:
        raise ResultsError(f"{path}: empty, or cut in its first line: a results file starts with a header")
    results = Results(path, _header(path, first[1]))
    interned: dict[str, str] = {}
    judged: dict[str, int] = {}
    checks: dict[str, int] = {}
    for number, line in lines:
        match line.get("kind"):
            case "verdict":
                _checked(path, number, line, "verdict")
                results.verdicts.append(verdict := from_line(line, interned, width))
                # One bitmask of checks per case: a set of (case, check) pairs would take a fifth of a large
                # file's memory.
                bit = checks.setdefault(verdict.check, 1 << len(checks))
                if judged.setdefault(verdict.case, 0) & bit:
                    twice = f"{visible(verdict.case)} is judged twice by {visible(verdict.check)}"
                    raise ResultsError(f"{path}, line {number}: {twice}")
                judged[verdict.case] |= bit
            case "footer":
                _checked(path, number, line, "footer")
                _nothing_after(path, number, file)
                return Results(path, results.header, results.verdicts, _footer(path, number, line, results.verdicts))
            case kind:
                raise ResultsError(f"{path}, line {number}: not a line of a results file (kind {kind!r})")
    return results


def _lines(path: Path, file: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(file, 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            if not line.endswith("\n"):
                return  # the run was killed while it wrote this line
            raise ResultsError(f"{path}, line {number}: not JSON ({error})") from None
        if not isinstance(value, dict):
            raise ResultsError(f"{path}, line {number}: not a line of a results file (not an object)")
        yield number, value


def _header(path: Path, line: dict[str, Any]) -> Header:
    if line.get("kind") != "header" or "format" not in line:
        raise ResultsError(f"{path}, line 1: not a results file of this suite: its first line is not a header")
    if line["format"] != FORMAT:
        raise ResultsError(
            f"{path}, line 1: results of format {visible(str(line['format']))}, this suite reads format {FORMAT}: "
            f"make them anew with {_command(path, line)}, or read the file with the release that wrote it"
        )
    _checked(path, 1, line, "header")
    # The schema allows no other members than those of the dataclass.
    about = {**line["implementation"]}
    return Header(
        dialect=line["dialect"]["name"],
        dialect_version=line["dialect"]["version"],
        speaks=about.pop("dialect", "*"),
        **about,
        **{name: line[name] for name in ("suite", "requirements", "impl", "environment", "options", "seed", "started")},
    )


def _command(path: Path, header: Mapping[str, Any]) -> str:
    """The command that makes the results again in this format, as far as their header says what was judged."""
    dialect = header.get("dialect")
    name = dialect.get("name") if isinstance(dialect, dict) else None
    options = {"impl": header.get("impl"), "dialect": name, "results": str(path)}
    words = [f"--{key}={visible(value)}" for key, value in options.items() if isinstance(value, str)]
    return shlex.join(["realtime-conformance", "run", *words])


def _footer(path: Path, number: int, line: Mapping[str, Any], verdicts: list[Verdict]) -> Footer:
    claimed, counted = Counter(line["totals"]), Counter(str(verdict.status) for verdict in verdicts)
    for status in sorted(claimed.keys() | counted.keys()):
        if claimed[status] != counted[status]:
            wrong = f"the footer counts {claimed[status]} of {visible(status)}, the file has {counted[status]}"
            raise ResultsError(f"{path}, line {number}: {wrong}")
    for name, says in line.get("shares", {}).items():
        if says != (is_so := shares_line(shares(verdicts))[name]):
            wrong = (
                f"the footer has {says['right']} of {says['of']} {name}, the verdicts {is_so['right']} of {is_so['of']}"
            )
            raise ResultsError(f"{path}, line {number}: {wrong}")
    return Footer(line["totals"], line["exit"], line["seconds"], line.get("passes_through", False))


def _nothing_after(path: Path, number: int, file: IO[str]) -> None:
    # Not even half a line: a run that was stopped has no footer.
    if file.read(1):
        raise ResultsError(f"{path}, line {number + 1}: there is more after the footer")


@cache
def _validator(part: str) -> Draft202012Validator:
    registry = Registry([(_BASE, json.loads(_SCHEMA.read_text(encoding="utf-8")))])
    return Draft202012Validator({"$ref": f"{_BASE}#/$defs/{part}"}, registry=registry)


def _checked(path: Path, number: int, line: dict[str, Any], part: str) -> None:
    validator = _validator(part)
    try:
        if validator.is_valid(line):
            return
        error = next(iter(validator.iter_errors(line)))
        at = "/".join(map(str, error.instance_path))
        wrong = visible(f"{f'{at}: ' if at else ''}{error.message}")
    except UnicodeEncodeError:
        # Payloads may contain half of a surrogate pair; names may not, and the validator cannot look at them.
        wrong = "a name is not Unicode text"
    raise ResultsError(f"{path}, line {number}: not a {part} of a results file: {wrong}")
