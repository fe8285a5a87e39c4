"""Undoes the one thing that is wrong with a payload, to show that nothing else is.

A payload that is wrong in two places proves little: an implementation may refuse it for either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from conformance.jsontext import path_in, text_of
from conformance.oracle import Accept, Oracle, Reject
from conformance.spec.locate import node_at
from conformance.spec.model import Struct, Tagged
from conformance.spec.prose import broken_prose
from conformance.vectors.edit import ABSENT, get, put
from conformance.vectors.example import Examples, whole_values
from conformance.vectors.growth import Maker
from conformance.vectors.vector import Vector


class Undoing:
    """Undoes what is wrong with vectors of a dialect, with the values that its examples have."""

    def __init__(self, oracle: Oracle, examples: Examples) -> None:
        self._oracle = oracle
        self._examples = examples
        self._maker = Maker(oracle.dialect, examples)

    def leaves_a_fault(self, vector: Vector) -> bool:
        """Whether a rejected payload is still wrong, or breaks the prose, once its one break is undone.

        A text that is not even JSON with its control characters allowed has no place that could be mended.
        """
        if not isinstance(vector.expectation, Reject):
            return False
        try:
            # What only the text shows is gone: raw control characters, and the first or the last of repeated members.
            value = json.loads(vector.text, strict=False)
        except ValueError:
            return False
        first = json.loads(vector.text, strict=False, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        candidates = chain((value, first), self._mended(vector, value))
        return not any(self._legal(vector.type, mended) for mended in candidates)

    def _legal(self, type_name: str, value: Any) -> bool:
        expectation = self._oracle.expect(type_name, text_of(value))
        return isinstance(expectation, Accept) and not broken_prose(
            self._oracle.dialect, type_name, expectation.canonical_text
        )

    def _mended(self, vector: Vector, value: Any) -> Iterator[Any]:
        assert isinstance(vector.expectation, Reject)
        path = path_in(value, vector.expectation.at)
        for instead in self._instead(vector.type, value, path):
            yield put(value, path, instead)
        if path and isinstance(path[-1], int):
            yield put(value, path, ABSENT)
        elif path:
            *around, name = path
            for instead in self._completed(vector.type, value, around, str(name)):
                yield put(value, around, instead)

    def _instead(self, type_name: str, value: Any, path: list[str | int]) -> Iterator[Any]:
        """Values for a place: those of the examples, the number that a value spells or nearly is, and made ones."""
        yield from self._of_examples(type_name, path)
        with suppress(LookupError, TypeError, ValueError, OverflowError):
            yield int(float(get(value, path)))
        if (node := node_at(self._oracle.dialect, type_name, value, path)) is not None:
            name = next((token for token in reversed(path) if isinstance(token, str)), "")
            for full in (True, False):
                yield self._maker.value(node, name, full=full)
                yield self._maker.plain(node, name, full=full)

    def _of_examples(self, type_name: str, path: list[str | int]) -> Iterator[Any]:
        for one in whole_values(self._oracle.dialect, type_name, self._examples[type_name]):
            try:
                yield get(one, path)
            except (LookupError, TypeError):
                continue

    def _completed(self, type_name: str, value: Any, path: list[str | int], name: str) -> Iterator[dict[str, Any]]:
        """The object at a place with all that it lacks, if it lacks ``name``, and with any tag, if that is its tag."""
        dialect, lacking = self._oracle.dialect, get(value, path)
        found = node_at(dialect, type_name, value, path)
        node = dialect.bare(found) if found is not None else None
        if name not in lacking:
            wholes = [whole for whole in self._of_examples(type_name, path) if isinstance(whole, dict)]
            if isinstance(node, Struct):
                wholes.append(self._maker.plain(node, "", full=False))
            yield from ({**whole, **lacking} for whole in wholes)
        if isinstance(node, Tagged) and (name == node.property or name not in lacking):
            for variant in node.variants:
                tag = {node.property: variant.tag}
                yield {**lacking, **tag}
                yield {**self._maker.plain(variant.node, "", full=False), **lacking, **tag}
