"""Type-strict differences between two JSON values, by JSON Pointer.

``1``, ``1.0`` and ``true`` are three different values here; plain ``==`` would hide defects of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.jsontext import compact, pointer, quote

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One path at which the actual value differs from the expected one; values are JSON texts."""

    at: str
    expected: str | None
    actual: str | None

    def __str__(self) -> str:
        where = self.at or "(whole payload)"
        if self.expected is None:
            return f"{where}: {_short(self.actual)} was added"
        if self.actual is None:
            return f"{where}: {_short(self.expected)} is missing"
        return f"{where}: expected {_short(self.expected)}, got {_short(self.actual)}"


_SHOWN = 200


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal, types included; the order of members does not matter."""
    if type(left) is not type(right) and not (isinstance(left, dict) and isinstance(right, dict)):
        return False
    if isinstance(left, dict):
        return len(left) == len(right) and all(name in right and same(item, right[name]) for name, item in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def differences(expected: Any, actual: Any) -> list[tuple[Path, Difference]]:
    """Every difference with its path, in the order of the expected value. Empty when they are the same."""
    return sorted(_walk(expected, actual, ()), key=lambda entry: [str(token) for token in entry[0]])


_CONTAINERS = (dict, list)


def _walk(expected: Any, actual: Any, path: Path) -> Iterator[tuple[Path, Difference]]:
    """Compare objects here: deepdiff is too slow for an implementation that differs in ten thousand payloads."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, item in expected.items():
            if name in actual:
                other = actual[name]
                # A short cut: most members are equal scalars.
                if type(item) is not type(other) or type(item) in _CONTAINERS or item != other:
                    yield from _walk(item, other, (*path, name))
            else:
                yield _at((*path, name), _text(item), None)
        for name, item in actual.items():
            if name not in expected:
                yield _at((*path, name), None, _text(item))
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield from _aligned(expected, actual, path)
        elif _reordered(expected, actual):
            yield _at(path, _text(expected), _text(actual))
        else:
            for index, pair in enumerate(zip(expected, actual, strict=True)):
                yield from _walk(*pair, (*path, index))
    elif not same(expected, actual):
        yield _at(path, _text(expected), _text(actual))


def _reordered(expected: list[Any], actual: list[Any]) -> bool:
    """Whether a list has the items of another in another order, whatever the order within the items."""
    if len(expected) < 2 or expected == actual:
        return False
    before, after = ([unordered(one) for one in items] for items in (expected, actual))
    return before != after and sorted(before) == sorted(after)


def unordered(value: Any) -> str:
    """A text that two values have in common if they differ in nothing but the order of members and items."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{quote(name)}:{unordered(item)}" for name, item in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(unordered, value))) + "]"
    return _text(value)


def _aligned(expected: list[Any], actual: list[Any], path: Path) -> Iterator[tuple[Path, Difference]]:
    """What was inserted into a list or removed from it, and where."""
    # Imported here because it takes a third of a second.
    from deepdiff import DeepDiff

    tree = DeepDiff(
        _spelt(expected),
        _spelt(actual),
        view="tree",
        verbose_level=2,
        ignore_order=False,
        threshold_to_diff_deeper=0,
        # Otherwise a member named __proto__ is ignored.
        ignore_private_variables=False,
    )
    found: dict[Path, tuple[Path, Difference]] = {}
    for category, changes in tree.items():
        for change in changes:
            at = (*path, *change.path(output_format="list"))
            found[at] = _at(
                at,
                None if category.endswith("_added") else _joined(change.t1),
                None if category.endswith("_removed") else _joined(change.t2),
            )
    yield from found.values()


def _at(path: Path, expected: str | None, actual: str | None) -> tuple[Path, Difference]:
    return path, Difference(pointer(path), expected, actual)


def _spelt(value: Any) -> Any:
    """The value with every leaf as its JSON text: in lists deepdiff compares with ``==``, and ``1 == 1.0``."""
    if isinstance(value, dict):
        return {name: _spelt(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_spelt(item) for item in value]
    # -0.0 and 0.0 are the same.
    return compact(value + 0.0 if isinstance(value, float) else value)


def _text(value: Any) -> str:
    return _joined(_spelt(value))


def _joined(spelt: Any) -> str:
    """The JSON text of a value that :func:`_spelt` made."""
    if isinstance(spelt, dict):
        return "{" + ",".join(f"{quote(name)}:{_joined(item)}" for name, item in spelt.items()) + "}"
    return f"[{','.join(map(_joined, spelt))}]" if isinstance(spelt, list) else str(spelt)
