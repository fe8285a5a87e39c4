"""The register of the official dialect: nothing that was reported, corrected or cited is left without a row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from conformance import requirements, spec, vectors
from conformance.checks.register import CHECKS
from conformance.oracle import FreeReason
from conformance.requirements.register import Register, load_register
from conformance.spec.importer.dialect import errata, prose_rules

DIALECT = "openai-ga"
FOLDER = Path(requirements.__file__).parent
CLASSES = [
    "unknown-event",
    "beta-vs-ga",
    "event-order",
    "unknown-field",
    "null-vs-absent",
    "union-ambiguity",
    "terminal-state",
    "default-on-serialize",
    "unknown-enum-value",
    "number-range",
    "client-state",
    "id-reuse",
    "missing-optional",
    "error-reporting",
    "lossy-round-trip",
    "base64",
    "float-vs-int",
    "malformed-frame",
    "partial-update",
    "state-vs-ack",
    "missing-required",
    "int-or-inf",
    "wrong-type",
    "string-length",
    "content-type-direction",
    "wrong-item-type",
]
OF_SESSIONS = {"event-order", "client-state", "id-reuse", "error-reporting", "partial-update", "state-vs-ack"}


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(DIALECT)


def test_there_are_26_classes_of_reported_defects() -> None:
    assert len(set(CLASSES)) == len(CLASSES) == 26


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_reported_defects_has_vectors_or_rules_of_sessions(register: Register, name: str) -> None:
    row = register.rows[f"class.{name}"]
    assert row.source == (f"field-reports {name}",)
    assert row.excluded is None
    assert bool(row.sessions) is (name in OF_SESSIONS)
    assert bool(row.cases) is (name not in OF_SESSIONS)


def test_every_class_shows_a_payload_of_its_own(register: Register) -> None:
    """A pattern over derived vectors alone would show nothing that was reported."""
    patterns_alone = [
        row.id
        for row in register.rows.values()
        if row.id.startswith("class.") and row.cases and all("*" in case for case in row.cases)
    ]
    assert patterns_alone == []


def test_every_row_that_recipes_and_checks_cite_exists(register: Register) -> None:
    recipes = sorted(Path(vectors.__file__).parent.glob("derive*.py"))
    cited = {
        rule
        for recipe in recipes
        for rule in re.findall(r'"((?:decode|encode|free)\.[a-z-]+)"', recipe.read_text(encoding="utf-8"))
    }
    assert cited
    cited.update(check.requirement for check in CHECKS.values())
    cited.update(f"free.{kind}" for kind in FreeReason)
    assert cited - register.rows.keys() == set()


def test_every_erratum_that_changes_a_type_has_a_row(register: Register) -> None:
    corrections = {erratum.id for erratum in errata(DIALECT) if erratum.op != "example"}
    cited = {
        source.removeprefix("errata ")
        for row in register.rows.values()
        for source in row.source
        if source.startswith("errata ")
    }
    assert cited == corrections


def test_the_row_of_a_correction_binds_as_its_evidence_does(register: Register) -> None:
    rows = {f"errata.{row.id}": row.level for row in errata(DIALECT) if row.op not in ("prose", "example")}
    assert {id_: level for id_, level in rows.items() if level != "free"} == {
        row.id: row.level for row in register.rows.values() if row.id.startswith("errata.")
    }


def test_every_rule_that_only_prose_states_has_a_row_that_never_gates(register: Register) -> None:
    stated = {rule.prose["requirement"] for rule in prose_rules(DIALECT)}
    assert stated
    assert stated - register.rows.keys() == set()
    assert [rule for rule in sorted(stated) if register.rows[rule].level not in ("should", "free")] == []


def test_every_type_belongs_to_a_family(register: Register) -> None:
    cited = {
        case
        for row in register.rows.values()
        if row.id.startswith("family.")
        for case in row.cases
        if case.endswith("/*")
    }
    assert cited == {f"{name}/*" for name in spec.load_dialect(DIALECT).types}


def test_a_row_cites_every_vector_that_cites_it(register: Register) -> None:
    one_sided = [
        f"{vector.id} cites {row_id}"
        for vector in vectors.load_vectors(DIALECT).values()
        for row_id in vector.requirements
        if row_id not in register.rows or not register.rows[row_id].cites(vector.id)
    ]
    assert one_sided == []


def test_the_register_fits_its_schema() -> None:
    schema = json.loads((FOLDER / "requirements.schema.json").read_text(encoding="utf-8"))
    document = yaml.safe_load((FOLDER / f"{DIALECT}.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
