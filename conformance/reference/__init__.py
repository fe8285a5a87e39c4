"""The seed's types, typed: the reference implementation of the ``async-openai`` dialect.

Modules, types and members have the names and the order of the Rust source, so that both can be read side by side;
:mod:`conformance.reference.serde` lists which Python corresponds to which Rust.
It uses pydantic because ``Field(exclude_if=…)`` does for each member what ``skip_serializing_if`` does in Rust.
It knows nothing of the spec and the oracle: they are tested against each other.

>>> value = decode("InputTokenDetails", '{"text_tokens": 7, "new": true}')
>>> value.text_tokens
7
>>> encode("InputTokenDetails", value)
'{"cached_token_details":null,"text_tokens":7}'
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from conformance.reference import (
    client_event,
    conversation_item,
    error,
    mcp,
    response,
    response_event,
    responses,
    serde,
    server_event,
    session,
    shared,
)
from conformance.reference.reader import DecodeError, read, refusal_of

__all__ = ["TYPES", "DecodeError", "construct", "decode", "encode", "value_of"]

_MODULES = (
    response,
    session,
    conversation_item,
    error,
    mcp,
    responses,
    shared,
    client_event,
    response_event,
    server_event,
)


def _types_of(module: ModuleType) -> dict[str, Any]:
    """The public names that a module defines or imports as types: classes, and unions as annotations."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not hasattr(serde, name)
        and (isinstance(value, type) or get_origin(value) is not None)
    }


_DECLARED: dict[str, Any] = {name: declared for module in _MODULES for name, declared in _types_of(module).items()}


def _is_struct(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, BaseModel)


TYPES: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {
        name: TypeAdapter(declared, config=None if _is_struct(declared) else ConfigDict(strict=True, defer_build=True))
        for name, declared in _DECLARED.items()
    }
)
"""Every type of the dialect, by the name that the crate gives it."""


def decode(type_name: str, text: str | bytes) -> Any:
    """Read ``text`` as a value of the type, as ``serde_json::from_str`` does.

    Raises :class:`DecodeError` for what is not JSON and for what the type refuses, and ``KeyError`` for a type that
    is not in :data:`TYPES`.
    """
    return value_of(type_name, read(text))


def value_of(type_name: str, members: Any) -> Any:
    """Take what :func:`~conformance.reference.reader.read` read for a value of the type. Raises as :func:`decode`."""
    try:
        return TYPES[type_name].validator.validate_python(members)
    except ValidationError as error:
        raise refusal_of(type_name, error) from None


def encode(type_name: str, value: Any) -> str:
    """Write a value of the type, as ``serde_json::to_string`` does. Raises ``KeyError`` for an unknown type."""
    return TYPES[type_name].serializer.to_json(value).decode()


def construct(type_name: str, members: Mapping[str, Any] | Any) -> Any:
    """Make a value with the type's constructor, from its members as keyword arguments.

    A union has no constructor of its own: the tag among the members picks the variant's. Raises as :func:`decode`.
    """
    declared = _DECLARED[type_name]
    try:
        if _is_struct(declared):
            if not isinstance(members, Mapping):
                raise DecodeError(f"{type_name}: not an object of members")
            return declared(**members)
        return TYPES[type_name].validator.validate_python(members)
    except ValidationError as error:
        raise refusal_of(type_name, error) from None
