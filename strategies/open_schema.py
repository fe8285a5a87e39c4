"""Values that fit a JSON Schema: the one module through which hypothesis-jsonschema is used.

hypothesis-jsonschema 0.23.1 draws the members of an object with ``many(...).more()`` from Hypothesis' internals.
Hypothesis 6.170.10 removed that method (``many`` is now a context manager to iterate over), so every schema that
allows an object fails with ``AttributeError: 'many' object has no attribute 'more'``.

Neither Hypothesis nor the module that users import is patched: a private copy of the affected module is loaded,
and its name ``cu`` is bound to an adapter for the new protocol. With a Hypothesis that still has ``more`` the
original module is used. Once a release of hypothesis-jsonschema works by itself,
``tests/strategies/test_open_schema.py`` fails and says what to delete.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

from hypothesis import strategies as st
from hypothesis.internal.conjecture import utils

from strategies.generator import render
from strategies.pools import SCHEMAS

_MODULE = "hypothesis_jsonschema._from_schema"
_PROPERTY = {
    "type": "object",
    "properties": {
        "type": {"enum": ["string", "integer", "number", "boolean"]},
        "description": {"type": "string"},
    },
    "required": ["type"],
    "additionalProperties": False,
}
_PARAMETERS = {
    "type": "object",
    "properties": {
        "type": {"const": "object"},
        "properties": {"type": "object", "additionalProperties": _PROPERTY, "maxProperties": 3},
        "required": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    },
    "required": ["type", "properties"],
    "additionalProperties": False,
}


class _Many:
    """The old protocol of ``many`` (``while elements.more()``) on top of the new one."""

    def __init__(self, data: Any, min_size: int, max_size: float, average_size: float) -> None:
        self._many: Any = utils.many(data, min_size, max_size, average_size)
        self._many.__enter__()
        self._elements = iter(self._many)
        self._rejected = False

    def more(self) -> bool:
        """Whether there is to be another element."""
        self._rejected = False
        for _ in self._elements:
            return True
        self._many.__exit__(None, None, None)
        return False

    def reject(self) -> None:
        """Do not count this element; the old protocol allows calling this several times, the new one only once."""
        if not self._rejected:
            self._rejected = True
            self._many.reject()


@cache
def _from_schema_module() -> ModuleType:
    spec = importlib.util.find_spec(_MODULE)
    assert spec is not None
    assert spec.loader is not None
    if hasattr(utils.many, "more"):
        return importlib.import_module(_MODULE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.cu = SimpleNamespace(many=_Many)  # type: ignore[attr-defined]
    return module


def from_schema(schema: Mapping[str, Any] | bool) -> st.SearchStrategy[Any]:
    """Python values of the JSON that ``schema`` allows (drafts 4, 6 and 7, and what later drafts share with them).

    The schema has to be self-contained: its ``$id`` is dropped, because hypothesis-jsonschema would take references
    into the same document for remote ones.

    Raises what ``hypothesis_jsonschema.from_schema`` raises: ``jsonschema.exceptions.SchemaError`` for what
    is not a schema, ``hypothesis.errors.InvalidArgument`` for references that cannot be resolved.
    """
    if isinstance(schema, Mapping):
        schema = {keyword: value for keyword, value in schema.items() if keyword != "$id"}
    strategy: st.SearchStrategy[Any] = _from_schema_module().from_schema(schema)
    return strategy


@cache
def tool_parameters() -> st.SearchStrategy[Any]:
    """JSON Schemas such as tools declare for their parameters; the simplest ones first."""
    return st.sampled_from(SCHEMAS) | from_schema(_PARAMETERS)


@cache
def call_arguments() -> st.SearchStrategy[str]:
    """JSON texts that fit the parameters of some realistic tool."""
    return st.one_of([from_schema(schema).map(render) for schema in SCHEMAS])
