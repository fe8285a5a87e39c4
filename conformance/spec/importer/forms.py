"""Translates schemas of an OpenAPI document into the forms of the vocabulary.

Known forms are translated exactly; anything else is an error with its JSON Pointer. Two things are read as the wire
has them rather than literally: an enum of several values is open (unknown values must be tolerated), and so is every
union of objects, except those that the dialect closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from conformance.spec.importer.document import WORDS, Document, Location
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
    """Refuse types that contain themselves without a member or item between: no value could be of such a type."""
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

    def form(self, location: Location) -> Form:
        """The form of a schema, with the keywords that errata added."""
        carried = {word: location.schema[word] for word in WORDS if word in location.schema}
        if "x-also" in carried:
            carried["x-also"] = [self._also(location, index) for index in range(len(carried["x-also"]))]
        return {**self._bare(location), **carried}

    def _also(self, location: Location, index: int) -> Form:
        """An entry of ``x-also``, whose form is a schema of the document, or in words that it is null or absent."""
        entry: Form = location.schema["x-also"][index]
        if isinstance(entry["form"], str):
            return entry
        return {**entry, "form": self.form(location.inside("x-also", index, "form"))}

    def _bare(self, location: Location) -> Form:
        schema, words = location.schema, location.words()
        if schema.get("nullable") is True:
            return nullable(self.form(location.without("nullable", *WORDS)))
        if "nullable" in words:
            return self._bare(location.without("nullable"))
        if "$ref" in words:
            location.only("$ref")
            return {"$ref": self.reference(location.target())}
        if "allOf" in words:
            location.only("allOf")
            if len(location.arms("allOf")) > 1:
                raise location.unknown("allOf of several schemas")
            return self.form(location.inside("allOf", 0))
        if words & {"anyOf", "oneOf"}:
            return self._union(location)
        kind = schema.get("type")
        if isinstance(kind, list):
            kinds = [other for other in kind if other != "null"]
            if len(kind) != 2 or len(kinds) != 1:
                raise location.unknown(f"type {kind}")
            one = Location(location.document, location.pointer, {**schema, "type": kinds[0]})
            return nullable(self._bare(one))
        match kind:
            case "string":
                return _text(location)
            case "boolean":
                location.only("type")
                return {"type": "boolean"}
            case "integer" | "number":
                return _number(location)
            case "array":
                return self._array(location)
            case "object":
                return self._object(location)
            case None if not words:
                return {"x-order": "any"}
            case None if "items" in words:
                return self._array(location)
            case None if "properties" in words:
                return self._object(location)
        raise location.unknown(f"type {kind!r} with {', '.join(sorted(words)) or 'nothing'}")

    def reference(self, name: str) -> str:
        """Remember that the type is reached."""
        self.reached.append(name)
        return name

    def _union(self, location: Location) -> Form:
        keyword = "oneOf" if "oneOf" in location.schema else "anyOf"
        location.only(keyword, "type", "discriminator")
        arms = location.arms(keyword)
        rest = [arm for arm in arms if arm.schema.get("type") != "null"]
        kind = location.schema.get("type")
        if not rest or (kind is not None and (kind != "object" or not all(is_struct(arm) for arm in arms))):
            raise location.unknown(f"type {kind!r} beside {keyword}" if rest else "a union of nothing but null")
        inner, groups = union(location, rest, self.form, is_open=location.pointer not in self.closed)
        for group in groups:
            self._name(location, group)
        return nullable(inner) if len(rest) < len(arms) else inner

    def _name(self, location: Location, group: Grouped) -> None:
        if self.types.get(group.name, group.form) != group.form or group.name in self.document.schemas:
            raise location.unknown(f"variants that share a tag, and the name {group.name!r} for them is taken")
        self.types[group.name] = group.form

    def _array(self, location: Location) -> Form:
        location.only("type", "items", *_ARRAY)
        if "items" not in location.schema:
            items: Form = {"x-order": "any"}
        else:
            at = location.inside("items")
            items = self.form(at)
            if len(items.get("enum", ())) == 1 and at.schema.get("x-stainless-const") is not True:
                # A list whose items have one known word may hold other words; a member with one word is a constant.
                items = {**items, "x-open": "tolerate"}
        return {"type": "array", "items": items, **_limits(location, _ARRAY, int)}

    def _object(self, location: Location) -> Form:
        more = location.schema.get("additionalProperties", True)
        if "properties" not in location.schema and more is not False:
            location.only("type", "additionalProperties")
            values = {"x-order": "any"} if more is True else self.form(location.inside("additionalProperties"))
            return {"type": "object", "additionalProperties": values, "x-order": "any"}
        location.only("type", "properties", "required", "additionalProperties")
        if more not in (True, False, {}):
            raise location.unknown("properties beside additionalProperties with a schema")
        properties = location.schema.get("properties", {})
        if not isinstance(properties, dict):
            raise location.unknown("properties is not an object")
        members = {name: self.form(location.inside("properties", name)) for name in properties}
        form: Form = {"type": "object", "properties": members}
        if required := location.required():
            form["required"] = required
        return {**form, "additionalProperties": False} if more is False else form


def nullable(form: Form) -> Form:
    """The form that allows ``null`` too."""
    if form == {"x-order": "any"} or isinstance(form.get("type"), list) or NULL in form.get("anyOf", ()):
        return form
    simple = isinstance(form.get("type"), str) and not {"enum", "properties", "x-tag"} & set(form)
    return {**form, "type": [form["type"], "null"]} if simple else {"anyOf": [form, dict(NULL)]}


def _text(location: Location) -> Form:
    if not location.words() & {"enum", "const"}:
        location.only("type", *_TEXT)
        lengths = _limits(location, ("minLength", "maxLength"), int)
        words = _limits(location, ("pattern", "format"), str)
        try:
            re.compile(words.get("pattern", ""))
        except re.error as error:
            raise location.unknown(f"pattern {words['pattern']!r}: {error}") from None
        return {"type": "string", **lengths, **words}
    location.only("type", "enum", "const")
    values = location.schema.get("enum", [location.schema.get("const")])
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise location.unknown("an enum of a string with other values")
    if "const" in location.schema:
        if location.schema["const"] not in values:
            raise location.unknown("a const beside an enum without it")
        values = [location.schema["const"]]
    form: Form = {"type": "string", "enum": list(dict.fromkeys(values))}
    return form if len(values) == 1 else {**form, "x-open": "tolerate"}


def _number(location: Location) -> Form:
    kind = location.schema["type"]
    if location.words() & {"enum", "const"}:
        location.only("type", "enum", "const", "format")
        values = location.schema.get("enum", [location.schema.get("const")])
        if kind != "integer" or not isinstance(values, list) or len(values) != 1 or type(values[0]) is not int:
            raise location.unknown("an enum of numbers")
        return {"type": "integer", "minimum": values[0], "maximum": values[0]}
    location.only("type", "format", *_NUMBER)
    bounds = _limits(location, _NUMBER, (int,) if kind == "integer" else (int, float))
    # A format names a width or a clock (int64, unixtime, double): it does not bound the JSON.
    return {"type": kind, **bounds, **_limits(location, ("format",), str)}


def _limits(location: Location, words: tuple[str, ...], kinds: type | tuple[type, ...]) -> Form:
    limits = {word: location.schema[word] for word in words if word in location.schema}
    for word, value in limits.items():
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise location.unknown(f"{word} {value!r}")
    return limits
