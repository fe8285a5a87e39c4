"""An OpenAPI document and the schemas in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from conformance import jsontext
from conformance.errors import UsageError, near

Schema = Mapping[str, Any]

SCHEMAS = "/components/schemas/"
WORDS = ("x-prose", "x-errata", "x-side", "x-level", "x-also")
"""What errata say about a place, beside its schema."""
# Keywords that describe a schema and constrain nothing; extensions (x-…) are of this kind too.
_ANNOTATIONS = {
    "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
    "externalDocs", "$comment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """An OpenAPI document; ``name`` is its file, for error messages."""

    name: str
    content: dict[str, Any]

    @property
    def schemas(self) -> dict[str, Any]:
        """The named schemas."""
        schemas: dict[str, Any] = self.content["components"]["schemas"]
        return schemas

    def problem(self, pointer: str, problem: str) -> UsageError:
        """The error for something wrong at a JSON Pointer."""
        return UsageError(f"{self.name}#{pointer}: {problem}")

    def value(self, pointer: str) -> Any:
        """The value at a JSON Pointer.

        Raises:
            KeyError: there is none.
        """
        value: Any = self.content
        for name in jsontext.tokens(pointer):
            if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
                value = value[int(name)]
            elif isinstance(value, dict) and name in value:
                value = value[name]
            else:
                raise KeyError(pointer)
        return value

    def location(self, pointer: str) -> Location:
        """The schema at a JSON Pointer.

        Raises:
            UsageError: there is nothing, or not a schema.
        """
        try:
            schema = self.value(pointer)
        except KeyError:
            raise self.problem(pointer, "the document has nothing there") from None
        if not isinstance(schema, dict):
            raise self.problem(pointer, "a schema is an object")
        return Location(self, pointer, schema)

    def type(self, name: str, wanted_at: str = SCHEMAS) -> Location:
        """The schema called ``name``; an error names the pointer ``wanted_at``.

        Raises:
            UsageError: the document has no schema of that name.
        """
        if name not in self.schemas:
            raise self.problem(wanted_at, f"no schema {name!r}{near(name, self.schemas)}")
        return self.location(SCHEMAS + escaped(name))


@dataclass(frozen=True, slots=True)
class Location:
    """A schema in a document, and the JSON Pointer to it."""

    document: Document
    pointer: str
    schema: Schema

    def words(self) -> set[str]:
        """The keywords that constrain values."""
        return {word for word in self.schema if word not in _ANNOTATIONS and not word.startswith("x-")}

    def unknown(self, problem: str) -> UsageError:
        """The error for a form that the importer does not know."""
        return self.document.problem(self.pointer, f"a form that the importer does not know: {problem}")

    def only(self, *known: str) -> None:
        """Refuse keywords other than ``known``."""
        strangers = self.words() - set(known)
        if strangers:
            raise self.unknown(f"{', '.join(sorted(strangers))} beside {', '.join(sorted(self.words() - strangers))}")

    def without(self, *words: str) -> Location:
        """The same location as if the keywords were not there."""
        return replace(self, schema={word: value for word, value in self.schema.items() if word not in words})

    def inside(self, *tokens: str | int) -> Location:
        """The schema at a path inside this one.

        Raises:
            UsageError: it is not a schema.
        """
        value: Any = self.schema
        for token in tokens:
            value = value[token]
        pointer = self.pointer + jsontext.pointer(tokens)
        if not isinstance(value, dict):
            raise self.document.problem(pointer, "a schema is an object")
        return Location(self.document, pointer, value)

    def arms(self, keyword: str) -> list[Location]:
        """The schemas of ``anyOf``, ``oneOf`` or ``allOf``."""
        arms = self.schema[keyword]
        if not isinstance(arms, list) or not arms:
            raise self.unknown(f"{keyword} is not a list of schemas")
        return [self.inside(keyword, i) for i in range(len(arms))]

    def required(self) -> list[str]:
        """The names of the properties that must be there.

        Raises:
            UsageError: ``required`` is not a list of names, or a name is not a property.
        """
        required = self.schema.get("required", [])
        if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
            raise self.unknown("required is not a list of names")
        for name in required:
            if name not in self.schema.get("properties", {}):
                raise self.unknown(f"{name!r} is required, but not a property")
        return list(dict.fromkeys(required))

    def target(self) -> str:
        """The name of the schema that ``$ref`` refers to.

        Raises:
            UsageError: the reference does not lead to a named schema of the document.
        """
        ref = self.schema["$ref"]
        if not isinstance(ref, str) or not ref.startswith(f"#{SCHEMAS}"):
            raise self.unknown(f"$ref {ref!r}")
        name = "/".join(jsontext.tokens(ref.removeprefix(f"#{SCHEMAS[:-1]}")))
        self.document.type(name, self.pointer)
        return name

    def resolved(self) -> Location:
        """The schema after following references and any ``allOf`` with one arm.

        Raises:
            UsageError: the references form a circle.
        """
        location = self
        seen = {location.pointer}
        while True:
            if "$ref" in location.schema:
                location = location.document.type(location.target(), location.pointer)
            elif location.words() == {"allOf"} and len(location.arms("allOf")) == 1:
                location = location.inside("allOf", 0)
            else:
                return location
            if location.pointer in seen:
                raise self.unknown("a reference that leads back to itself")
            seen.add(location.pointer)


def escaped(token: str) -> str:
    """A reference token of a JSON Pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")


def read(path: Path) -> Document:
    """Read an OpenAPI 3 document, in JSON or YAML, or a JSON Schema with ``$defs`` as if it were one.

    Raises:
        UsageError: the file cannot be read or is not such a document.
    """
    content = _content(path)
    if isinstance(content, dict) and isinstance(content.get("$defs"), dict) and "openapi" not in content:
        return Document(str(path), {"components": {"schemas": _led(content["$defs"])}})
    version = content.get("openapi") if isinstance(content, dict) else None
    if not isinstance(version, str) or not version.startswith("3."):
        raise UsageError(f"{path}#/openapi: is not an OpenAPI 3 document, nor a JSON Schema with $defs")
    components = content.get("components")
    if not isinstance(components, dict) or not isinstance(components.get("schemas"), dict):
        raise UsageError(f"{path}#/components/schemas: the document has no schemas")
    return Document(str(path), content)


def _content(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if path.suffix in (".yaml", ".yml"):
        try:
            return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise UsageError(f"{path}: is not YAML: {' '.join(str(error).split())}") from None
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is not JSON: {error}") from None


def _led(value: Any) -> Any:
    """The value with references to ``$defs`` led to where an OpenAPI document has its schemas."""
    if isinstance(value, dict):
        return {
            key: f"#{SCHEMAS}{inner.removeprefix('#/$defs/')}"
            if key == "$ref" and isinstance(inner, str) and inner.startswith("#/$defs/")
            else _led(inner)
            for key, inner in value.items()
        }
    return [_led(item) for item in value] if isinstance(value, list) else value
