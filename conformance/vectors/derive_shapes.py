"""Derived vectors about enums and unions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.files import slugged
from conformance.spec.model import Dialect, Integer, Json, Tagged, Untagged
from conformance.vectors.example import ExampleEntry
from conformance.vectors.sketch import Sketch, twice

_NO_STRINGS: dict[str, Any] = {"number": 1, "boolean": True, "null": None, "array": []}
_NO_OBJECTS: dict[str, Any] = {"string": "something", "number": 1, "null": None, "boolean": True}
_WRONG_TAGS: dict[str, Any] = {"unknown": "something_else", "null": None, "number": 1000, "empty": ""}
_BARE: dict[str, Any] = {"string": "something", "number": 70000, "boolean": True, "null": None}
_FALLS_THROUGH: dict[str, tuple[dict[str, Any], str]] = {
    "almost-tagged": ({"type": "input_text"}, "a tag without its members falls through to open JSON"),
    "wrong-member-type": ({"type": "input_text", "text": 1}, "a member of the wrong type falls through"),
    "defaulted": ({"type": "input_image"}, "a variant whose members are all optional gains its default"),
    "unknown-tag": ({"type": "input_video", "url": "x"}, "an unknown tag falls through"),
}


def _spellings(value: str) -> dict[str, str]:
    """The value as other languages' enums spell it, where that differs from the value."""
    words = value.split("_")
    capitalized = [word.capitalize() for word in words]
    spellings = {
        "pascal": "".join(capitalized),
        "camel": words[0] + "".join(capitalized[1:]),
        "kebab": "-".join(words),
        "upper": value.upper(),
        "joined": "".join(words),
        "padded": f" {value}",
    }
    return {style: spelling for style, spelling in spellings.items() if spelling != value}


def enum_sketches(values: tuple[str, ...], first: str, *, is_open: bool) -> Iterator[Sketch]:
    """Every value, every wrong spelling of each, and what is not a value at all; ``first`` is the example."""
    rule = "decode.enum-spelling"
    for value in values:
        slug = slugged(value)
        yield Sketch(f"value-{slug}", f"the value {value}", rule, value, aspect="values")
        for style, spelling in {} if is_open else _spellings(value).items():
            why = f"{value} spelt {spelling!r}"
            yield Sketch(f"case-{style}-{slug}", why, rule, spelling, aspect="rename_all")
    unknown = "decode.open-enum" if is_open else rule
    yield Sketch("unknown-value", "a value that the enum does not have", unknown, "something_else")
    yield Sketch("empty-string", "the empty string", rule, "")
    yield from _no_string(first)


def open_enum_sketches(values: tuple[str, ...], first: str) -> Iterator[Sketch]:
    """Every known value, other strings, which are kept, and what is not a string; ``first`` is the example."""
    rule = "decode.open-enum"
    for value in values:
        yield Sketch(f"value-{slugged(value)}", f"the known value {value}", "decode.enum-spelling", value)
    yield Sketch("other-value", "a value unknown today is kept", rule, "juniper")
    yield Sketch("other-case", "a known value in another case is another value, and kept", rule, first.upper())
    yield Sketch("empty-string", "the empty string is kept", rule, "")
    yield from _no_string(first)
    yield Sketch("unknown-object", "an object is no value", "decode.strict-types", {"juniper": None})


def _no_string(first: str) -> Iterator[Sketch]:
    for kind, value in _NO_STRINGS.items():
        yield Sketch(f"not-a-string-{kind}", f"a JSON {kind} in place of a value", "decode.strict-types", value)
    yield Sketch("as-object", "the externally tagged form of a unit variant", "free.enum-as-object", {first: None})


def tagged_sketches(dialect: Dialect, type_name: str, node: Tagged, entry: ExampleEntry) -> Iterator[Sketch]:
    """Every variant, the tag at every position, and every way in which a tag can be wrong."""
    tag = node.property
    # In the order in which they were recorded, so that a new one changes nothing about the others.
    variants: Mapping[str, ExampleEntry] = entry["variants"]
    first, *others = variants
    members = variants[first]["all-members"][0]
    for value in sorted((variant.tag for variant in node.variants), key=list(variants).index):
        yield from _variant({tag: value}, variants[value], value, type_name in dialect.thorough or value == first)
    rule = "decode.tag-required"
    absent = "decode.tag-optional" if node.optional else rule
    yield Sketch("tag-absent", "no tag", absent, members)
    yield Sketch("tag-as-index", "the tag is a variant's index", "free.tag-as-index", {tag: 0, **members})
    for kind, wrong in _WRONG_TAGS.items():
        yield Sketch(f"tag-{kind}", f"the tag is {wrong!r}", rule, {tag: wrong, **members})
    for other in others[:1]:
        why = "one variant's members under another variant's tag"
        yield Sketch("tag-of-another", why, rule, {tag: other, **members})
    yield Sketch("empty-object", "an object without members", absent, {})
    array = [first, *members.values()]
    yield Sketch("as-array", "the tag and the content as an array", "free.struct-as-array", array)
    for kind, wrong in _NO_OBJECTS.items():
        yield Sketch(f"not-an-object-{kind}", f"a JSON {kind}", "decode.strict-types", wrong)
    fallback = dialect.resolve(node.fallback) if node.fallback else None
    for mode in getattr(fallback, "values", ()):
        yield Sketch(f"mode-{slugged(mode)}", f"the bare string {mode}", "decode.untagged-order", mode)
        yield Sketch(f"mode-upper-{slugged(mode)}", f"{mode} in upper case", "decode.enum-spelling", mode.upper())


def _variant(tag: dict[str, Any], entry: ExampleEntry, value: str, thorough: bool) -> Iterator[Sketch]:
    slug, variant = slugged(value), f"the variant {value}"
    rest, *later = entry["all-members"]
    full = {**tag, **rest}
    yield Sketch(f"tag-{slug}", variant, "encode.tag-first", full)
    for number, gained in enumerate(later, 2):
        yield Sketch(f"tag-{slug}-{number}", f"{variant} with what it gained", "encode.tag-first", {**tag, **gained})
    why, bare = f"{variant} with its required members alone", {**tag, **entry["only-required"]}
    yield Sketch(f"tag-{slug}-only-required", why, "decode.null-or-absent", bare)
    yield Sketch(f"tag-last-{slug}", f"the tag {value} comes last", "decode.tag-anywhere", {**rest, **tag})
    if not thorough:
        return
    if len(rest) > 1:
        first, *others = rest.items()
        middle = {**dict([first]), **tag, **dict(others)}
        yield Sketch(f"tag-middle-{slug}", f"the tag {value} in the middle", "decode.tag-anywhere", middle)
    why, text = f"the tag {value} comes twice", twice(full, *tag)
    yield Sketch(f"tag-duplicate-{slug}", why, "decode.duplicate-members", text=text)
    upper = {**dict.fromkeys(tag, value.upper()), **rest}
    yield Sketch(f"tag-wrong-case-{slug}", f"the tag {value} in upper case", "decode.enum-spelling", upper)
    why, unknown = f"{variant} with a member that it does not declare", {**full, "x_vendor": {"a": [1]}}
    yield Sketch(f"tag-{slug}-unknown-member", why, "decode.unknown-members", unknown)


def untagged_sketches(node: Untagged, entry: ExampleEntry) -> Iterator[Sketch]:
    """A value of every variant, and values that are close to several or to none."""
    rule = "decode.untagged-order"
    variants = entry["variants"]
    for number, (name, value) in enumerate(variants.items(), 1):
        slug = f"variant-{number}-{slugged(name)}"
        yield Sketch(slug, f"variant {number} of {len(variants)}", rule, value)
        if isinstance(value, dict):
            why, unknown = "an unknown member beside known ones", {**value, "x_vendor": 1}
            yield Sketch(f"{slug}-unknown-member", why, "decode.unknown-members", unknown)
    for variant in node.variants:
        if isinstance(variant, Integer) and variant.maximum is not None:
            bounds = {"zero": 0, "max": variant.maximum, "over-max": variant.maximum + 1, "negative": -1}
            for case, number in bounds.items():
                yield Sketch(f"integer-{case}", f"the number {number}", "decode.integer-range", number)
    yield Sketch("empty-object", "an object without members", rule, {})
    yield Sketch("empty-array", "an empty array", rule, [])
    yield Sketch("mixed-array", "an array that fits no variant whole", rule, ["name", 1])
    for kind, value in _BARE.items():
        yield Sketch(f"bare-{kind}", f"a JSON {kind}", rule, value)
    if any(isinstance(variant, Json) for variant in node.variants):
        for slug, (value, why) in _FALLS_THROUGH.items():
            yield Sketch(slug, why, rule, value)
