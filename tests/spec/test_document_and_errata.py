"""The dialect is the document and its errata, no more and no less: read by a second program that shares no code.

It lists facts about each member of each type, once of the files and once of the document with the errata applied to
its facts, and expects the same. Paths name members only: what the arms of a union say of a member is one fact.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from official_document import official

from conformance.spec.loader import SPEC

HOME = SPEC / "openai-ga"
AT = "/components/schemas/"
Facts = dict[str, set[Any]]

WORTH = {"recorded": 0, "document": 0, "example": 0, "prose": 0, "reported": 1, "sdk": 1, "inferred": 2}
LEVELS = ("must", "should", "free")
KEPT = ("minLength", "maxLength", "pattern", "format", "minItems", "minimum", "maximum")


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HOME / "errata.json").read_text(encoding="utf-8"))["errata"]
    return [row for row in found if row["op"] not in ("prose", "example")]


def plan() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HOME / "import.json").read_text(encoding="utf-8"))
    return content


def level_of(row: Mapping[str, Any]) -> str:
    lowest = max(WORTH[row["provenance"]], row["op"] == "add-member", LEVELS.index(row.get("at_most", "must")))
    return LEVELS[lowest]


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def reached(schemas: Mapping[str, Any], roots: list[str]) -> set[str]:
    names: set[str] = set()
    pending = [root for root in roots if root in schemas]
    while pending:
        name = pending.pop()
        if name not in names:
            names.add(name)
            pending += refs(schemas[name])
    return names


def note(schema: Any, path: str, facts: Facts) -> None:
    """What a schema says at a path; the schemas of both programs are read alike, what they call things is not."""
    here = facts[path]
    if "$ref" in schema:
        # Beside a reference, a variant of the files has its tag, which the type has as well.
        here.add(f"ref {schema['$ref'].rpartition('/')[2]}")
        here.update(marks(schema))
        return
    kinds = schema.get("type", [])
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    if "null" in kinds or schema.get("nullable") is True:
        here.add("null")
    kind = "object" if "properties" in schema else "array" if "items" in schema else None
    kind = "string" if isinstance(schema.get("const"), str) else kind
    here.update(f"type {one}" for one in (kinds | ({kind} if kind else set())) - {"null"})
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if values and all(isinstance(value, int) for value in values):
        here.update({f"minimum {min(values)}", f"maximum {max(values)}"})
    else:
        here.update(f"value {value}" for value in values)
    here.update(f"{word} {schema[word]}" for word in KEPT if word in schema and not (word == "format" and values))
    if schema.get("additionalProperties") is False:
        here.add("closed")
    elif isinstance(schema.get("additionalProperties"), dict) and schema.get("properties") is None:
        note(schema["additionalProperties"], f"{path}/{{}}", facts)
    for arm in [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]:
        note(arm, path, facts)
    if "items" in schema:
        note(schema["items"], f"{path}/[]", facts)
    for name, member in schema.get("properties", {}).items():
        facts[f"{path}/{name}"].add("required" if name in schema.get("required", ()) else "optional")
        note(member, f"{path}/{name}", facts)
    if schema.get("x-tag", {}).get("optional"):
        tag = facts[f"{path}/{schema['x-tag']['property']}"]
        tag.symmetric_difference_update({"required", "optional"} if "required" in tag else ())
    here.update(marks(schema))


def marks(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{word} {schema[word]}" for word in ("x-level", "x-side") if word in schema)
    for other in schema.get("x-also", ()):
        yield also(other["level"], other.get("side", "both"), other["form"])


def also(level: str, side: str, form: Any) -> str:
    shape = form if isinstance(form, str) else " ".join(sorted({*form.get("properties", ()), *refs(form)}))
    return f"also {level} {side}: {shape}"


def path_of(pointer: str) -> str:
    """The path of a JSON Pointer into the document: the names of the members on it."""
    name, *tokens = pointer.removeprefix(AT).split("/")
    path, rest = name, iter(tokens)
    for token in rest:
        if token == "properties":
            path += f"/{next(rest)}"
        elif token == "items":
            path += "/[]"
        else:
            assert token in ("anyOf", "oneOf"), pointer
            next(rest)
    return path


def correct(facts: Facts, row: Mapping[str, Any], pointer: str, shared: set[str]) -> None:
    """Apply one erratum to the facts of the document."""
    path, op, level, side = path_of(pointer), row["op"], level_of(row), row["side"]
    beside = level != "must" or (side != "both" and path.partition("/")[0] in shared)
    match op:
        case "add-type":
            note(row["value"], path, facts)
        case "add-member":
            member = f"{path}/{row['value']['name']}"
            facts[member] |= {"optional", f"x-level {level}", *([f"x-side {side}"] if side != "both" else [])}
            note(row["value"]["schema"], member, facts)
        case "nullable" if beside:
            facts[path].add(also(level, side, "null"))
        case "nullable":
            facts[path].add("null")
        case "make-optional" if beside:
            facts[f"{path}/{row['value']}"].add(also(level, side, "absent"))
        case "add-variant" if beside:
            facts[path].add(also(level, side, row["value"]))
        case "add-variant":
            note(row["value"], path, facts)
        case "any-of":
            pass  # The arms stay; how many of them may hold is no fact about a member.
        case _:
            raise AssertionError(f"{row['id']}: {op} is not known here")


def of_document() -> Facts:
    schemas, errata = official().schemas, rows()
    known = schemas | {row["at"].removeprefix(AT): row["value"] for row in errata if row["op"] == "add-type"}
    sides = plan()["manifest"]["sides"]
    shared = reached(known, sides["client"]) & reached(known, sides["server"])
    facts: Facts = defaultdict(set)
    for name in reached(schemas, plan()["roots"]):
        note(schemas[name], name, facts)
    for row in errata:
        for pointer in [row["at"]] if isinstance(row["at"], str) else row["at"]:
            correct(facts, row, pointer, shared)
    return facts


def of_files() -> tuple[Facts, dict[str, Any]]:
    modules = json.loads((HOME / "dialect.json").read_text(encoding="utf-8"))["modules"]
    files = [json.loads((HOME / f"{module}.json").read_text(encoding="utf-8")) for module in modules]
    types = {name: schema for file in files for name, schema in file["$defs"].items()}
    facts: Facts = defaultdict(set)
    for name, schema in types.items():
        note(schema, name, facts)
    return facts, types


def alike(facts: Facts, schemas: Mapping[str, Any], only: set[str]) -> dict[str, set[Any]]:
    """The facts about the types ``only``, without what each program writes in its own way."""
    result = {}
    for path, said in facts.items():
        if path.partition("/")[0] in only:
            # What a union of types refers to is its variants, whatever groups them.
            flat = {one for fact in said for one in (flattened(fact, schemas) if fact.startswith("ref ") else [fact])}
            # The document says of some unions that they are objects, which their variants say as well.
            flat -= {"type object"} if any(fact.startswith("ref ") for fact in flat) else set()
            # A tag of which one arm is a constant that may be missing, and another one that may not.
            result[path] = flat - ({"required", "optional"} if {"required", "optional"} <= flat else set())
    return {path: said for path, said in result.items() if said}


def flattened(ref: str, schemas: Mapping[str, Any]) -> Iterator[str]:
    schema = schemas[ref.removeprefix("ref ")]
    arms = schema.get("anyOf") or schema.get("oneOf") or ()
    if arms and all("$ref" in arm for arm in arms):
        for arm in arms:
            yield from flattened(f"ref {arm['$ref'].rpartition('/')[2]}", schemas)
    else:
        yield ref


def test_the_files_are_the_document_and_its_errata() -> None:
    document, (files, types) = of_document(), of_files()
    both = types.keys() & document.keys()
    assert types.keys() - both == {"RealtimeConversationItemMessage"}, "one type is made: the messages, told by role"
    expected, found = alike(document, official().schemas, both), alike(files, types, both)
    differences = {
        path: (sorted(map(str, expected.get(path, set()) - found.get(path, set()))),
               sorted(map(str, found.get(path, set()) - expected.get(path, set()))))
        for path in expected.keys() | found.keys()
        if expected.get(path) != found.get(path)
    }  # fmt: skip
    assert differences == {}


def test_the_second_program_sees_a_member_a_form_and_a_bound() -> None:
    facts, _ = of_files()
    assert facts["RealtimeFunctionTool/description"] == {"optional", "type string", "also must server: null"}
    assert facts["RealtimeSessionCreateResponseGA/expires_at"] == {"optional", "type integer", "format unixtime"}
    assert {"x-side server", "x-level should"} < facts["RealtimeConversationItemMessageAssistant/phase"]
    assert "closed" in facts["RealtimeCallReferRequest"]
