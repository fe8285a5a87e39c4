"""A schema of an OpenAPI document, in the forms of the vocabulary.

The forms that are known are translated exactly; anything else is an error that names the place. Two things are
read as the wire has them and not to the letter: an enum of several values is open (unknown values must be
tolerated), and so is every union of objects, except those that the dialect closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from conformance.spec.importer.document import Document, Place
from conformance.spec.importer.unions import Grouped, is_struct, union

Form: TypeAlias = dict[str, Any]

NULL: Mapping[str, str] = {"type": "null"}
_TEXT = ("minLength", "maxLength", "pattern", "format")
_NUMBER = ("minimum", "maximum")
_ARRAY = ("minItems", "maxItems")


def translate(document: Document, roots: Iterable[str], closed: Iterable[str]) -> dict[str, Form]:
    """Every type that ``roots`` reach, by name; a reference is ``{"$ref": name}``.

    ``closed`` names the unions that allow no unknown variant.

    Raises:
        UsageError: a schema is missing or has an unknown form; names file and JSON Pointer.
    """
    translation = _Translation(document, frozenset(document.type(name).pointer for name in closed))
    pending = list(roots)
    while pending:
        name = pending.pop()
        if name in translation.types:
            continue
        translation.types[name] = translation.form(document.type(name))
        pending += translation.reached
        translation.reached.clear()
    _refuse_circles(document, translation.types)
    return dict(sorted(translation.types.items()))


def _refuse_circles(document: Document, types: Mapping[str, Form]) -> None:
    """No value could be of a type that is itself, or a choice of itself, without a member or item between."""
    for name in types:
        pending, seen = [types[name]], set[str]()
        while pending:
            form = pending.pop()
            pending += [*form.get("anyOf", ()), *form.get("oneOf", ())]
            target = form.get("$ref")
            if target == name:
                raise document.type(name).unknown("a type that contains itself without a member between")
            if target is not None and target not in seen:
                seen.add(target)
                pending.append(types[target])


@dataclass(slots=True)
class _Translation:
    document: Document
    closed: frozenset[str]
    types: dict[str, Form] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)

    def form(self, place: Place) -> Form:
        """The form of a place, with what the errata put there."""
        carried = {word: place.schema[word] for word in ("x-prose", "x-errata") if word in place.schema}
        return {**self._bare(place), **carried}

    def _bare(self, place: Place) -> Form:
        schema, words = place.schema, place.words()
        if schema.get("nullable") is True:
            return nullable(self.form(place.without("nullable", "x-prose", "x-errata")))
        if "nullable" in words:
            return self._bare(place.without("nullable"))
        if "$ref" in words:
            place.only("$ref")
            return {"$ref": self.reference(place.target())}
        if "allOf" in words:
            place.only("allOf")
            if len(place.arms("allOf")) > 1:
                raise place.unknown("allOf of several schemas")
            return self.form(place.inside("allOf", 0))
        if words & {"anyOf", "oneOf"}:
            return self._union(place)
        kind = schema.get("type")
        if isinstance(kind, list):
            kinds = [other for other in kind if other != "null"]
            if len(kind) != 2 or len(kinds) != 1:
                raise place.unknown(f"type {kind}")
            one = Place(place.document, place.pointer, {**schema, "type": kinds[0]})
            return nullable(self._bare(one))
        match kind:
            case "string":
                return _text(place)
            case "boolean":
                place.only("type")
                return {"type": "boolean"}
            case "integer" | "number":
                return _number(place)
            case "array":
                return self._array(place)
            case "object":
                return self._object(place)
            case None if not words:
                return {"x-order": "any"}
            case None if "items" in words:
                return self._array(place)
            case None if "properties" in words:
                return self._object(place)
        raise place.unknown(f"type {kind!r} with {', '.join(sorted(words)) or 'nothing'}")

    def reference(self, name: str) -> str:
        """Note that the type is reached."""
        self.reached.append(name)
        return name

    def _union(self, place: Place) -> Form:
        keyword = "oneOf" if "oneOf" in place.schema else "anyOf"
        place.only(keyword, "type", "discriminator")
        arms = place.arms(keyword)
        rest = [arm for arm in arms if arm.schema.get("type") != "null"]
        kind = place.schema.get("type")
        if not rest or (kind is not None and (kind != "object" or not all(is_struct(arm) for arm in arms))):
            raise place.unknown(f"type {kind!r} beside {keyword}" if rest else "a union of nothing but null")
        inner, groups = union(place, rest, self.form, is_open=place.pointer not in self.closed)
        for group in groups:
            self._name(place, group)
        return nullable(inner) if len(rest) < len(arms) else inner

    def _name(self, place: Place, group: Grouped) -> None:
        if self.types.get(group.name, group.form) != group.form or group.name in self.document.schemas:
            raise place.unknown(f"variants that share a tag, and the name {group.name!r} for them is taken")
        self.types[group.name] = group.form

    def _array(self, place: Place) -> Form:
        place.only("type", "items", *_ARRAY)
        if "items" not in place.schema:
            items: Form = {"x-order": "any"}
        else:
            at = place.inside("items")
            items = self.form(at)
            if len(items.get("enum", ())) == 1 and at.schema.get("x-stainless-const") is not True:
                # A list of one known word is a list of words; only a member's single word is a constant.
                items = {**items, "x-open": "tolerate"}
        return {"type": "array", "items": items, **_limits(place, _ARRAY, int)}

    def _object(self, place: Place) -> Form:
        more = place.schema.get("additionalProperties", True)
        if "properties" not in place.schema and more is not False:
            place.only("type", "additionalProperties")
            values = {"x-order": "any"} if more is True else self.form(place.inside("additionalProperties"))
            return {"type": "object", "additionalProperties": values, "x-order": "any"}
        place.only("type", "properties", "required", "additionalProperties")
        if more not in (True, False, {}):
            raise place.unknown("properties beside additionalProperties with a schema")
        properties = place.schema.get("properties", {})
        if not isinstance(properties, dict):
            raise place.unknown("properties is no object")
        members = {name: self.form(place.inside("properties", name)) for name in properties}
        form: Form = {"type": "object", "properties": members}
        if required := place.required():
            form["required"] = required
        return {**form, "additionalProperties": False} if more is False else form


def nullable(form: Form) -> Form:
    """The form that allows ``null`` too."""
    if form == {"x-order": "any"} or isinstance(form.get("type"), list) or NULL in form.get("anyOf", ()):
        return form
    simple = isinstance(form.get("type"), str) and not {"enum", "properties", "x-tag"} & set(form)
    return {**form, "type": [form["type"], "null"]} if simple else {"anyOf": [form, dict(NULL)]}


def _text(place: Place) -> Form:
    if not place.words() & {"enum", "const"}:
        place.only("type", *_TEXT)
        lengths = _limits(place, ("minLength", "maxLength"), int)
        words = _limits(place, ("pattern", "format"), str)
        try:
            re.compile(words.get("pattern", ""))
        except re.error as error:
            raise place.unknown(f"pattern {words['pattern']!r}: {error}") from None
        return {"type": "string", **lengths, **words}
    place.only("type", "enum", "const")
    values = place.schema.get("enum", [place.schema.get("const")])
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise place.unknown("an enum of a string with other values")
    if "const" in place.schema:
        if place.schema["const"] not in values:
            raise place.unknown("a const beside an enum without it")
        values = [place.schema["const"]]
    form: Form = {"type": "string", "enum": list(dict.fromkeys(values))}
    return form if len(values) == 1 else {**form, "x-open": "tolerate"}


def _number(place: Place) -> Form:
    kind = place.schema["type"]
    # `format` names a width or a clock (int64, unixtime, double): it bounds nothing that JSON can say.
    if place.words() & {"enum", "const"}:
        place.only("type", "enum", "const", "format")
        values = place.schema.get("enum", [place.schema.get("const")])
        if kind != "integer" or not isinstance(values, list) or len(values) != 1 or type(values[0]) is not int:
            raise place.unknown("an enum of numbers")
        return {"type": "integer", "minimum": values[0], "maximum": values[0]}
    place.only("type", "format", *_NUMBER)
    return {"type": kind, **_limits(place, _NUMBER, (int,) if kind == "integer" else (int, float))}


def _limits(place: Place, words: tuple[str, ...], kinds: type | tuple[type, ...]) -> Form:
    limits = {word: place.schema[word] for word in words if word in place.schema}
    for word, value in limits.items():
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise place.unknown(f"{word} {value!r}")
    return limits
