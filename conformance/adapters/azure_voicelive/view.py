"""What a caller of ``azure-ai-voicelive`` reaches through the attributes of its models.

A model is a mapping of everything in the payload, with attributes for the members that it declares. Only the
attributes are read here. A value that fits no declared type comes out of an attribute unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

from azure.ai.voicelive._utils.model_base import Model


def shown(model: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The members of ``model`` that its attributes reach, as plain JSON data, and what inside is raw.

    Members that are absent are left out. Raw, by their JSON Pointers, are objects that the package kept as they came,
    or as the base class of a union of which it knows no such variant; they are shown as they are.
    """
    raw: list[str] = []
    return _attributes(model, "", raw), tuple(raw)


def _attributes(model: Any, path: str, raw: list[str]) -> dict[str, Any]:
    class_: Any = type(model)
    if is_base(class_):
        raw.append(path)
        plain: dict[str, Any] = model.as_dict()
        return plain
    # `in` only says which members were given; their values come from the attributes.
    return {
        wire: _plain(getattr(model, name), (class_, name), f"{path}/{wire}", raw)
        for name, wire in _members(class_)
        if wire in model
    }


def _plain(value: Any, owner: tuple[Any, str], path: str, raw: list[str]) -> Any:
    if isinstance(value, Model):
        return _attributes(value, path, raw)
    if isinstance(value, list):
        return [_plain(item, owner, f"{path}/{index}", raw) for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        if not _open(*owner):
            raw.append(path)
        return dict(value)
    return value.value if isinstance(value, Enum) else value


@cache
def _members(model: Any) -> tuple[tuple[str, str], ...]:
    """The attributes that a model class declares, each with the name that it has on the wire."""
    return tuple((name, field._rest_name) for name, field in model._attr_to_rest_field.items())


@cache
def is_base(model: Any) -> bool:
    """Whether the class ``model`` is the common base of the variants of a union, and so none of them."""
    own = vars(model)
    return "__mapping__" in own and any(getattr(field, "_is_discriminator", False) for field in own.values())


@cache
def _open(model: Any, name: str) -> bool:
    """Whether the attribute is declared as a dict or as anything, so that plain data keeps its promise."""
    annotations = [vars(one).get("__annotations__", {}) for one in model.__mro__]
    declared = next(str(own[name]) for own in annotations if name in own)
    return any(word in declared for word in ("dict[", "Any"))
