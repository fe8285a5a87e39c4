"""The golden sessions: the right ones are right, and each damaged twin gives exactly the findings that it says."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from conformance.requirements.level import Level
from conformance.requirements.sessions import load_session_register
from conformance.vectors import GOLDEN
from tests.session.golden import Damage, GoldenSession, found, load_sessions

DIALECT = "openai-ga"
SESSIONS = load_sessions(DIALECT)
DAMAGES = [(session, damage) for session in SESSIONS for damage in session.damages]
SCHEMA = json.loads((files("conformance") / "session" / "golden.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.id)
def test_a_right_session_keeps_every_rule(session: GoldenSession) -> None:
    assert list(found(session)) == []


@pytest.mark.parametrize(("session", "damage"), DAMAGES, ids=[damage.id for _, damage in DAMAGES])
def test_a_damaged_twin_gives_its_findings(session: GoldenSession, damage: Damage) -> None:
    assert tuple(found(session, damage)) == damage.finds
    assert damage.breaks in {rule for rule, _ in damage.finds}


def test_every_rule_that_binds_has_a_damaged_twin() -> None:
    binding = {row.id for row in load_session_register(DIALECT).values() if row.level is not Level.FREE}
    assert {damage.breaks for _, damage in DAMAGES} == binding


def test_the_files_keep_the_schema_and_their_names() -> None:
    for path in sorted((GOLDEN / DIALECT / "sessions").iterdir()):
        document = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator(SCHEMA).validate(document)
        assert document["id"] == path.stem
        assert all(damage["id"].startswith(f"{path.stem}/") for damage in document["damages"])


def test_no_id_is_given_twice() -> None:
    ids = [damage.id for _, damage in DAMAGES]
    assert len(ids) == len(set(ids))
