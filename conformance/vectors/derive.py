"""The vectors that follow from the spec: every member, value, variant and bound of every type.

A slug says what was done to an example of the type (``status-details-absent``, ``input-tokens-over-max``). The
examples are data, so ids and payloads stay the same when the type gains something.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from conformance.jsontext import text_of
from conformance.requirements.level import Level
from conformance.requirements.register import Register
from conformance.spec.model import Dialect, Enum, Nullable, OpenEnum, Struct, Tagged, Untagged
from conformance.vectors.derive_coercions import coercion_sketches
from conformance.vectors.derive_inside import inside_sketches
from conformance.vectors.derive_long import long_sketches
from conformance.vectors.derive_members import member_sketches
from conformance.vectors.derive_prose import prose_sketches
from conformance.vectors.derive_realistic import realistic_sketches
from conformance.vectors.derive_second import second_sketches
from conformance.vectors.derive_shapes import enum_sketches, open_enum_sketches, tagged_sketches, untagged_sketches
from conformance.vectors.derive_sparse import sparse_sketches
from conformance.vectors.derive_text import struct_sketches, text_sketches
from conformance.vectors.derive_whole import whole_sketches
from conformance.vectors.draft import Draft
from conformance.vectors.example import ExampleEntry, Examples
from conformance.vectors.growth import Maker
from conformance.vectors.sketch import Sketch

_SET_THE_LEVEL = ("decode.unknown-members", "decode.open-enum", "decode.open-tag", "decode.tag-optional")


def derive(dialect: Dialect, register: Register, examples: Examples) -> Iterator[Draft]:
    """Every derived draft of a dialect, type by type; ids are unique. ``examples`` has an entry for every type.

    If two recipes make the same payload for a type, the first one gets it.
    """
    maker = Maker(dialect, examples)
    for type_name in dialect.types:
        texts: set[str] = set()
        entry = examples[type_name]
        sketches = chain(
            _sketches(dialect, type_name, entry),
            inside_sketches(dialect, type_name, entry, maker),
            whole_sketches(dialect, type_name, entry, maker),
            coercion_sketches(dialect, type_name, entry, maker),
            realistic_sketches(dialect, type_name, entry),
            second_sketches(dialect, type_name, entry, maker),
            sparse_sketches(dialect, type_name, entry, maker),
            long_sketches(dialect, type_name, entry),
        )
        for sketch in sketches:
            draft = _draft(dialect, register, type_name, sketch)
            if draft.text not in texts:
                texts.add(draft.text)
                yield draft


def _sketches(dialect: Dialect, type_name: str, entry: ExampleEntry) -> Iterator[Sketch]:
    node = dialect.node(type_name)
    if isinstance(node, Nullable):
        yield Sketch("null", "null, which the type allows", "free.bare-null", None)
        node = dialect.resolve(node.node)
    match node:
        case Struct():
            yield from struct_sketches(dialect, type_name, entry)
            for member in node.members:
                yield from member_sketches(dialect, type_name, member, entry)
        case Enum(values, is_open):
            yield from enum_sketches(values, entry["value"], is_open=is_open)
        case OpenEnum(values):
            yield from open_enum_sketches(values, entry["value"])
        case Tagged():
            yield from tagged_sketches(dialect, type_name, node, entry)
        case Untagged():
            yield from untagged_sketches(node, entry)
    yield from prose_sketches(dialect, type_name, entry)
    yield from text_sketches(dialect, type_name)


def _draft(dialect: Dialect, register: Register, type_name: str, sketch: Sketch) -> Draft:
    rows = [row for row in (_own_row(register, type_name, sketch), sketch.rule) if row in register.rows]
    # Prose rules, tolerance of the unknown and optional tags bind as their rows say; the types enforce the rest.
    row = sketch.prose or (sketch.rule if sketch.rule in _SET_THE_LEVEL else "")
    level = (register.rows[row].level if row else None) or _level(dialect, type_name, sketch)
    origin = "seed" if dialect.serde else "schema"
    return Draft(
        id=f"{type_name}/{sketch.slug}",
        type=type_name,
        text=sketch.text if sketch.text is not None else text_of(sketch.value),
        why=sketch.why,
        requirements=tuple(dict.fromkeys([sketch.prose, *rows] if sketch.prose else rows)),
        provenance=f"prose: {dialect.source}" if sketch.prose else f"{origin}: {dialect.source}",
        level=level,
    )


def _level(dialect: Dialect, type_name: str, sketch: Sketch) -> Level:
    """What a vector with a member binds at: as much as the member, which is less if only a correction has it."""
    if isinstance(sketch.value, dict) and sketch.member not in sketch.value:
        return Level.MUST
    node = dialect.resolve(dialect.node(type_name))
    members = node.members if isinstance(node, Struct) else ()
    return next((Level(member.level) for member in members if member.name == sketch.member), Level.MUST)


def _own_row(register: Register, type_name: str, sketch: Sketch) -> str:
    member = f"{type_name}.{sketch.member}" if sketch.member else type_name
    return next((row for row in (f"{member}.{sketch.aspect}", member) if row in register.rows), type_name)
