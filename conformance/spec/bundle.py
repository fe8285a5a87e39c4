"""One self-contained JSON Schema document made from a dialect's files, for any validator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.spec.loader import documents, load_dialect, reached

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def bundle(dialect: str, type_name: str | None = None) -> dict[str, Any]:
    """The schema of ``type_name`` with every type it reaches under ``$defs``; without it, every type.

    Raises:
        UsageError: there is no such dialect or type.
    """
    schemas = {
        name: _local(schema) for document in documents(dialect).values() for name, schema in document["$defs"].items()
    }
    head: dict[str, Any] = {"$schema": DRAFT, "$id": f"urn:realtime-conformance:{dialect}"}
    if type_name is None:
        return {**head, "$defs": schemas}
    spec = load_dialect(dialect)
    spec.node(type_name)
    names = reached(spec.types, [type_name])
    return {
        **head,
        "$id": f"{head['$id']}:{type_name}",
        "$ref": f"#/$defs/{type_name}",
        "$defs": {name: schema for name, schema in schemas.items() if name in names},
    }


def _local(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_local(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    local: dict[str, Any] = {
        key: f"#/$defs/{value.rpartition('/')[2]}" if key == "$ref" else _local(value) for key, value in schema.items()
    }
    if "required" in schema and "properties" in schema:
        local["required"] = [name for name in schema["required"] if "absent" not in _also(schema["properties"][name])]
    others = [{"type": "null"} if form == "null" else form for form in _also(local) if form != "absent"]
    return {"anyOf": [local, *others]} if others else local


def _also(schema: Any) -> list[Any]:
    """The forms that corrections add and that are legal, on whichever side."""
    others = schema.get("x-also", ()) if isinstance(schema, Mapping) else ()
    return [other["form"] for other in others if other["level"] != "free"]
