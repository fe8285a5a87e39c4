"""Reads a file of known failures into entries that know their lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from conformance.checks.case import CaseKind
from conformance.checks.register import SELECTABLE
from conformance.checks.scenario import OF_SCENARIOS
from conformance.checks.verdict import Verdict
from conformance.errors import UsageError, near
from conformance.known_failures.pinned import fails_for
from conformance.requirements.register import LOADER

# As in the published schema: a pattern names a type, or a word that is in every id that it matches.
_CASE = re.compile(
    r"([A-Z][A-Za-z0-9]*/|\*/(?=.*[a-z0-9]{3}))[a-z0-9*-]+(/[a-z0-9*-]+)?"
    r"|([A-Za-z][A-Za-z0-9_]*|\*)/(session|scenario)/[a-z0-9.*-]+"
)
_KNOWN = {*SELECTABLE, *OF_SCENARIOS, CaseKind.SESSION.value}
_URL = re.compile(r"https?://\S+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Node: TypeAlias = "yaml.ScalarNode | yaml.SequenceNode | yaml.MappingNode"


class KnownFailuresError(UsageError):
    """A file of known failures cannot be used; the message begins with the file and the line."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """An id, or a pattern in which ``*`` matches any run of characters; ``line`` is counted from 1."""

    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FailureEntry:
    """Failures that are known, and why they are tolerated.

    ``checks`` and ``reason`` are ``None`` where any check or reason will do. ``line`` is that of the entry, ``lines``
    are those of its members, counted from 1.
    """

    cases: tuple[Pattern, ...]
    why: str
    checks: tuple[str, ...] | None = None
    reason: str | None = None
    issue: str | None = None
    owner: str | None = None
    expires: date | None = None
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def label(self) -> str:
        """What results say about a failure that it lists: the issue, or else why it is tolerated."""
        return self.issue or self.why

    def expired(self, today: date) -> bool:
        """Whether it no longer excuses anything."""
        return self.expires is not None and self.expires <= today

    def excuses(self, verdict: Verdict) -> bool:
        """Whether a failure has the reason that the entry pins, if it pins one."""
        return self.reason is None or fails_for(self.reason, verdict)


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """A file of known failures: its path as it was given, its text and its entries.

    ``stored`` is false for a file that does not exist yet.
    """

    path: str
    text: str
    entries: tuple[FailureEntry, ...]
    stored: bool = True


def load_known_failures(path: str, *, may_be_absent: bool = False) -> KnownFailures:
    """Read the file; with ``may_be_absent``, one that does not exist has no entries.

    Raises:
        KnownFailuresError: it cannot be read, or an entry breaks the format.
    """
    try:
        text = Path(path).read_bytes().decode()
    except FileNotFoundError:
        if may_be_absent and Path(path).parent.is_dir():
            return KnownFailures(path, "failures: []\n", (), stored=False)
        raise KnownFailuresError(f"{path}: no such file; a run with --update-known-failures makes one") from None
    except OSError as error:
        raise KnownFailuresError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise KnownFailuresError(f"{path}: not UTF-8 ({error.reason})") from None
    return read(text, path)


def read(text: str, path: str) -> KnownFailures:
    """The entries of a file's text; errors call it ``path``.

    Raises:
        KnownFailuresError: the text is not YAML, or an entry breaks the format.
    """
    _, failures = document(text, path)
    return KnownFailures(path, text, tuple(_entry(node, path) for node in failures.value))


def document(text: str, path: str) -> tuple[Node, yaml.SequenceNode]:
    """The key ``failures`` and its list, as nodes that know their position in the text."""
    try:
        root = yaml.compose(text, LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        raise KnownFailuresError(f"{where}: not YAML: {problem}") from None
    members = _members(root, path, ("failures",)) if isinstance(root, yaml.MappingNode) else {}
    if "failures" not in members:
        raise KnownFailuresError(f"{path}:1: expected `failures:` and a list of entries")
    key, value = members["failures"]
    if not isinstance(value, yaml.SequenceNode):
        raise _error(key, path, "`failures` is a list of entries (without any: `failures: []`)")
    return key, value


def _members(node: yaml.MappingNode, path: str, known: Collection[str]) -> dict[str, tuple[Node, Node]]:
    found: dict[str, tuple[Node, Node]] = {}
    for key, value in node.value:
        if key.value not in known:
            raise _error(key, path, f"unknown member {key.value!r}{near(str(key.value), known)}")
        if key.value in found:
            raise _error(key, path, f"`{key.value}` is given twice")
        found[key.value] = key, value
    return found


def _entry(node: Node, path: str) -> FailureEntry:
    if not isinstance(node, yaml.MappingNode):
        raise _error(node, path, "an entry has members: `cases` and `why` at least")
    members = _members(node, path, _READ)
    for name in ("cases", "why"):
        if name not in members:
            raise _error(node, path, f"an entry needs `{name}`")
    return FailureEntry(
        **{name: _READ[name](value, name, path) for name, (_, value) in members.items()},
        line=_line(node),
        lines={name: _line(key) for name, (key, _) in members.items()},
    )


def _list(node: Node, name: str, path: str) -> list[Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise _error(node, path, f"`{name}` is not a list")
    if not node.value:
        raise _error(node, path, f"`{name}` is empty")
    return list(node.value)


def _text(node: Node, name: str, path: str) -> str:
    # A scalar always means text: `why: 2.0` needs no quotes.
    if not isinstance(node, yaml.ScalarNode):
        raise _error(node, path, f"`{name}` is not a text")
    if not node.value.strip() or node.tag.endswith(":null"):
        raise _error(node, path, f"`{name}` is empty")
    return str(node.value)


def _cases(node: Node, name: str, path: str) -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    for one in _list(node, name, path):
        text = _text(one, name, path)
        if not _CASE.fullmatch(text):
            problem = "is not a case: Type/slug, Type/generated/check or Type/robust/hazard"
            if "*" in text:
                problem = "is unbounded: begin it with a type (Type/word-*), or name a word of the id (*/word)"
            raise _error(one, path, f"{text!r} {problem}")
        found.append(Pattern(text, _line(one)))
    return tuple(found)


def _checks(node: Node, name: str, path: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in _list(node, name, path):
        check = _text(one, name, path)
        if check not in _KNOWN:
            raise _error(one, path, f"no check {check!r}{near(check, sorted(SELECTABLE))}")
        if check in found:
            raise _error(one, path, f"the check {check} is given twice")
        found.append(check)
    return tuple(found)


def _issue(node: Node, name: str, path: str) -> str:
    text = _text(node, name, path)
    if not _URL.fullmatch(text):
        raise _error(node, path, f"{text!r} is not an address: `issue` begins with https://")
    return text


def _day(node: Node, name: str, path: str) -> date:
    text = _text(node, name, path)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _error(node, path, f"{text!r} is not a day: `expires` is written like 2027-01-31")


_READ: Mapping[str, Callable[[Node, str, str], Any]] = {
    "cases": _cases,
    "checks": _checks,
    "reason": _text,
    "why": _text,
    "issue": _issue,
    "owner": _text,
    "expires": _day,
}


def _error(node: Node, path: str, problem: str) -> KnownFailuresError:
    return KnownFailuresError(f"{path}:{_line(node)}: {problem}")


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
