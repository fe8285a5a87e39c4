"""Reading a results file, with one clear line for everything that is not one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from jsonschema_rs import Draft202012Validator, Registry

from conformance.difference import Difference
from conformance.errors import UsageError
from conformance.results.record import FORMAT, Footer, Header, Record, Results
from conformance.verdict import Level, Status
from conformance.visible import visible

_SCHEMA = Path(__file__).with_name("results.schema.json")
_BASE = "urn:results"
_LEVELS = {str(level): level for level in Level}
_STATUSES = {str(status): status for status in Status}


class ResultsError(UsageError):
    """A results file cannot be read; the message names the file and the line."""


def read(path: Path, *, width: int | None = None) -> Results:
    """Read a results file, whole or of a run that was stopped: then the last line may be cut, and there is no footer.

    With ``width``, payloads are cut behind so many characters; at 0 everything that explains a verdict is left
    out. A file is mostly that, and who counts or compares need not keep it.

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
                results.records.append(record := _record(line, interned, width))
                # A bit a check and a number a case: a set of pairs would be a fifth of what a big file takes.
                bit = checks.setdefault(record.check, 1 << len(checks))
                if judged.setdefault(record.case, 0) & bit:
                    said = f"{visible(record.case)} is judged twice by {visible(record.check)}"
                    raise ResultsError(f"{path}, line {number}: {said}")
                judged[record.case] |= bit
            case "footer":
                _checked(path, number, line, "footer")
                _nothing_behind(path, number, file)
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


def _record(line: Mapping[str, Any], interned: dict[str, str], width: int | None) -> Record:
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
        requirements=tuple(
            (interned.setdefault(row["id"], row["id"]), interned.setdefault(row["says"], row["says"]))
            for row in (() if width == 0 else line.get("requirements", ()))
        ),
        sent=_cut(line.get("sent"), width),
        expected=_cut(line.get("expected"), width),
        actual=_cut(line.get("actual"), width),
        differences=tuple(
            Difference(one["at"], _cut(one.get("expected"), width), _cut(one.get("actual"), width))
            for one in (() if width == 0 else line.get("differences", ()))
        ),
        reproduce=None if width == 0 else line.get("reproduce"),
        place=line.get("place"),
    )


def _cut(text: str | None, width: int | None) -> str | None:
    if text is None or width is None or len(text) <= width:
        return text
    return f"{text[:width]}…" if width else None


def _footer(path: Path, number: int, line: Mapping[str, Any], records: list[Record]) -> Footer:
    claimed, counted = line["totals"], Counter(str(record.status) for record in records)
    for status in sorted(claimed.keys() | counted.keys()):
        if claimed.get(status, 0) != counted[status]:
            said = f"the footer counts {claimed.get(status, 0)} of {visible(status)}, the file has {counted[status]}"
            raise ResultsError(f"{path}, line {number}: {said}")
    return Footer(line["totals"], line["exit"], line["seconds"])


def _nothing_behind(path: Path, number: int, file: IO[str]) -> None:
    # Not even half a line: a run that was stopped has no footer.
    if file.read(1):
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
