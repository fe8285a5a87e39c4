"""The entries of a file of known failures, each with the lines at which it says what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from conformance.errors import UsageError, near
from conformance.known_failures.cases import CHECK_NAMES
from conformance.reasons import generalised

MEMBERS = ("cases", "checks", "reason", "why", "issue", "owner", "expires")
"""What an entry may say, in the order in which new entries say it."""

# As the published schema says it: a pattern names a type, or a word that every id it means contains.
_CASE = re.compile(r"([A-Z][A-Za-z0-9]*/|\*/(?=.*[a-z0-9]{3}))[a-z0-9*-]+(/[a-z0-9*-]+)?")
_URL = re.compile(r"https?://\S+")
_CUT = "…"
# The C parser is some ten times faster; wheels of PyYAML have it, distributions may not.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Node: TypeAlias = "yaml.ScalarNode | yaml.SequenceNode | yaml.MappingNode"


class KnownFailuresError(UsageError):
    """A file of known failures is broken; the message begins with the file and the line."""


@dataclass(frozen=True, slots=True)
class CaseId:
    """An id or a pattern, in which ``*`` stands for any run of characters, and its line, counted from 1."""

    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Failures that are known, and why they are tolerated.

    ``checks`` and ``reason`` are ``None`` where every check, any reason will do. ``lines`` are those of the
    entry's members, counted from 1.
    """

    cases: tuple[CaseId, ...]
    why: str
    checks: tuple[str, ...] | None = None
    reason: str | None = None
    issue: str | None = None
    owner: str | None = None
    expires: date | None = None
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def told(self) -> str:
        """What the results say of a failure that it lists: the issue, else why."""
        return self.issue or self.why

    def expired(self, today: date) -> bool:
        """Whether the day has come from which it is no excuse any more."""
        return self.expires is not None and self.expires <= today

    def excuses(self, reason: str) -> bool:
        """Whether a failure for this reason is the one that it lists."""
        return self.reason is None or same_reason(self.reason, reason)


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """A file of known failures: its path as it was given, its text and its entries.

    ``stored`` is false for a file that does not exist yet.
    """

    path: str
    text: str
    entries: tuple[Entry, ...]
    stored: bool = True


@lru_cache(maxsize=4096)
def same_reason(pinned: str, reason: str) -> bool:
    """Whether a verdict's reason is the pinned one, but for what differs from payload to payload.

    Either may be generalised already; a pinned one that ends with ``…``, as a narrow screen shows it, is
    compared up to there.
    """
    actual = generalised(reason)
    if generalised(pinned) == actual:
        return True
    begin = pinned.removesuffix(_CUT)
    return begin != pinned and begin.strip() != "" and actual.startswith((begin, generalised(begin)))


def load(path: str, *, may_be_absent: bool = False) -> KnownFailures:
    """Read the file; one that is absent, and may be, has no entries.

    Raises:
        KnownFailuresError: it cannot be read, or an entry is not of the format.
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
    """The entries of a file's text; ``path`` is what errors call it.

    Raises:
        KnownFailuresError: the text is not YAML, or an entry is not of the format.
    """
    _, failures = document(text, path)
    return KnownFailures(path, text, tuple(_entry(node, path) for node in failures.value))


def document(text: str, path: str) -> tuple[Node, yaml.SequenceNode]:
    """The key ``failures`` and its list, as nodes that know where in the text they stand."""
    try:
        root = yaml.compose(text, Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else path
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        raise KnownFailuresError(f"{where}: not YAML: {problem}") from None
    match root:
        case yaml.MappingNode():
            members = _members(root, path, ("failures",))
        case _:
            raise KnownFailuresError(f"{path}:1: wants `failures:` and a list of entries")
    if "failures" not in members:
        raise KnownFailuresError(f"{path}:1: wants `failures:` and a list of entries")
    key, value = members["failures"]
    if not isinstance(value, yaml.SequenceNode):
        raise KnownFailuresError(f"{path}:{_line(key)}: `failures` is a list of entries (none: `failures: []`)")
    return key, value


def members_of(node: Node, path: str) -> dict[str, tuple[Node, Node]]:
    """An entry's members by name: the nodes of key and value."""
    if not isinstance(node, yaml.MappingNode):
        raise KnownFailuresError(f"{path}:{_line(node)}: an entry has members: `cases` and `why` at least")
    return _members(node, path, MEMBERS)


def _members(node: yaml.MappingNode, path: str, known: Collection[str]) -> dict[str, tuple[Node, Node]]:
    found: dict[str, tuple[Node, Node]] = {}
    for key, value in node.value:
        if key.value not in known:
            raise KnownFailuresError(f"{path}:{_line(key)}: unknown member {key.value!r}{near(str(key.value), known)}")
        if key.value in found:
            raise KnownFailuresError(f"{path}:{_line(key)}: `{key.value}` stands here twice")
        found[key.value] = key, value
    return found


def _entry(node: Node, path: str) -> Entry:
    members = members_of(node, path)
    for name in ("cases", "why"):
        if name not in members:
            raise KnownFailuresError(f"{path}:{_line(node)}: an entry needs `{name}`")
    said = {name: value for name, (_, value) in members.items()}

    def text(name: str) -> str | None:
        return _text(said[name], name, path) if name in said else None

    return Entry(
        cases=tuple(CaseId(_case(one, path), _line(one)) for one in _list(said["cases"], "cases", path)),
        why=_text(said["why"], "why", path),
        checks=_checks(said["checks"], path) if "checks" in said else None,
        reason=text("reason"),
        issue=_issue(said["issue"], path) if "issue" in said else None,
        owner=text("owner"),
        expires=_date(said["expires"], path) if "expires" in said else None,
        line=_line(node),
        lines={name: _line(key) for name, (key, _) in members.items()},
    )


def _list(node: Node, name: str, path: str) -> list[Node]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise KnownFailuresError(f"{path}:{_line(node)}: `{name}` is a list, and not an empty one")
    return list(node.value)


def _text(node: Node, name: str, path: str) -> str:
    # Whatever is written there is meant as text: `why: 2.0` needs no quotes.
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or node.tag.endswith(":null"):
        raise KnownFailuresError(f"{path}:{_line(node)}: `{name}` is a text")
    return str(node.value)


def _case(node: Node, path: str) -> str:
    text = _text(node, "cases", path)
    if not _CASE.fullmatch(text):
        wants = (
            "is unbounded: it begins with a type (Type/word-*), or names a word of the id (*/word)"
            if "*" in text
            else "is no case: Type/slug, Type/generated/check or Type/robust/hazard"
        )
        raise KnownFailuresError(f"{path}:{_line(node)}: {text!r} {wants}")
    return text


def _checks(node: Node, path: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in _list(node, "checks", path):
        name = _text(one, "checks", path)
        if name not in CHECK_NAMES:
            raise KnownFailuresError(f"{path}:{_line(one)}: no check {name!r}{near(name, sorted(CHECK_NAMES))}")
        if name in found:
            raise KnownFailuresError(f"{path}:{_line(one)}: the check {name} stands here twice")
        found.append(name)
    return tuple(found)


def _issue(node: Node, path: str) -> str:
    text = _text(node, "issue", path)
    if not _URL.fullmatch(text):
        raise KnownFailuresError(f"{path}:{_line(node)}: {text!r} is no address: `issue` begins with https://")
    return text


def _date(node: Node, path: str) -> date:
    text = _text(node, "expires", path)
    try:
        if len(text) == len("2027-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise KnownFailuresError(f"{path}:{_line(node)}: {text!r} is no day: `expires` is written like 2027-01-31")


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
