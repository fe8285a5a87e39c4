"""Derived vectors that put one kind of odd value everywhere in an example at once: texts, numbers, falsehoods, kinds.

What harms a text harms most texts, so one vector per example and kind shows it for all members, and the difference
names those that are hurt. Where the documentation rules a value out in words, the place keeps its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from conformance.files import slugged
from conformance.spec.model import (
    Array,
    Boolean,
    Dialect,
    Float,
    Integer,
    Json,
    Map,
    Node,
    Ref,
    Struct,
    Tagged,
    Text,
    Untagged,
)
from conformance.vectors.edit import get, put
from conformance.vectors.example import ExampleEntry, bare_node
from conformance.vectors.growth import Maker, variant_name
from conformance.vectors.sketch import Sketch
from conformance.vectors.whole import Path, Spot, is_inside, named, settled, spots

Options: TypeAlias = Callable[[Spot], Sequence[Any]]
"""The values for a place, the preferred one first; none where the recipe has nothing for it."""
Reached: TypeAlias = set[tuple[str, str, tuple[str, ...]]]
"""The recipe, the variant and the names of each place that some vector changes."""
Kinds: TypeAlias = dict[str, dict[Path, Sequence[Any]]]
"""By the name of a kind, the values for each place that can have it, the preferred one first."""

# Two, three and four bytes in UTF-8, what NFC and NFKC change, joined emoji, a mark of byte order and a noncharacter.
SCRIPTS = "Żółć ж שלום 予約 𝄞 e\u0301 \u212b ﬁ ½ 👩🏽\u200d🚀 \ufeff\uffff <a href=\"x\">&amp; & 'q'</a> İı ẞ"
BLANKS = "  two  blanks  "
# Line ends that are trimmed or united, control characters, other blanks, and escapes that must not be read twice.
LINES = "first\r\nsecond\rthird\n\n\tfourth \\n \\u0041 \u00a0\u2028\u0000\u0001\u007f\n"
# The first of each is every text; the others are in open JSON, too.
LOOKALIKES = {
    "booleans": ("true", "false", "yes"),
    "null": ("null", "None", "undefined"),
    "numbers": ("12", "1.50", "-0", "1e5", "NaN"),
    "digits": ("007", "0x10", "+1", "1_000"),
    "times": ("2026-03-01T09:30:00Z", "2026-03-01", "2026-03-01T09:30:00.000+00:00", "09:30"),
}
_PRECISE = {"f32": 0.123456789, "f64": 0.123456789012345, "number": 0.123456789012345}
_SMALL = (-1.2345e-7, 1.2345e-7)
_LARGE = (16777217, 0.9999999)
_STRANGER = {"x_vendor": {"a": [1, None]}}
_COUNTS = (2**53 - 1, 2**32 - 1, 2**31)


@dataclass(frozen=True, slots=True)
class Whole:
    """An example of an object, or of a variant, and its node; ``suffix`` ends the slugs of its vectors."""

    payload: Any
    node: Node
    suffix: str
    label: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is put everywhere in a whole at once: ``options`` says where, and what."""

    slug: str
    why: str
    rule: str
    options: Options


def whole_sketches(dialect: Dialect, type_name: str, entry: ExampleEntry, maker: Maker) -> Iterator[Sketch]:
    """Each recipe for every example in which it reaches places that earlier ones lack."""
    node = bare_node(dialect, type_name)
    wholes = list(wholes_of(node, entry))
    reached = Reached()
    for whole in wholes:
        recipes = _OF_NAMED if isinstance(whole.node, Ref) else _RECIPES
        yield from applied(dialect, type_name, whole, recipes, reached)
        if isinstance(whole.node, Struct) and _reaches(reached, "names", whole, [(name,) for name in whole.payload]):
            yield from _twins(whole.node, whole)
        yield from _strangers(dialect, node, whole, reached)
    placed = Reached()
    for whole in wholes:
        for name, where, payload in settled_kinds(
            dialect, type_name, whole, _kinds(dialect, node, whole, maker), placed
        ):
            slug, why = f"kind-{slugged(name)}{whole.suffix}", f"{whole.label}{name} at {where}"
            yield Sketch(slug, why, "decode.accepts-valid", payload)


def applied(
    dialect: Dialect, type_name: str, whole: Whole, recipes: Iterable[Recipe], reached: Reached
) -> Iterator[Sketch]:
    """Each recipe for an example, if it reaches places that ``reached`` lacks; these are noted there."""
    node = bare_node(dialect, type_name)
    for recipe in recipes:
        options: dict[Path, Sequence[Any]] = {}
        for spot in spots(dialect, node, whole.payload):
            if spot.path and not is_inside(spot.path, options) and (values := recipe.options(spot)):
                options[spot.path] = values
        payload, changed = settled(dialect, type_name, whole.payload, options)
        if _reaches(reached, recipe.slug, whole, changed):
            yield Sketch(f"{recipe.slug}{whole.suffix}", f"{whole.label}{recipe.why}", recipe.rule, payload)


def _reaches(reached: Reached, name: str, whole: Whole, changed: Iterable[Path]) -> bool:
    """Whether these are places that earlier payloads lack; they are noted."""
    new = {(name, whole.label, named(path)) for path in changed} - reached
    reached |= new
    return bool(new)


def settled_kinds(
    dialect: Dialect, type_name: str, whole: Whole, found: Kinds, reached: Reached
) -> Iterator[tuple[str, str, Any]]:
    """Each kind that reaches new places: its name, where it is now, and the payload."""
    for name, options in found.items():
        payload, changed = settled(dialect, type_name, whole.payload, options)
        if _reaches(reached, name, whole, changed):
            yield name, ", ".join("/".join(named(path)) for path in options if path in changed), payload


def wholes_of(node: Node, entry: ExampleEntry) -> Iterator[Whole]:
    """The examples of an object, and the first one of each variant of a union."""
    if isinstance(node, Struct):
        for number, value in enumerate(entry["all-members"], 1):
            yield Whole(value, node, "" if number == 1 else f"-{number}", "")
    elif isinstance(node, Tagged):
        known = {variant.tag: variant.node for variant in node.variants}
        for tag, one in ((tag, one) for tag, one in entry["variants"].items() if tag in known):
            payload = {node.property: tag, **one["all-members"][0]}
            yield Whole(payload, known[tag], f"-{slugged(tag)}", f"the variant {tag}: ")


def every_text(new: str) -> Options:
    """That text for every text, and as a name in open JSON and maps."""

    def options(spot: Spot) -> Sequence[Any]:
        match spot.node:
            case Text(_, None, None):
                # An id keeps how it begins.
                return (new, f"{spot.value}{new}")
            case Json():
                return ({new: new, "list": [new, {new: None}]},)
            case Map(Text(_, None, None)):
                return ({new: new, "Ordinary": new}, {new[:16]: new, "Ordinary": new})
        return ()

    return options


def _lookalikes(texts: Sequence[str]) -> Options:
    names = {name: name for name in ("", "__proto__", *texts)}

    def options(spot: Spot) -> Sequence[Any]:
        match spot.node:
            case Text(_, None, None):
                return texts[:1]
            case Json():
                return ({**names, "constructor": {"": texts[0], "B": [texts[1], texts[2]]}},)
            case Map(Text(_, None, None)):
                return (names,)
        return ()

    return options


def _falsy(spot: Spot) -> Sequence[Any]:
    match spot.node:
        case Boolean():
            return (False,)
        case Integer(_, low, _) | Float(_, low, _) if low is None or low <= 0:
            return (0,)
        case Text(0, _, None):
            return ("",)
    return ()


def _empties(spot: Spot) -> Sequence[Any]:
    match spot.node:
        case Array(_, 0):
            return ([],)
        case Map() | Json():
            return ({},)
        case Struct(members) if not any(member.required for member in members):
            return ({},)
    return ()


def _numbers(floats: Callable[[str], Sequence[float]], counts: Sequence[int]) -> Options:
    def options(spot: Spot) -> Sequence[Any]:
        match spot.node:
            case Float(kind, low, high):
                numbers: Sequence[float] = floats(kind)
            case Integer(_, low, high):
                numbers = counts
            case _:
                return ()
        return [one for one in numbers if (low is None or one >= low) and (high is None or one <= high)]

    return options


_TEXT, _ESCAPES, _NUMBERS = "decode.texts", "decode.escapes", "decode.numbers"
_RECIPES = (
    Recipe("texts-scripts", "every text is in several scripts", _TEXT, every_text(SCRIPTS)),
    Recipe("texts-blanks", "every text has blanks at its ends and two inside", _TEXT, every_text(BLANKS)),
    Recipe("texts-lines", "every text has several lines, control characters and backslashes", _TEXT, every_text(LINES)),
    *(
        Recipe(f"texts-like-{what}", f"every text is {texts[0]}", _TEXT, _lookalikes(texts))
        for what, texts in LOOKALIKES.items()
    ),
    Recipe(
        "numbers-precise",
        "every number has all its digits",
        _NUMBERS,
        _numbers(lambda kind: (_PRECISE[kind],), _COUNTS),
    ),
    Recipe("numbers-small", "every number is close to zero", _NUMBERS, _numbers(lambda _: _SMALL, ())),
    Recipe("numbers-large", "every number is beyond 24 bits", _NUMBERS, _numbers(lambda _: _LARGE, ())),
    Recipe(
        "falsy", "every text, number and boolean is what many languages take for false", "decode.null-or-absent", _falsy
    ),
    Recipe("empties", "every list, map and object that may be empty is", "decode.null-or-absent", _empties),
)
# A variant with a name has the others in the vectors of its own type.
_OF_NAMED = (
    Recipe("texts-scripts", "every text is in several scripts, between blanks", _TEXT, every_text(f" {SCRIPTS}\r\n")),
)


def _twins(node: Struct, whole: Whole) -> Iterator[Sketch]:
    """Every member followed by one of its name in another case, with another value."""
    if node.closed:
        return
    declared = {member.name for member in node.members}
    members: dict[str, Any] = {}
    for name, value in whole.payload.items():
        members[name] = value
        first, *others = name.split("_")
        for other in (name.upper(), name.capitalize(), "".join([first, *map(str.capitalize, others)])):
            if other not in declared and other not in whole.payload:
                members[other] = _another(value)
    if members != whole.payload:
        why = "each name is followed by itself in another case, which is another member"
        yield Sketch(f"names-beside-other-case{whole.suffix}", why, "decode.exact-names", members)


def _strangers(dialect: Dialect, node: Node, whole: Whole, reached: Reached) -> Iterator[Sketch]:
    """A member that nobody declared in every object inside, where a library may be stricter than outside."""
    payload, paths = whole.payload, []
    for spot in spots(dialect, node, whole.payload):
        if spot.path and _may_have_more(dialect, spot.node, spot.value):
            payload = put(payload, spot.path, {**get(payload, spot.path), **_STRANGER})
            paths.append(spot.path)
    if _reaches(reached, "unknown-members", whole, paths):
        why = f"{whole.label}every object inside has a member that nobody declared"
        yield Sketch(f"unknown-members-inside{whole.suffix}", why, "decode.unknown-members", payload)


def _may_have_more(dialect: Dialect, node: Node, value: Any) -> bool:
    """Whether a value is an object that may have members that it does not declare."""
    match dialect.bare(node):
        case Struct() as struct:
            return not struct.closed
        case Tagged() as union:
            variant = union.variant(value)
            return variant is not None and _may_have_more(dialect, variant.node, value)
        case _:
            return False


def _another(value: Any) -> Any:
    """Another value of the same kind, so that what takes it for the member's is not stopped by its kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return "of another case"
        case list():
            return [*value, *value]
        case _:
            return {"another": "case"}


def _kinds(dialect: Dialect, node: Node, whole: Whole, maker: Maker) -> Kinds:
    """Every kind of each union at each of the type's own places and in every list, there before an item that it has.

    In named types inside, what is not in a list is shown by the vectors of those types.
    """
    found: Kinds = {}
    for spot in spots(dialect, node, whole.payload):
        if not spot.path:
            continue
        of_list = isinstance(spot.node, Array)
        if not of_list and not (spot.own and isinstance(node, Struct)):
            continue
        union = dialect.resolve(spot.node.items) if isinstance(spot.node, Array) else spot.node
        for name, value in variants_of(dialect, union, maker):
            item = [value, *spot.value[:1]] if of_list else value
            places = found.setdefault(name, {})
            if item != spot.value and not is_inside(spot.path, places):
                places[spot.path] = (item, [value]) if of_list else (item,)
    return found


def variants_of(dialect: Dialect, union: Node, maker: Maker) -> Iterator[tuple[str, Any]]:
    """The name of each variant of a union, and a full value of it."""
    match dialect.bare(union):
        case Tagged(property_, variants):
            for one in variants:
                yield one.tag, {property_: one.tag, **maker.value(one.node, "", full=True)}
        case Untagged(variants):
            for index, arm in enumerate(variants):
                yield variant_name(variants, index), maker.value(arm, "", full=True)
        case _:
            return
