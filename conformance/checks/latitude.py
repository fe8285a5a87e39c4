"""Where the judgement is milder than the oracle: payloads that nobody sends, or that are left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from conformance import jsontext
from conformance.checks.case import Case
from conformance.checks.finding import GONE, Finding, What
from conformance.difference import Path
from conformance.spec import load_dialect
from conformance.spec.locate import node_at
from conformance.spec.model import Dialect, Integer, Nullable, Struct, Sum, Tagged
from conformance.spec.prose import broken_rules

_BITS_31 = 2**31
_BYTE = 255
_CASES = 16
"""Payloads of which is remembered what is where: each check asks for each of its findings, of which a large one has
thousands."""
REFUSED = frozenset({What.NOT_DECODED, What.NOT_TOLERATED, What.NOT_BUILT})
"""What is found of a payload that was not taken."""


def never_sent(finding: Finding, case: Case, dialect: Dialect) -> bool:
    """Whether a finding is about what is legal in OpenAI's document and yet in nobody's payloads.

    These are empty ids, parts of a content without their ``type`` or with members of another one, a turn detection
    without its ``type``, bytes of a token that are none, and counts beyond 31 bits where the document sets no bound: a
    library may refuse those, but what it reads it gives back unchanged. A dialect that serde reads decides on them as
    on all else.
    """
    if dialect.serde:
        return False
    if finding.about_member:
        is_empty = finding.expected == '""' and _is_id((finding.at or "").rpartition("/")[2])
        return is_empty or (finding.what in GONE and _is_of_another_part(finding.at or "", case))
    if finding.what not in REFUSED and finding.what is not What.KEPT_RAW:
        return False
    return _has_unlikely(dialect.name, case.type, case.text)


@lru_cache(_CASES)
def _has_unlikely(dialect: str, type_name: str, text: str) -> bool:
    value, spec = jsontext.load(text), load_dialect(dialect)
    return any(_is_unlikely(spec, type_name, value, path, inner) for path, inner in _walk(value, ()))


# The document declares all of these for every part of a content, as it has no types of parts.
_KINDS = {"text": "text", "audio": "audio", "transcript": "audio", "image_url": "image", "detail": "image"}


def _is_of_another_part(at: str, case: Case) -> bool:
    """Whether a place is a member of a part of a content, and one that belongs to parts of another type."""
    parent, _, name = at.rpartition("/")
    if name not in _KINDS:
        return False
    type_ = _types_of_parts(case.text).get(parent)
    return isinstance(type_, str) and type_.rpartition("_")[2] != _KINDS[name]


@lru_cache(_CASES)
def _types_of_parts(text: str) -> Mapping[str, Any]:
    """The types of the parts of contents in a payload, by the places of the parts."""
    parts = ((path, one) for path, one in _walk(jsontext.load(text), ()) if _is_part(path) and isinstance(one, dict))
    return {jsontext.pointer(path): one.get("type") for path, one in parts}


def _is_id(name: str | int) -> bool:
    return isinstance(name, str) and (name == "id" or name.endswith("_id"))


def _is_unlikely(dialect: Dialect, type_name: str, value: Any, path: Path, inner: Any) -> bool:
    if inner == "" and path and _is_id(path[-1]):
        return True
    # The document has a token's bytes as plain integers.
    is_no_byte = path[-2:-1] == ("bytes",) and type(inner) is int and inner > _BYTE
    if is_no_byte or (type(inner) is int and abs(inner) >= _BITS_31):
        node = node_at(dialect, type_name, value, path)
        found = None if node is None else dialect.resolve(node)
        return isinstance(found.node if isinstance(found, Nullable) else found, Integer)
    if not isinstance(inner, dict) or "type" in inner or not (_is_part(path) or path[-1:] == ("turn_detection",)):
        return False
    node = node_at(dialect, type_name, value, path)
    found = None if node is None else dialect.resolve(node)
    return isinstance(found, Struct) and any(member.name == "type" for member in found.members)


def left_open(finding: Finding, case: Case, dialect: Dialect) -> bool:
    """Whether a finding is about a union without its tag, of which anything may become where the tag is optional.

    A payload that has one anywhere may be refused for it; in one that is read, only what lies there is left open.
    """
    refused = finding.what in REFUSED
    if dialect.serde or not (refused or finding.about_member or finding.what is What.KEPT_RAW):
        return False
    at = f"{finding.at or ''}/"
    return any(refused or at.startswith(f"{place}/") for place in _without_tag(dialect.name, case.type, case.text))


@lru_cache(_CASES)
def _without_tag(dialect: str, type_name: str, text: str) -> tuple[str, ...]:
    """Where a payload has unions without their optional tag."""
    value, spec, tags = jsontext.load(text), load_dialect(dialect), _optional_tags(dialect)
    objects = (
        (path, inner) for path, inner in _walk(value, ()) if isinstance(inner, dict) and not tags <= inner.keys()
    )
    return tuple(jsontext.pointer(path) for path, inner in objects if _lacks_tag(spec, type_name, value, path, inner))


@cache
def _optional_tags(dialect: str) -> frozenset[str]:
    unions = (node for node in load_dialect(dialect).nodes() if isinstance(node, Tagged) and node.optional)
    return frozenset(node.property for node in unions)


def _lacks_tag(dialect: Dialect, type_name: str, value: Any, path: Path, inner: dict[str, Any]) -> bool:
    node = node_at(dialect, type_name, value, path)
    found = None if node is None else dialect.resolve(node)
    return isinstance(found, Tagged) and found.optional and found.property not in inner


def of_another_kind(finding: Finding, case: Case, dialect: Dialect) -> bool:
    """Whether a member was lost that is documented for another kind of the object that it was sent in."""
    if case.acceptance is None or finding.what not in GONE:
        return False
    return finding.at in _given_to_another_kind(dialect.name, case.type, case.text)


@lru_cache(_CASES)
def _given_to_another_kind(dialect: str, type_name: str, text: str) -> frozenset[str]:
    """The places of members that the document's words give to another kind of the object that has them."""
    spec = load_dialect(dialect)
    broken = broken_rules(spec, spec.node(type_name), jsontext.load(text))
    rules = ((jsontext.pointer(one.path), one.prose.rule) for one in broken)
    named = ((at, rule.get("dependentSchemas", ())) for at, rule in rules if not isinstance(rule, Sum))
    return frozenset(f"{at}/{name}" for at, names in named for name in names)


def _is_part(path: Path) -> bool:
    return path[-1:] == ("part",) or (len(path) > 1 and path[-2] == "content" and isinstance(path[-1], int))


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _walk(item, (*path, name))
