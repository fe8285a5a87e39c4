"""Sorts types into modules, and writes modules as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.errors import UsageError

Form = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WIDTH = 100


def modules(types: Mapping[str, Form], rules: Sequence[Mapping[str, str]]) -> dict[str, dict[str, Form]]:
    """The types of each module, in the order of the rules; the first rule that matches its name decides.

    Raises:
        UsageError: no rule matches a type.
    """
    by_module: dict[str, dict[str, Form]] = {rule["module"]: {} for rule in rules}
    for name, form in types.items():
        home = next((rule["module"] for rule in rules if re.search(rule["types"], name)), None)
        if home is None:
            raise UsageError(f"no module is stated for the type {name}; import.json says which type goes where")
        by_module[home][name] = form
    return {module: types for module, types in by_module.items() if types}


def documents(dialect: str, by_module: Mapping[str, Mapping[str, Form]]) -> dict[str, Any]:
    """The JSON Schema document of each module, references and all."""
    home = {name: module for module, types in by_module.items() for name in types}
    return {
        module: {
            "$schema": _DRAFT,
            "$id": f"urn:realtime-conformance:spec:{dialect}:{module}",
            "$defs": {name: _linked(form, module, home) for name, form in types.items()},
        }
        for module, types in by_module.items()
    }


def text(value: Any) -> str:
    """JSON for human readers: on one line what fits, keys in the given order, a newline at the end."""
    return _lines(value, "") + "\n"


def _linked(form: Any, module: str, home: Mapping[str, str]) -> Any:
    if isinstance(form, list):
        return [_linked(item, module, home) for item in form]
    if not isinstance(form, Mapping):
        return form
    linked = {word: value if word == "x-prose" else _linked(value, module, home) for word, value in form.items()}
    if isinstance(form.get("$ref"), str):
        name = form["$ref"]
        linked["$ref"] = f"{'' if home[name] == module else f'{home[name]}.json'}#/$defs/{name}"
    return linked


def _lines(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (len(indent) + len(flat) <= _WIDTH and not _deep(value)):
        return flat
    inner = f"{indent}  "
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_lines(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{inner}{_lines(item, inner)}" for item in value) + f"\n{indent}]"


def _deep(value: dict[str, Any] | list[Any]) -> bool:
    """Whether one line would be hard to read: some member is an object that holds objects."""
    members = value.values() if isinstance(value, dict) else value
    return any(isinstance(member, dict) and any(isinstance(one, dict) for one in member.values()) for member in members)
