"""Rust for the types of a dialect: one struct or enum for each object, which serde reads and writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from .wire import Either, ListOf, MapOf, Member, Named, Nullable, Plain, Shape, Struct, Tagged, Words, shapes_of

_PLAIN = {"text": "String", "boolean": "bool", "json": "Value", "integer": "i64", "number": "f64"}
_DERIVE = "#[derive(Serialize, Deserialize)]"


def source(dialects: Iterable[str]) -> str:
    """A module for each dialect, with its types and what answers to their names."""
    return "\n".join(_Module(name).text() for name in dialects)


class _Module:
    """The types of a dialect as they are written; what has no name of its own is named after its place."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.shapes: Mapping[str, Shape] = shapes_of(dialect)
        self.is_serde = dialect == "async-openai"
        self.items: list[str] = []

    def text(self) -> str:
        for name, shape in self.shapes.items():
            written = self.type(shape, name)
            if written != name:
                self.items.append(f"pub type {name} = {written};")
        arms = "".join(f'"{name}" => through::<{name}>(payload), ' for name in self.shapes)
        names = ", ".join(f'("{name}", Direction::Both)' for name in self.shapes)
        return "\n".join(
            [
                f"pub mod {self.dialect.replace('-', '_')} {{",
                "use super::*;",
                *self.items,
                f'pub const DIALECT: Dialect = Dialect {{ name: "{self.dialect}", types: &[{names}], '
                "decode, typed: None, build: None };",
                f"fn decode(name: &str, payload: Payload) -> Answer {{ match name {{ {arms} _ => unreachable!() }} }}",
                "}",
            ]
        )

    def type(self, shape: Shape, place: str) -> str:
        """The type of a shape; what it needs is written first."""
        match shape:
            case Plain(kind):
                return _PLAIN.get(kind, kind)
            case Named(name):
                return name
            case Nullable(inside):
                return f"Option<{self.type(inside, f'{place}Some')}>"
            case ListOf(item):
                return f"Vec<{self.type(item, f'{place}Item')}>"
            case MapOf(value, is_sorted):
                return f"{'BTreeMap' if is_sorted else 'HashMap'}<String, {self.type(value, f'{place}Value')}>"
            case Words() | Either():
                self.items.append(self.enumeration(shape, place))
            case Struct(members):
                fields = "".join(f"{field}, " for field in self.fields(members, place, "pub "))
                self.items.append(f"{_DERIVE} pub struct {place} {{ {fields}}}")
                self.items.append(f"impl Told for {place} {{}}")
            case Tagged():
                self.items.append(self.tagged(shape, place) if self.is_serde else self.told_by_tag(shape, place))
        return place

    def enumeration(self, shape: Words | Either, place: str) -> str:
        """Words, and shapes of which the first that fits is taken."""
        if isinstance(shape, Words):
            variants = [f'#[serde(rename = "{word}")] V{index}' for index, word in enumerate(shape.values)]
            variants += ["#[serde(untagged)] Other(String)"] * shape.is_open
            return f"{_DERIVE} pub enum {place} {{ {', '.join(variants)} }} impl Told for {place} {{}}"
        types = [self.type(one, f"{place}V{index}") for index, one in enumerate(shape.shapes)]
        variants = [f"V{index}({one})" for index, one in enumerate(types)]
        return f"{_DERIVE} #[serde(untagged)] pub enum {place} {{ {', '.join(variants)} }} impl Told for {place} {{}}"

    def fields(self, members: Iterable[Member], place: str, public: str = "") -> Iterator[str]:
        """The members of a struct or of a variant."""
        for index, member in enumerate(members):
            written = self.type(member.shape, f"{place}M{index}")
            how = [f'rename = "{member.name}"']
            if member.absent not in ("omit", "null"):
                self.items.append(
                    f"fn default_{place.lower()}_{index}() -> {written} "
                    f"{{ serde_json::from_str({json.dumps(member.absent)}).unwrap() }}"
                )
                how.append(f'default = "default_{place.lower()}_{index}"')
            elif self.is_serde:
                # Absent and null are one there, and an Option may always be absent.
                if not member.required and not isinstance(member.shape, Nullable):
                    written = f"Option<{written}>"
                how += ['skip_serializing_if = "Option::is_none"'] * (not member.required and member.absent == "omit")
            elif not member.required:
                # Null is a value of its own, or none; either way it is not absence.
                written = f"Option<{written}>"
                how += ['default, deserialize_with = "there", skip_serializing_if = "Option::is_none"']
            elif isinstance(member.shape, Nullable):
                how += ['deserialize_with = "required"']
            yield f"#[serde({', '.join(how)})] {public}m{index}: {written}"

    def tagged(self, shape: Tagged, place: str) -> str:
        """An enum that serde tags itself."""
        variants = []
        for index, (word, inside) in enumerate(shape.variants):
            if isinstance(inside, Struct):
                rest = [one for one in inside.members if one.name != shape.tag]
                fields = ", ".join(self.fields(rest, f"{place}V{index}"))
                held = f" {{ {fields} }}" if rest else ""
            else:
                held = f"({self.type(inside, f'{place}V{index}')})"
            variants.append(f'#[serde(rename = "{word}")] V{index}{held}')
        if shape.otherwise is not None:
            variants.append(f"#[serde(untagged)] Otherwise({self.type(shape.otherwise, f'{place}Otherwise')})")
        held = ", ".join(variants)
        return f'{_DERIVE} #[serde(tag = "{shape.tag}")] pub enum {place} {{ {held} }} impl Told for {place} {{}}'

    def told_by_tag(self, shape: Tagged, place: str) -> str:
        """An enum that keeps what it does not know as it is; its structs have the tag as a member."""
        types = [self.type(inside, f"{place}V{index}") for index, (_, inside) in enumerate(shape.variants)]
        variants = [f"V{index}({one})" for index, one in enumerate(types)]
        found = [(f'Some("{word}")', f"V{index}") for index, (word, _) in enumerate(shape.variants)]
        if shape.optional:
            found.append((f'None if value.is_object() && value.get("{shape.tag}").is_none()', "V0"))
        if shape.otherwise is not None:
            variants.append(f"Otherwise({self.type(shape.otherwise, f'{place}Otherwise')})")
            found.append(("_ if !value.is_object()", "Otherwise"))
        arms = "".join(
            f"{when} => from_value(value).map({place}::{variant}).map_err(D::Error::custom),\n"
            for when, variant in found
        )
        return f"""
            #[derive(Serialize)] #[serde(untagged)] pub enum {place} {{ {", ".join(variants)}, Other(Value) }}
            impl Told for {place} {{ fn other(&self) -> bool {{ matches!(self, {place}::Other(_)) }} }}
            impl<'de> Deserialize<'de> for {place} {{
                fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {{
                    let value = Value::deserialize(from)?;
                    match value.get("{shape.tag}").and_then(Value::as_str) {{
                        {arms}
                        _ if value.is_object() => Ok({place}::Other(value)),
                        _ => Err(D::Error::custom("not an object")),
                    }}
                }}
            }}"""
