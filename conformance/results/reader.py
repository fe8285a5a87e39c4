"""Reading a results file, with one clear line for everything that is not one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from jsonschema_rs import Draft202012Validator, Registry

from conformance.difference import Difference
from conformance.errors import UsageError
from conformance.results.record import FORMAT, Footer, Header, Record, Results
from conformance.verdict import Level, Status

_SCHEMA = Path(__file__).with_name("results.schema.json")
_BASE = "urn:results"
_LEVELS = {str(level): level for level in Level}
_STATUSES = {str(status): status for status in Status}


class ResultsError(UsageError):
    """A results file cannot be read; the message names the file and the line."""


def read(path: Path) -> Results:
    """Read a results file, whole or of a run that was stopped: then the last line may be cut, and there is no footer.

    Raises:
        ResultsError: no such file, not a results file, of another format, or broken at a line.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return _read(path, file)
    except OSError as error:
        raise ResultsError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ResultsError(f"{path}: not UTF-8 ({error.reason})") from None


def _read(path: Path, file: IO[str]) -> Results:
    lines = _lines(path, file)
    first = next(lines, None)
    if first is None:
        raise ResultsError(f"{path}: empty, or cut in its first line: a results file starts with a header")
    results = Results(path, _header(path, first[1]))
    interned: dict[str, str] = {}
    for number, line in lines:
        match line.get("kind"):
            case "verdict":
                _checked(path, number, line, "verdict")
                results.records.append(_record(line, interned))
            case "footer":
                _checked(path, number, line, "footer")
                _nothing_behind(path, number, lines)
                return Results(path, results.header, results.records, _footer(path, number, line, results.records))
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
        raise ResultsError(f"{path}, line 1: not a results file of this suite: its first line is no header")
    if line["format"] != FORMAT:
        raise ResultsError(
            f"{path}, line 1: results of format {line['format']}, this suite reads format {FORMAT}: "
            "run the suite again, or read the file with the release that wrote it"
        )
    _checked(path, 1, line, "header")
    about = line["implementation"]
    return Header(
        suite=line["suite"],
        dialect=line["dialect"]["name"],
        dialect_version=line["dialect"]["version"],
        requirements=line["requirements"],
        name=about["name"],
        version=about["version"],
        language=about["language"],
        profile=about["profile"],
        impl=line["impl"],
        environment=line["environment"],
        options=line["options"],
        seed=line["seed"],
        started=line["started"],
        speaks=about.get("dialect", "*"),
        types=about.get("types"),
        homepage=about.get("homepage"),
        issues=about.get("issues"),
    )


def _record(line: Mapping[str, Any], interned: dict[str, str]) -> Record:
    # A run names a type, a case or a reason thousands of times; it is kept once.
    def kept(name: str, default: Any = None) -> Any:
        text = line.get(name, default)
        return interned.setdefault(text, text) if text is not None else None

    return Record(
        case=kept("case"),
        type=kept("type"),
        check=kept("check"),
        level=_LEVELS[line["level"]],
        status=_STATUSES[line["status"]],
        reason=kept("reason", ""),
        known=kept("known"),
        requirements=tuple((kept_row["id"], kept_row["says"]) for kept_row in line.get("requirements", ())),
        sent=line.get("sent"),
        expected=line.get("expected"),
        actual=line.get("actual"),
        differences=tuple(
            Difference(one["at"], one.get("expected"), one.get("actual")) for one in line.get("differences", ())
        ),
        reproduce=line.get("reproduce"),
        place=line.get("place"),
    )


def _footer(path: Path, number: int, line: Mapping[str, Any], records: list[Record]) -> Footer:
    if (claimed := sum(line["totals"].values())) != len(records):
        raise ResultsError(f"{path}, line {number}: the footer counts {claimed} verdicts, the file has {len(records)}")
    return Footer(line["totals"], line["exit"], line["seconds"])


def _nothing_behind(path: Path, number: int, lines: Iterator[tuple[int, dict[str, Any]]]) -> None:
    if next(lines, None) is not None:
        raise ResultsError(f"{path}, line {number + 1}: there is more behind the footer")


@cache
def _validator(part: str) -> Draft202012Validator:
    registry = Registry([(_BASE, json.loads(_SCHEMA.read_text(encoding="utf-8")))])
    return Draft202012Validator({"$ref": f"{_BASE}#/$defs/{part}"}, registry=registry)


def _checked(path: Path, number: int, line: dict[str, Any], part: str) -> None:
    validator = _validator(part)
    if validator.is_valid(line):
        return
    error = next(iter(validator.iter_errors(line)))
    at = "/".join(map(str, error.instance_path))
    raise ResultsError(f"{path}, line {number}: no {part} of a results file: {f'{at}: ' if at else ''}{error.message}")
