"""The register leaves nothing of the seed out, claims nothing that is not there, and says so when it does."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml
from seed_anchors import anchors
from seed_source import CRATE, crate_folder, seed_file

from conformance import requirements, spec, vectors
from conformance.checks.register import CHECKS
from conformance.errors import UsageError
from conformance.oracle import FreeReason
from conformance.requirements.level import Level
from conformance.requirements.register import Register, RegisterError, Requirement, lint, load_register, read
from conformance.spec.model import Struct

FOLDER = Path(requirements.__file__).parent
FILE = FOLDER / "async-openai.yaml"
SCHEMA = json.loads((FOLDER / "requirements.schema.json").read_text(encoding="utf-8"))


def cannot_run(reason: str) -> None:
    """Skip with the reason, but not where the machine is meant to have everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def seed() -> dict[str, str]:
    path = seed_file()
    if path is None:
        cannot_run(f"the seed's file is neither beside the checkout nor in cargo's registry ({CRATE})")
    return anchors(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register("async-openai")


def seed_anchors_of(row: Requirement) -> list[str]:
    """A source with a blank in it is a reference to something else than the seed."""
    return [source for source in row.source if " " not in source]


def references_of(register: Register, origin: str) -> list[str]:
    return [
        source.removeprefix(f"{origin} ")
        for row in register.rows.values()
        for source in row.source
        if source.startswith(f"{origin} ")
    ]


# What the seed says


def test_every_anchor_of_the_seed_has_a_row(register: Register, seed: dict[str, str]) -> None:
    covered = {anchor for row in register.rows.values() for anchor in seed_anchors_of(row)}
    assert [f"{anchor}: {text}" for anchor, text in seed.items() if anchor not in covered] == []


def test_no_row_names_an_anchor_that_the_seed_does_not_have(register: Register, seed: dict[str, str]) -> None:
    unknown = [
        f"{row.id}: {anchor}" for row in register.rows.values() for anchor in seed_anchors_of(row) if anchor not in seed
    ]
    assert unknown == []


def test_only_sentences_are_excluded_never_a_member_or_an_attribute(register: Register) -> None:
    excluded = [row for row in register.rows.values() if row.excluded]
    assert excluded
    assert [row.id for row in excluded if not all("#" in source for source in row.source)] == []


def test_every_type_cited_from_the_crate_is_declared_there(register: Register) -> None:
    crate = crate_folder()
    if crate is None:
        cannot_run(f"cargo's registry does not have {CRATE}")
    declared: set[str] = set()
    for file in (crate / "src" / "types").glob("**/*.rs"):
        declared.update(re.findall(r"^pub (?:struct|enum) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))
    cited = {path.rpartition("::")[2] for path in references_of(register, "async-openai")}
    assert cited - declared == set()


# What the dialect's spec says


def test_every_type_of_the_spec_has_a_row(register: Register) -> None:
    described = {row_id.partition(".")[0] for row_id in register.rows}
    assert [name for name in spec.load_dialect("async-openai").types if name not in described] == []


def test_vectors_are_cited_only_of_types_that_the_spec_has(register: Register) -> None:
    types = spec.load_dialect("async-openai").types
    strangers = [
        f"{row.id}: {cited}"
        for row in register.rows.values()
        for cited in row.cases
        if cited.partition("/")[0] not in {*types, "*"}
    ]
    assert strangers == []


@pytest.mark.parametrize(("policy", "suffix"), [("omit", "omit"), ("null", "null")])
def test_rows_and_spec_agree_on_how_a_missing_member_is_written(
    register: Register, seed: dict[str, str], policy: str, suffix: str
) -> None:
    said_by_rows = {row_id.removesuffix(f".{suffix}") for row_id in register.rows if row_id.endswith(f".{suffix}")}
    said_by_spec = {
        f"{name}.{member.name}"
        for name, node in spec.load_dialect("async-openai").types.items()
        if isinstance(node, Struct) and name in seed
        for member in node.members
        if not member.required and member.absent == policy
    }
    assert said_by_spec
    assert said_by_rows == said_by_spec


def test_ids_that_other_parts_cite_are_rows(register: Register) -> None:
    # What only dialects read as JSON Schema leave open has no row here.
    cited = {
        f"free.{kind}"
        for kind in set(FreeReason)
        - {
            FreeReason.DUPLICATE_MEMBER,
            FreeReason.NUMBER_FORM,
            FreeReason.UNBOUNDED_INTEGER,
            FreeReason.UNPROVEN_FORM,
            FreeReason.BARE_NULL,
        }
    }
    cited.update(check.requirement for check in CHECKS.values())
    for node in spec.load_dialect("async-openai").types.values():
        if isinstance(node, Struct):
            cited.update(rule.requirement for rule in node.prose)
            cited.update(rule.requirement for member in node.members for rule in member.prose)
    for vector in vectors.load_vectors("async-openai").values():
        cited.update(vector.requirements)
    assert cited - register.rows.keys() == set()


def test_every_vector_and_check_that_a_row_claims_exists(register: Register) -> None:
    assert lint(register, cases=vectors.load_vectors("async-openai"), checks=CHECKS) == []


def test_a_row_cites_every_vector_that_cites_it(register: Register) -> None:
    one_sided = [
        f"{vector.id} cites {row_id}"
        for vector in vectors.load_vectors("async-openai").values()
        for row_id in vector.requirements
        if row_id in register.rows and not register.rows[row_id].cites(vector.id)
    ]
    assert one_sided == []


# The file


def test_the_register_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


def test_no_member_is_given_twice() -> None:
    """YAML readers keep the last one and say nothing."""

    def repeated(node: yaml.Node) -> list[str]:
        if isinstance(node, yaml.SequenceNode):
            return [where for item in node.value for where in repeated(item)]
        if not isinstance(node, yaml.MappingNode):
            return []
        counts = Counter(key.value for key, _ in node.value)
        here = [f"{key} at {node.start_mark}" for key, count in counts.items() if count > 1]
        return here + [where for _, value in node.value for where in repeated(value)]

    with FILE.open(encoding="utf-8") as stream:
        assert repeated(yaml.compose(stream, yaml.SafeLoader)) == []


def test_loading_gives_the_rows_as_written(register: Register) -> None:
    assert (register.dialect, register.version) == ("async-openai", 4)
    row = register.rows["RealtimeResponse.conversation_id.omit"]
    assert (row.level, row.excluded) == (Level.MUST, None)
    assert row.source == ("RealtimeResponse.conversation_id@skip_serializing_if",)
    assert row.cites("RealtimeResponse/conversation-id-null")
    assert not row.cites("RealtimeResponse/usage-null")
    excluded = register.rows["RealtimeResponse.usage.billing"]
    assert (excluded.level, excluded.cases) == (None, ())
    assert excluded.excluded == "only a live server can show this"


def test_a_dialect_without_a_register_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"no requirements for dialect 'async-opena'; did you mean async-openai"):
        load_register("async-opena")


UNBOUNDED = "is unbounded: it names neither a type (Type/…) nor a word of the slug (*/word)"
ROW = {
    "id": "T.m",
    "level": "must",
    "says": "It is so.",
    "source": ["T.m"],
    "checks": ["accepts"],
    "cases": ["T/a"],
}


def without(*keys: str, **changes: object) -> dict[str, object]:
    return {key: value for key, value in {**ROW, **changes}.items() if key not in keys}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (without("id"), "row 1 (None): `id` must be a text"),
        (without(says=""), "row 1 (T.m): `says` must be a text"),
        (without("source"), "row 1 (T.m): `source` must be a list of texts"),
        (without(source="T.m"), "row 1 (T.m): `source` must be a list of texts"),
        (without(cases=[]), "row 1 (T.m): `cases` must be a list of texts"),
        (without(checks=[1]), "row 1 (T.m): `checks` must be a list of texts"),
        (without(level="may"), "row 1 (T.m): `level` must be one of must, should, free"),
        (without("level"), "row 1 (T.m): has neither `level` nor `sessions` nor `excluded`"),
        (without(vectors=["T/a"]), "row 1 (T.m): has unknown members: vectors"),
        ("T.m", "row 1 (None): is not a mapping"),
    ],
)
def test_a_row_of_the_wrong_shape_is_refused_by_the_loader_and_by_the_schema(
    tmp_path: Path, row: object, message: str
) -> None:
    document = {"dialect": "d", "version": 1, "rows": [row]}
    file = tmp_path / "d.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        read(file)
    assert str(caught.value) == f"d.yaml: {message}"
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_an_id_is_given_once(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(yaml.safe_dump({"dialect": "d", "version": 1, "rows": [ROW, ROW]}), encoding="utf-8")
    with pytest.raises(RegisterError, match=r"^d\.yaml: row 2 \(T\.m\): the id is taken by an earlier row$"):
        read(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rows: [", "d.yaml: not YAML: "),
        ("[]", "d.yaml: expected exactly `dialect`, `version` and `rows`, a list"),
        ("{dialect: d, version: 1, rows: [], more: 1}", "d.yaml: expected exactly"),
    ],
)
def test_a_file_that_is_no_register_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        read(file)
    assert str(caught.value).startswith(message)


# The linter


def requirement(**changes: object) -> Requirement:
    row: dict[str, object] = {
        "id": "T.m",
        "says": "It is so.",
        "source": ("T.m",),
        "level": Level.MUST,
        "checks": ("accepts",),
        "cases": ("T/m-null",),
    }
    return Requirement(**{**row, **changes})


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (requirement(), []),
        (requirement(cases=("T/*",)), []),
        (requirement(cases=("T/m-*", "T/*-null", "T/m-*-b*")), []),
        (requirement(level=None, checks=(), cases=(), excluded="it only describes"), []),
        (requirement(cases=("T/n-null",)), ["no case is called 'T/n-null'"]),
        (requirement(cases=("T/m-nul",)), ["no case is called 'T/m-nul'"]),
        (requirement(cases=("T/n-*",)), ["'T/n-*' matches no case"]),
        (requirement(cases=("T/*-nul",)), ["'T/*-nul' matches no case"]),
        (requirement(cases=("T/m.null*",)), ["'T/m.null*' matches no case"]),
        (requirement(cases=("*/m-null",)), []),
        (requirement(cases=("*/m-nul",)), ["'*/m-nul' matches no case"]),
        (requirement(cases=("*/*-*",)), [f"'*/*-*' {UNBOUNDED}"]),
        (requirement(cases=("T*",)), [f"'T*' {UNBOUNDED}"]),
        (requirement(cases=("T/",)), [f"'T/' {UNBOUNDED}"]),
        (requirement(checks=("accept",)), ["no check is called 'accept'"]),
        (requirement(checks=()), ["is not excluded and has no check"]),
        (requirement(cases=()), ["is not excluded and has no case"]),
        (requirement(level=None), ["is not excluded and has no level"]),
        (requirement(excluded="it only describes"), ["is excluded and tested at once"]),
        (requirement(sessions=("a.rule",)), ["is tested by payloads and by sessions: give each a row"]),
        (requirement(level=None, checks=(), cases=(), sessions=("a.rule",)), []),
        (
            requirement(level=None, checks=(), cases=(), sessions=("no.rule",)),
            ["no rule of sessions is called 'no.rule'"],
        ),
    ],
)
def test_the_linter_names_the_row_and_what_is_wrong_with_it(row: Requirement, problems: list[str]) -> None:
    register = Register("d", 1, {row.id: row})
    found = lint(register, cases=["T/m-null", "T/m-a-bc", "U/m-null"], checks=["accepts"], sessions=["a.rule"])
    assert found == [f"d: T.m: {problem}" for problem in problems]
