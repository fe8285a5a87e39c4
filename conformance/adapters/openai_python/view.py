"""What a caller of the ``openai`` package can reach through declared members.

The package keeps what it does not understand: undeclared members beside the declared ones, and values
that fit no declared type, unchanged. A typed caller sees neither, so neither is shown here.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from conformance.adapter.outcome import Kind, Outcome
from conformance.jsontext import pointer


class FallbackError(Exception):
    """The package kept a value raw, or made it an instance of the wrong class.

    Only objects and arrays count: a scalar of another type, or a string that no enum lists, shows in
    the text.
    """


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an annotation allows: model classes, the items of a list, the values of a dict, scalars, ``null``."""

    models: tuple[type[BaseModel], ...] = ()
    items: Allowed | None = None
    values: Allowed | None = None
    scalars: bool = False
    null: bool = False
    anything: bool = False

    def __or__(self, other: Allowed) -> Allowed:
        return Allowed(
            self.models + other.models,
            _either(self.items, other.items),
            _either(self.values, other.values),
            self.scalars or other.scalars,
            self.null or other.null,
            self.anything or other.anything,
        )


def _either(left: Allowed | None, right: Allowed | None) -> Allowed | None:
    return left | right if left and right else left or right


@cache
def allowed_by(annotation: Any) -> Allowed:
    """Read an annotation of the package."""
    if isinstance(annotation, TypeAliasType):
        return allowed_by(annotation.__value__)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return allowed_by(arguments[0])
    if origin in (Union, UnionType):
        allowed = Allowed()
        for arm in arguments:
            allowed |= allowed_by(arm)
        return allowed
    if origin is list:
        return Allowed(items=allowed_by(arguments[0]))
    if origin is dict or annotation is dict:
        return Allowed(values=allowed_by(arguments[1]) if arguments else Allowed(anything=True))
    if annotation in (object, Any):
        return Allowed(anything=True)
    if annotation is NoneType:
        return Allowed(null=True)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Allowed(models=(annotation,))
    return Allowed(scalars=True)


def shown(allowed: Allowed, value: object) -> str | Outcome:
    """Return the :func:`declared_view` of a value of the type that ``allowed`` was read from, as text.

    A value that is not what is declared is a ``fallback``. A fault in here is ours, not a refusal.
    """
    try:
        return json.dumps(declared_view(value, allowed))
    except FallbackError as fallback:
        return Outcome(Kind.FALLBACK, message=str(fallback))
    except Exception as fault:
        return Outcome(Kind.ADAPTER_ERROR, message=repr(fault))


def declared_view(value: object, allowed: Allowed, path: str = "") -> Any:
    """Return the part of ``value`` that is reachable through declared members, as plain JSON data.

    ``path`` is the JSON Pointer of ``value``. Members that were never set are left out.

    Raises:
        FallbackError: an object or array somewhere in ``value`` is not what is declared there.
    """
    if allowed.anything or (value is None and allowed.null):
        return value
    if isinstance(value, BaseModel):
        _check_tags(value, allowed.models, path)
        given: object = value.model_fields_set
        if not isinstance(given, set):
            # Loose construction takes a payload's member `_fields_set` for its own argument.
            raise FallbackError(f"broken at {path or 'the top'}: the set of given members is {given!r}")
        return {
            name: declared_view(getattr(value, name), inner, f"{path}/{name}")
            for name, inner in _members(type(value))
            if name in given
        }
    if allowed.items and isinstance(value, list):
        return [declared_view(item, allowed.items, f"{path}/{index}") for index, item in enumerate(value)]
    if allowed.values and isinstance(value, Mapping):
        return {key: declared_view(item, allowed.values, path + pointer([key])) for key, item in value.items()}
    if isinstance(value, list | Mapping) or not allowed.scalars:
        raise FallbackError(f"kept raw at {path or 'the top'}: a {type(value).__name__}")
    return value


@cache
def _members(model: type[BaseModel]) -> tuple[tuple[str, Allowed], ...]:
    # Cached by class: the hash of an annotation costs as much as reading it.
    return tuple((name, allowed_by(cast(Hashable, field.annotation))) for name, field in model.model_fields.items())


def _check_tags(value: BaseModel, variants: tuple[type[BaseModel], ...], path: str) -> None:
    """Compare the tags: only they tell when loose construction fell back to a union's first variant."""
    for name in _tag_names(variants):
        tag, required = _tag(type(value), name)
        said = getattr(value, name, None)
        if tag is not None and said != tag and (required or said is not None):
            raise FallbackError(
                f"wrong class at {path or 'the top'}: {type(value).__name__} is for {name} {tag!r}, not {said!r}"
            )


@cache
def _tag_names(variants: tuple[type[BaseModel], ...]) -> tuple[str, ...]:
    """The members with one literal value in each variant, which is not the same in all of them."""
    names = {name: None for variant in variants for name in variant.model_fields}
    return tuple(name for name in names if len({_tag(variant, name)[0] for variant in variants} - {None}) > 1)


@cache
def _tag(model: type[BaseModel], name: str) -> tuple[str | None, bool]:
    """The one value that ``model`` declares for its member ``name``, and whether the member is required."""
    field = model.model_fields.get(name)
    if field is None:
        return None, False
    annotation = field.annotation
    if get_origin(annotation) is Union:
        arms = [arm for arm in get_args(annotation) if arm is not NoneType]
        annotation = arms[0] if len(arms) == 1 else None
    values = get_args(annotation) if get_origin(annotation) is Literal else ()
    return (values[0] if len(values) == 1 else None), field.is_required()
