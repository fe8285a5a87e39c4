"""What a caller of the ``openai`` package can reach through declared members.

The package keeps what it does not understand: undeclared members beside the declared ones, and values
that fit no declared type, unchanged. A typed caller sees neither, so neither is shown here.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from conformance.adapter.outcome import Kind, Outcome
from conformance.jsontext import pointer


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
    if origin is dict and not allowed_by(arguments[1]).anything:
        return Allowed(values=allowed_by(arguments[1]))
    if origin is dict or annotation is dict:
        return Allowed(anything=True)
    if annotation in (object, Any):
        return Allowed(anything=True)
    if annotation is NoneType:
        return Allowed(null=True)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Allowed(models=(annotation,))
    return Allowed(scalars=True)


def variants(allowed: Allowed, **tags: str) -> Allowed:
    """Return ``allowed`` with those of its model classes alone that have these tags."""
    models = (one for one in allowed.models if all(_tag(one, name)[0] == tag for name, tag in tags.items()))
    return replace(allowed, models=tuple(models))


def class_for(allowed: Allowed, members: Mapping[str, Any]) -> type[BaseModel] | None:
    """The class that a caller picks to write these members: the first whose tags they have, ``None`` if there is none.

    Tags that are not among the members are left to the class.
    """
    for model in allowed.models:
        tags = {name: _tag(model, name)[0] for name in _tag_names(allowed.models)}
        if all(tag is None or members.get(name, tag) == tag for name, tag in tags.items()):
            return model
    return None


def shown(allowed: Allowed, value: object) -> Outcome:
    """Show what a typed caller reaches in a value of the type that ``allowed`` was read from, as text.

    Objects and arrays that are not what is declared are ``raw``: the package kept them as they came, or made them
    instances of the wrong class, or no type says what is in them. They are shown as they are. A value that is itself
    raw is a ``fallback``. A scalar of another type, or a string that no enum lists, shows in the text. A fault in here
    is ours, not a refusal.
    """
    raw: dict[str, str] = {}
    try:
        text = json.dumps(_declared(value, allowed, "", raw), default=_plain)
    except Exception as fault:
        return Outcome(Kind.ADAPTER_ERROR, message=repr(fault))
    why = "; ".join(raw.values()) or None
    return Outcome(Kind.FALLBACK, text, why) if "" in raw else Outcome(Kind.OK, text, why, tuple(raw))


def _declared(value: object, allowed: Allowed, path: str, raw: dict[str, str]) -> Any:
    """Return the part of ``value`` that is reachable through declared members, as plain JSON data.

    ``path`` is the JSON Pointer of ``value``. Members that were never set are left out. ``raw`` gets the JSON Pointers
    of what is not as declared, and why.
    """
    if value is None and allowed.null:
        return value
    if allowed.anything and not isinstance(value, allowed.models):
        if isinstance(value, list | Mapping):
            raw[path] = f"declared as anything at {_place(path)}"
        return value
    if isinstance(value, BaseModel):
        if why := _misfit(value, allowed.models, path):
            raw[path] = why
            return _plain(value)
        return {
            name: _declared(getattr(value, name), inner, f"{path}/{name}", raw)
            for name, inner in _members(type(value))
            if name in value.model_fields_set
        }
    if allowed.items and isinstance(value, list):
        return [_declared(item, allowed.items, f"{path}/{index}", raw) for index, item in enumerate(value)]
    if allowed.values and isinstance(value, Mapping):
        return {key: _declared(item, allowed.values, path + pointer([key]), raw) for key, item in value.items()}
    if isinstance(value, list | Mapping) or not allowed.scalars:
        raw[path] = f"kept raw at {_place(path)}: a {type(value).__name__}"
    return value


def _plain(value: BaseModel) -> Any:
    # The fields of a wrong class hold values that it does not declare, about which pydantic would warn; what is raw
    # may have models inside.
    return value.model_dump(mode="json", exclude_unset=isinstance(value.model_fields_set, set), warnings=False)


def _place(path: str) -> str:
    return path or "the top"


@cache
def _members(model: type[BaseModel]) -> tuple[tuple[str, Allowed], ...]:
    # Cached by class: the hash of an annotation costs as much as reading it.
    return tuple((name, allowed_by(cast(Hashable, field.annotation))) for name, field in model.model_fields.items())


def _misfit(value: BaseModel, classes: tuple[type[BaseModel], ...], path: str) -> str | None:
    """Say why ``value`` is not of one of the ``classes``, ``None`` where it is.

    Besides the class, the tags tell when loose construction fell back to the first variant of a union.
    """
    given: object = value.model_fields_set
    if not isinstance(given, set):
        # Loose construction takes a payload's member `_fields_set` for its own argument.
        return f"broken at {_place(path)}: the set of given members is {given!r}"
    if not isinstance(value, classes):
        return f"wrong class at {_place(path)}: {type(value).__name__}"
    for name in _tag_names(classes):
        tag, required = _tag(type(value), name)
        said = getattr(value, name, None)
        if tag is not None and said != tag and (required or said is not None):
            return f"wrong class at {_place(path)}: {type(value).__name__} is for {name} {tag!r}, not {said!r}"
    return None


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
