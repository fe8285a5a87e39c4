"""Derived vectors about enums and unions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.spec.model import Dialect, Integer, Json, Tagged, Untagged
from conformance.vectors.example import Entry
from conformance.vectors.sketch import Sketch, slugged
from conformance.vectors.vector import text_of


def _spellings(value: str) -> dict[str, str]:
    """The value as other languages' enums spell it, where that differs from the value."""
    words = value.split("_")
    spellings = {
        "pascal": "".join(word.capitalize() for word in words),
        "camel": words[0] + "".join(word.capitalize() for word in words[1:]),
        "kebab": "-".join(words),
        "upper": value.upper(),
        "joined": "".join(words),
        "padded": f" {value}",
    }
    return {style: spelling for style, spelling in spellings.items() if spelling != value}


def enum_sketches(values: tuple[str, ...], first: str, *, is_open: bool) -> Iterator[Sketch]:
    """Every value, every wrong spelling of each, and what is not a value at all; ``first`` is the example."""
    unknown = "decode.open-enum" if is_open else "decode.enum-spelling"
    for value in values:
        yield Sketch(f"value-{slugged(value)}", f"the value {value}", "decode.enum-spelling", value, aspect="values")
        if is_open:
            continue
        for style, spelling in _spellings(value).items():
            yield Sketch(
                f"case-{style}-{slugged(value)}",
                f"{value} spelt {spelling!r}",
                "decode.enum-spelling",
                spelling,
                aspect="rename_all",
            )
    yield Sketch("unknown-value", "a value that the enum does not have", unknown, "something_else")
    yield Sketch("empty-string", "the empty string", "decode.enum-spelling", "")
    yield from _no_string()
    yield Sketch("as-object", "the externally tagged form of a unit variant", "free.enum-as-object", {first: None})


def open_enum_sketches(values: tuple[str, ...], first: str) -> Iterator[Sketch]:
    """Every known value, other strings, which are kept, and what is not a string; ``first`` is the example."""
    rule = "decode.open-enum"
    for value in values:
        yield Sketch(f"value-{slugged(value)}", f"the known value {value}", rule, value)
    yield Sketch("other-value", "a value unknown today is kept", rule, "juniper")
    yield Sketch("other-case", "a known value in another case is another value, and kept", rule, first.upper())
    yield Sketch("empty-string", "the empty string is kept", rule, "")
    yield from _no_string()
    yield Sketch("as-object", "the externally tagged form of a unit variant", "free.enum-as-object", {first: None})
    yield Sketch("unknown-object", "an object is no value", "decode.strict-types", {"juniper": None})


def _no_string() -> Iterator[Sketch]:
    wrong: dict[str, Any] = {"number": 1, "boolean": True, "null": None, "array": []}
    for kind, value in wrong.items():
        yield Sketch(f"not-a-string-{kind}", f"a JSON {kind} in place of a value", "decode.strict-types", value)


def tagged_sketches(dialect: Dialect, type_name: str, node: Tagged, entry: Entry) -> Iterator[Sketch]:
    """Every variant, the tag in every place, and every way in which a tag can be wrong."""
    tag = node.property
    thorough = type_name in dialect.thorough
    # In the order in which they were recorded, so that a new one changes nothing about the others.
    variants: Mapping[str, Entry] = entry["variants"]
    first_tag, *other_tags = variants
    first_rest = variants[first_tag]["all-members"][0]
    for variant in sorted(node.variants, key=lambda variant: list(variants).index(variant.tag)):
        slug = slugged(variant.tag)
        rest, *later = variants[variant.tag]["all-members"]
        bare = variants[variant.tag]["only-required"]
        known = {tag: variant.tag}
        yield Sketch(f"tag-{slug}", f"the variant {variant.tag}", "encode.tag-first", {**known, **rest})
        for number, value in enumerate(later, 2):
            why = f"the variant {variant.tag} with what it gained"
            yield Sketch(f"tag-{slug}-{number}", why, "encode.tag-first", {**known, **value})
        yield Sketch(
            f"tag-{slug}-only-required",
            f"the variant {variant.tag} with its required members alone",
            "decode.null-or-absent",
            {**known, **bare},
        )
        yield Sketch(f"tag-last-{slug}", f"the tag {variant.tag} comes last", "decode.tag-anywhere", {**rest, **known})
        if not thorough and variant.tag != first_tag:
            continue
        if len(rest) > 1:
            first, *others = rest.items()
            middle = {**dict([first]), **known, **dict(others)}
            yield Sketch(f"tag-middle-{slug}", f"the tag {variant.tag} in the middle", "decode.tag-anywhere", middle)
        yield Sketch(
            f"tag-duplicate-{slug}",
            f"the tag {variant.tag} comes twice",
            "decode.duplicate-members",
            text=f"{text_of({**known, **rest})[:-1]},{text_of(known)[1:]}",
        )
        yield Sketch(
            f"tag-wrong-case-{slug}",
            f"the tag {variant.tag} in upper case",
            "decode.enum-spelling",
            {tag: variant.tag.upper(), **rest},
        )
        yield Sketch(
            f"tag-{slug}-unknown-member",
            f"the variant {variant.tag} with a member that it does not declare",
            "decode.unknown-members",
            {**known, **rest, "x_vendor": {"a": [1]}},
        )
    yield Sketch("tag-absent", "no tag", "decode.tag-required", first_rest)
    yield Sketch("tag-as-index", "the tag is a variant's index", "free.tag-as-index", {tag: 0, **first_rest})
    wrong_tags: dict[str, Any] = {"unknown": "something_else", "null": None, "number": 1000, "empty": ""}
    for kind, value in wrong_tags.items():
        yield Sketch(f"tag-{kind}", f"the tag is {value!r}", "decode.tag-required", {tag: value, **first_rest})
    if other_tags:
        crossed = {tag: other_tags[0], **first_rest}
        yield Sketch(
            "tag-of-another", "one variant's members under another variant's tag", "decode.tag-required", crossed
        )
    yield Sketch("empty-object", "an object without members", "decode.tag-required", {})
    yield Sketch(
        "as-array",
        "the tag and the content as an array",
        "free.struct-as-array",
        [first_tag, *first_rest.values()],
    )
    no_object: dict[str, Any] = {"string": "something", "number": 1, "null": None, "boolean": True}
    for kind, value in no_object.items():
        yield Sketch(f"not-an-object-{kind}", f"a JSON {kind}", "decode.strict-types", value)
    if node.fallback is not None:
        yield from _fallback(dialect, node)


def _fallback(dialect: Dialect, node: Tagged) -> Iterator[Sketch]:
    fallback = dialect.resolve(node.fallback) if node.fallback else None
    for value in getattr(fallback, "values", ()):
        yield Sketch(f"mode-{slugged(value)}", f"the bare string {value}", "decode.untagged-order", value)
        yield Sketch(f"mode-upper-{slugged(value)}", f"{value} in upper case", "decode.enum-spelling", value.upper())


def untagged_sketches(node: Untagged, entry: Entry) -> Iterator[Sketch]:
    """A value of every variant, and values that are close to several or to none."""
    rule = "decode.untagged-order"
    for number, (given, value) in enumerate(entry["variants"].items(), 1):
        name = slugged(given)
        yield Sketch(f"variant-{number}-{name}", f"variant {number} of {len(entry['variants'])}", rule, value)
        if isinstance(value, dict):
            yield Sketch(
                f"variant-{number}-{name}-unknown-member",
                "an unknown member beside known ones",
                "decode.unknown-members",
                {**value, "x_vendor": 1},
            )
    for variant in node.variants:
        if isinstance(variant, Integer) and variant.maximum is not None:
            bounds = {"zero": 0, "max": variant.maximum, "over-max": variant.maximum + 1, "negative": -1}
            for case, number in bounds.items():
                yield Sketch(f"integer-{case}", f"the number {number}", "decode.integer-range", number)
    yield Sketch("empty-object", "an object without members", rule, {})
    yield Sketch("empty-array", "an empty array", rule, [])
    yield Sketch("mixed-array", "an array that fits no variant whole", rule, ["name", 1])
    bare: dict[str, Any] = {"string": "something", "number": 70000, "boolean": True, "null": None}
    for kind, value in bare.items():
        yield Sketch(f"bare-{kind}", f"a JSON {kind}", rule, value)
    if any(isinstance(variant, Json) for variant in node.variants):
        for slug, value, why in (
            ("almost-tagged", {"type": "input_text"}, "a tag without its members falls through to open JSON"),
            ("wrong-member-type", {"type": "input_text", "text": 1}, "a member of the wrong type falls through"),
            ("defaulted", {"type": "input_image"}, "a variant whose members are all optional gains its default"),
            ("unknown-tag", {"type": "input_video", "url": "x"}, "an unknown tag falls through"),
        ):
            yield Sketch(slug, why, rule, value)
