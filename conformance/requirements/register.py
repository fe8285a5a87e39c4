"""The requirements register: what an implementation of a dialect must do, sentence by sentence.

One YAML file per dialect, described by ``requirements.schema.json``. Loading checks the shape of every row;
:func:`lint` checks what a row claims against the cases and checks that exist.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import UsageError, near
from conformance.requirements.level import Level

_FOLDER = Path(__file__).parent
# A pattern starts with a type, or has a word that the slugs contain.
_BOUNDED = re.compile(r"[A-Z][A-Za-z0-9]*/.+|\*/.*[a-z0-9]{3}.*")
_ROW_KEYS = frozenset({"id", "level", "says", "source", "checks", "cases", "sessions", "excluded"})
# The C parser is some ten times faster; wheels of PyYAML have it, distributions may not.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RegisterError(UsageError):
    """A register file is broken; the message names the file and the row."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: a sentence with its sources and what tests it, or why nothing can.

    ``source`` holds anchors of the dialect's normative file and references of the form ``origin place``.
    ``cases`` holds ids of cases and patterns in which ``*`` matches any run of characters.
    A row has a ``level``, ``checks`` and ``cases``; or ``sessions``, the rules of sessions that judge it, each with a
    level of its own; or ``excluded``, the reason.
    """

    id: str
    says: str
    source: tuple[str, ...]
    level: Level | None = None
    checks: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    excluded: str | None = None

    def cites(self, case: str) -> bool:
        """Whether one of the row's ids and patterns names this case."""
        return any(_matches(pattern, case) for pattern in self.cases)


@dataclass(frozen=True, slots=True)
class Register:
    """All rows of one dialect by id, in the file's order. ``version`` rises when a row changes its meaning."""

    dialect: str
    version: int
    rows: Mapping[str, Requirement]

    def level(self, rows: Iterable[str]) -> Level:
        """The least binding level of these rows; rows that are not there are as binding as can be."""
        return max(self._levels(rows), key=lambda level: level.rank, default=Level.MUST)

    def strongest(self, rows: Iterable[str]) -> Level:
        """The most binding level of these rows."""
        return min(self._levels(rows), key=lambda level: level.rank, default=Level.MUST)

    def _levels(self, rows: Iterable[str]) -> Iterator[Level]:
        return (self.rows[row].level or Level.MUST for row in rows if row in self.rows)


@cache
def load_register(dialect: str) -> Register:
    """Return the register of a dialect.

    Raises UsageError for a dialect without a register and RegisterError for a broken file.
    """
    known = sorted(path.stem for path in _FOLDER.glob("*.yaml"))
    if dialect not in known:
        raise UsageError(f"no requirements for dialect {dialect!r}{near(dialect, known)}")
    return read(_FOLDER / f"{dialect}.yaml")


def read(path: Path) -> Register:
    """Read one register file. Raises RegisterError, with file and row, if its shape is wrong."""
    match load_yaml(path):
        case {"dialect": str(dialect), "version": int(version), "rows": list(items), **rest} if not rest:
            pass
        case _:
            raise RegisterError(f"{path.name}: expected exactly `dialect`, `version` and `rows`, a list")
    rows: dict[str, Requirement] = {}
    for number, item in enumerate(items, start=1):
        try:
            row = _row(item)
        except ValueError as error:
            name = item.get("id") if isinstance(item, dict) else None
            raise RegisterError(f"{path.name}: row {number} ({name}): {error}") from None
        if row.id in rows:
            raise RegisterError(f"{path.name}: row {number} ({row.id}): the id is taken by an earlier row")
        rows[row.id] = row
    return Register(dialect, version, rows)


def load_yaml(path: Path) -> Any:
    """What a file of requirements holds. Raises RegisterError if it is not YAML."""
    try:
        return yaml.load(path.read_bytes(), LOADER)  # a safe loader either way
    except yaml.YAMLError as error:
        raise RegisterError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from error


def lint(register: Register, *, cases: Iterable[str], checks: Iterable[str], sessions: Iterable[str] = ()) -> list[str]:
    """The problems of the rows, one line per problem, in the order of the rows.

    ``cases`` are the ids of all cases of the dialect, ``checks`` the names of all checks, ``sessions`` the
    ids of all rules of sessions.
    A problem is a case, a check or a rule that does not exist, a pattern that matches nothing or is unbounded
    (does not start with a literal type name and a slash), a row both excluded and tested, and a row
    that is neither: without a level, a check or a case.
    """
    by_type: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        by_type[case.partition("/")[0]].append(case)
    names, rules = frozenset(checks), frozenset(sessions)
    return [
        f"{register.dialect}: {row.id}: {problem}"
        for row in register.rows.values()
        for problem in (*_problems(row, by_type, names), *_unknown(row, rules))
    ]


def _unknown(row: Requirement, rules: frozenset[str]) -> Iterator[str]:
    for rule in row.sessions:
        if rule not in rules:
            yield f"no rule of sessions is called {rule!r}"


def _problems(row: Requirement, by_type: Mapping[str, list[str]], checks: frozenset[str]) -> Iterator[str]:
    if row.excluded is not None:
        if row.level or row.checks or row.cases or row.sessions:
            yield "is excluded and tested at once"
    elif row.sessions:
        if row.level or row.checks or row.cases:
            yield "is tested by payloads and by sessions: give each a row"
    else:
        for what, given in (("level", row.level), ("check", row.checks), ("case", row.cases)):
            if not given:
                yield f"is not excluded and has no {what}"
    for check in row.checks:
        if check not in checks:
            yield f"no check is called {check!r}"
    for pattern in row.cases:
        if not _BOUNDED.fullmatch(pattern):
            yield f"{pattern!r} is unbounded: it names neither a type (Type/…) nor a word of the slug (*/word)"
        elif not any(_matches(pattern, case) for case in _candidates(pattern, by_type)):
            yield f"{pattern!r} matches no case" if "*" in pattern else f"no case is called {pattern!r}"


def _candidates(pattern: str, by_type: Mapping[str, list[str]]) -> Iterable[str]:
    type_name = pattern.partition("/")[0]
    return chain.from_iterable(by_type.values()) if type_name == "*" else by_type.get(type_name, ())


@cache
def wildcard(pattern: str) -> re.Pattern[str]:
    """A pattern in which ``*`` matches any run of characters."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


def _matches(pattern: str, case: str) -> bool:
    if "*" not in pattern:
        return pattern == case
    return wildcard(pattern).fullmatch(case) is not None


def _row(item: object) -> Requirement:
    if not isinstance(item, dict):
        raise ValueError("is not a mapping")
    if unknown := sorted(str(key) for key in item.keys() - _ROW_KEYS):
        raise ValueError(f"has unknown members: {', '.join(unknown)}")
    if not item.keys() & {"level", "sessions", "excluded"}:
        raise ValueError("has neither `level` nor `sessions` nor `excluded`")
    return Requirement(
        id=_text(item, "id"),
        says=_text(item, "says"),
        source=_texts(item, "source"),
        level=_level(item) if "level" in item else None,
        checks=_texts(item, "checks") if "checks" in item else (),
        cases=_texts(item, "cases") if "cases" in item else (),
        sessions=_texts(item, "sessions") if "sessions" in item else (),
        excluded=_text(item, "excluded") if "excluded" in item else None,
    )


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"`{key}` must be a text")
    return value


def _texts(item: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = item.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(text, str) and text for text in value):
        raise ValueError(f"`{key}` must be a list of texts")
    return tuple(value)


def _level(item: Mapping[str, object]) -> Level:
    try:
        return Level(_text(item, "level"))
    except ValueError:
        raise ValueError(f"`level` must be one of {', '.join(Level)}") from None
