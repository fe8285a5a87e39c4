"""The official dialect's types, as pydantic classes made from its schema files.

The seed's classes are written by hand, to be compared with the Rust source line by line. The official document has
two thousand members, so its classes are made from the imported files on first use. The code shares only that data
with the oracle, and both are tested against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError, create_model

from conformance.reference.reader import read, refusal_of
from conformance.spec import documents

DIALECT = "openai-ga"
Schema = Mapping[str, Any]


class Struct(BaseModel):
    """An object with declared members: strict, unknown members ignored, and only what was set is written."""

    model_config = ConfigDict(strict=True, extra="ignore", defer_build=True, protected_namespaces=())


def decode(type_name: str, text: str | bytes) -> Any:
    """Read ``text`` as a value of the type.

    Raises:
        DecodeError: the text is not JSON, or the type refuses it.
        KeyError: there is no such type.
    """
    return value_of(type_name, members(text))


def members(text: str | bytes) -> Any:
    """Read JSON text; the last of a repeated name wins.

    Raises:
        DecodeError: the text is not JSON.
    """
    return read(text, last_wins=True)


def value_of(type_name: str, members: Any) -> Any:
    """Take the members of a text for a value of the type.

    Raises:
        DecodeError: the type refuses them.
    """
    try:
        return _adapter(type_name).validate_python(members)
    except ValidationError as error:
        raise refusal_of(type_name, error) from None


def encode(type_name: str, value: Any) -> str:
    """Write a value: the members that were set, ``null`` where it was set."""
    return _adapter(type_name).dump_json(value, exclude_unset=True).decode()


def construct(type_name: str, members: Any) -> Any:
    """Make a value with the type's constructor; a union's tag picks the variant's.

    Raises:
        DecodeError: the constructor refuses the members.
    """
    declared = _class(type_name)
    if isinstance(declared, type) and issubclass(declared, BaseModel) and isinstance(members, dict):
        try:
            return declared(**members)
        except ValidationError as error:
            raise refusal_of(type_name, error) from None
    return value_of(type_name, members)


@cache
def types() -> Mapping[str, Schema]:
    """Every type's schema by name."""
    return {name: schema for document in documents(DIALECT).values() for name, schema in document["$defs"].items()}


@cache
def _adapter(type_name: str) -> TypeAdapter[Any]:
    declared = _class(type_name)
    if isinstance(declared, type) and issubclass(declared, BaseModel):
        return TypeAdapter(declared)
    return TypeAdapter(declared, config=ConfigDict(strict=True))


@cache
def _class(type_name: str) -> Any:
    """The class or annotation for a named type."""
    return _annotation(types()[type_name], type_name)


def _annotation(schema: Schema, name: str) -> Any:
    if "x-tag" in schema:
        return _union(schema, name)
    if schema.get("x-open"):
        return str
    if "$ref" in schema:
        return _class(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    if "anyOf" in schema:
        (only,) = (arm for arm in schema["anyOf"] if arm != {"type": "null"})
        return _annotation(only, name) | None
    kind = schema.get("type")
    if isinstance(kind, list):
        (only_kind,) = (one for one in kind if one != "null")
        return _annotation({**schema, "type": only_kind}, name) | None
    return _PLAIN[kind](schema, name)


def _struct(schema: Schema, name: str) -> Any:
    if "properties" not in schema:
        values = _annotation(schema["additionalProperties"], name)
        return dict[str, values]  # type: ignore[valid-type]
    required = schema.get("required", ())
    fields: dict[str, Any] = {
        # Names such as `object` and `model_…` are fine as attributes; only a leading underscore is not.
        member: (_member(property_, f"{name}.{member}"), _default(property_, required=member in required))
        for member, property_ in schema["properties"].items()
    }
    return create_model(name, __base__=Struct, **fields)


def _member(schema: Schema, name: str) -> Any:
    """The annotation of a member in every form that corrections know, also those that are left open."""
    forms = [other["form"] for other in schema.get("x-also", ()) if other["form"] != "absent"]
    others = [type(None) if form == "null" else _annotation(form, name) for form in forms]
    return _either([_annotation(schema, name), *others])


def _default(schema: Schema, *, required: bool) -> Any:
    may_lack = any(other["form"] == "absent" for other in schema.get("x-also", ()))
    return ... if required and not may_lack else None


def _limited(base: type, **keywords: str) -> Callable[[Schema, str], Any]:
    def limited(schema: Schema, name: str) -> Any:
        limits = {argument: schema[keyword] for keyword, argument in keywords.items() if keyword in schema}
        return Annotated[base, Field(**limits)] if limits else base

    return limited


_PLAIN: dict[Any, Callable[[Schema, str], Any]] = {
    None: lambda _schema, _name: Any,
    "string": _limited(str, minLength="min_length", maxLength="max_length", pattern="pattern"),
    "boolean": _limited(bool),
    "integer": _limited(int, minimum="ge", maximum="le"),
    "number": _limited(float, minimum="ge", maximum="le"),
    "array": lambda schema, name: Annotated[
        list[_annotation(schema["items"], f"{name}[]")],  # type: ignore[misc]
        Field(min_length=schema.get("minItems", 0)),
    ],
    "object": _struct,
}


def _union(schema: Schema, name: str) -> Any:
    tag = schema["x-tag"]
    arms = schema.get("oneOf") or schema["anyOf"]
    if tag["kind"] != "internal":
        return Annotated[_either(_annotation(arm, name) for arm in arms), Field(union_mode="left_to_right")]
    return _tagged(tag, arms, name)


def _tagged(tag: Mapping[str, Any], arms: list[Schema], name: str) -> Any:
    property_, fallback = tag["property"], tag.get("fallback")
    variants: dict[str, Any] = {}
    for index, arm in enumerate(arms):
        if index != fallback:
            value = arm["properties"][property_]["const"]
            variants[value] = _arm(arm, property_, f"{name}.{value}", required=not tag.get("optional"))
    annotations = [Annotated[variant, Tag(value)] for value, variant in variants.items()]
    others: dict[str, Any] = {}
    if fallback is not None:
        others["(other)"] = _annotation(arms[fallback], name)
    if tag.get("open"):
        others["(unknown)"] = dict[str, Any]
    if tag.get("optional"):
        others["(untagged)"] = Annotated[_either(variants.values()), Field(union_mode="left_to_right")]
    annotations += [Annotated[other, Tag(label)] for label, other in others.items()]

    def chosen(value: Any) -> str | None:
        if not isinstance(value, dict | BaseModel):
            return "(other)" if "(other)" in others else None
        held = value.get(property_) if isinstance(value, dict) else getattr(value, property_, None)
        present = property_ in (value if isinstance(value, dict) else value.model_fields_set)
        if not present and "(untagged)" in others:
            return "(untagged)"
        if isinstance(held, str) and held in variants:
            return held
        return "(unknown)" if isinstance(held, str) and "(unknown)" in others else None

    return Annotated[_either(annotations), Discriminator(chosen)]


def _arm(arm: Schema, property_: str, name: str, *, required: bool) -> Any:
    """A variant: a reference, whose class declares the tag itself, or members written out."""
    if "$ref" in arm:
        return _class(arm["$ref"].rpartition("/")[2])
    members = {
        member: {"type": "string", "enum": [form["const"]]} if member == property_ else form
        for member, form in arm["properties"].items()
    }
    needed = [member for member in arm.get("required", ()) if required or member != property_]
    return _struct({**arm, "properties": members, "required": needed}, name)


def _either(annotations: Iterable[Any]) -> Any:
    return Union[tuple(annotations)]  # noqa: UP007 - made from data, and Annotated members have no `|`
