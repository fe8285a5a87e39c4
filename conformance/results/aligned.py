"""A JSON text with its members in the order of another one: what differs between them is then not where they are."""

from __future__ import annotations

import json

from conformance.spelling import members, parts


def aligned(expected: str, actual: str) -> str:
    """The members of ``actual`` in the order that they have in ``expected``, others after them, each lexeme as it was.

    What is not JSON, nests too deep or repeats a member is returned unchanged.
    """
    try:
        return actual if _repeats(expected) or _repeats(actual) else _ordered(expected.strip(), actual.strip())
    except (ValueError, RecursionError):
        return actual


def _repeats(text: str) -> bool:
    """Whether an object has a member twice.

    Raises:
        ValueError: it is not JSON.
    """
    found: list[bool] = []
    json.loads(text, object_pairs_hook=lambda pairs: found.append(len(dict(pairs)) < len(pairs)))
    return any(found)


def _ordered(ours: str, theirs: str) -> str:
    if theirs.startswith("{"):
        # By the names that are meant, however they are escaped.
        expected = {json.loads(name): value for name, value in (members(ours) if ours.startswith("{") else ())}
        places = {name: place for place, name in enumerate(expected)}
        named = [(json.loads(name), name, value) for name, value in members(theirs)]
        named.sort(key=lambda one: places.get(one[0], len(places)))  # a stable sort: others keep their order
        written = (f"{name}:{_ordered(expected.get(plain, ''), value)}" for plain, name, value in named)
        return f"{{{','.join(written)}}}"
    if theirs.startswith("["):
        items = [theirs[start:end] for start, end in parts(theirs)]
        there = [ours[start:end] for start, end in parts(ours)] if ours.startswith("[") else []
        there += [""] * (len(items) - len(there))
        return f"[{','.join(_ordered(one, other) for one, other in zip(there, items, strict=False))}]"
    return theirs
