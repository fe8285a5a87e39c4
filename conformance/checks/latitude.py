"""Where the judgement is milder than the oracle: payloads that nobody sends, and those that may be read in two ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance import jsontext
from conformance.checks.case import Case
from conformance.checks.finding import Finding, What
from conformance.difference import Path
from conformance.spec.locate import node_at
from conformance.spec.model import Dialect, Nullable, Struct

_REFUSED = frozenset({What.NOT_DECODED, What.NOT_TOLERATED, What.NOT_BUILT, What.KEPT_RAW})


def left_open(case: Case, dialect: Dialect) -> bool:
    """Whether a legal payload may be read in another way, too.

    A bare ``null`` is a value of some types, but belongs to the member that has the type: a library may keep it there.
    Which of two members of one name counts is open in a document; serde says.
    """
    if isinstance(dialect.resolve(dialect.node(case.type)), Nullable) and case.text.strip() == "null":
        return True
    return not dialect.serde and _repeats(case.text)


def _repeats(text: str) -> bool:
    """Whether an object in a text has a name twice."""
    found = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        value = dict(pairs)
        found = found or len(value) < len(pairs)
        return value

    json.loads(text, object_pairs_hook=members)
    return found


def never_sent(finding: Finding, case: Case, dialect: Dialect) -> bool:
    """Whether a finding is about what is legal in OpenAI's document and yet in nobody's payloads.

    These are empty ids, and parts of a content without their ``type``. A dialect that serde reads decides on them as on
    all else.
    """
    if dialect.serde:
        return False
    if finding.about_member:
        return finding.expected == '""' and _is_id((finding.at or "").rpartition("/")[2])
    if finding.what not in _REFUSED:
        return False
    value = jsontext.load(case.text)
    return any(_is_unlikely(dialect, case.type, value, path, inner) for path, inner in _walk(value, ()))


def _is_id(name: str | int) -> bool:
    return isinstance(name, str) and (name == "id" or name.endswith("_id"))


def _is_unlikely(dialect: Dialect, type_name: str, value: Any, path: Path, inner: Any) -> bool:
    if inner == "" and path and _is_id(path[-1]):
        return True
    if not isinstance(inner, dict) or "type" in inner or not _is_part(path):
        return False
    node = node_at(dialect, type_name, value, path)
    found = None if node is None else dialect.resolve(node)
    return isinstance(found, Struct) and any(member.name == "type" for member in found.members)


def _is_part(path: Path) -> bool:
    return path[-1:] == ("part",) or (len(path) > 1 and path[-2] == "content" and isinstance(path[-1], int))


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _walk(item, (*path, name))
