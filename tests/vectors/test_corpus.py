"""The official oracle against real payloads: every example of the document and every recorded event.

The corpus lies beside the checkout; the project builds and passes without it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.oracle import Accept, oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import load_dialect
from conformance.spec.naming import detected
from conformance.spec.prose import placed_rules

DIALECT = "openai-ga"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
ORACLE = oracle(DIALECT)

ILLEGAL = {
    "RealtimeTranscriptionSessionCreateResponseGA/spec.json": "audio.input.format is the retired string pcm16",
    "input_audio_buffer.dtmf_event_received/spec.json": "its type begins with a blank, so no event is called so",
}
"""Examples of the document that are not legal on the Realtime wire, and why."""

OF_VENDORS = {
    "voicelive-text_in_audio_out_turn.jsonl": "Azure's Voice Live, which kept the retired shapes",
    "xai-text_tool_round.jsonl": "xAI's own dialect, which mixes both generations",
}
"""Recordings of services that speak a dialect of their own."""

HTTP = {
    "http-calls-call_id-accept-request": "RealtimeSessionCreateRequestGA",
    "http-calls-request": "RealtimeSessionCreateRequestGA",
    "http-client_secrets-request": "RealtimeCreateClientSecretRequest",
    "http-client_secrets-response": "RealtimeCreateClientSecretResponse",
    "http-translations-client_secrets-response": "RealtimeTranslationClientSecretCreateResponse",
}


def require(folder: Path) -> Path:
    if not folder.is_dir():
        reason = f"no {folder.name} in the corpus beside the checkout"
        if os.environ.get("CI") == "true" and CORPUS.parent.is_dir():
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def examples() -> list[Path]:
    return sorted((CORPUS / "spec-examples" / "ga").glob("*/*.json"))


def types_of(file: Path, record: dict[str, Any]) -> tuple[str, ...]:
    """The schema that the example is taken from, else what its HTTP path or its event name says."""
    schema = record["source"].removeprefix("openapi:")
    if schema in load_dialect(DIALECT).types:
        return (schema,)
    if file.parent.name in HTTP:
        return (HTTP[file.parent.name],)
    return detected(load_dialect(DIALECT), record["payload"])


def problem(type_names: tuple[str, ...], payload: Any) -> str | None:
    if not type_names:
        return "no type of that name"
    expectations = [ORACLE.expect(name, json.dumps(payload)) for name in type_names]
    legal = any(isinstance(found, Accept) and not found.unknown_value for found in expectations)
    return None if legal else f"{type_names}: {expectations}"


def test_every_example_of_the_document_is_legal_or_known_not_to_be() -> None:
    require(CORPUS / "spec-examples")
    problems = {}
    for file in examples():
        record = json.loads(file.read_text(encoding="utf-8"))
        found = problem(types_of(file, record), record["payload"])
        if found:
            problems[f"{file.parent.name}/{file.name}"] = found
    assert problems.keys() == ILLEGAL.keys(), problems


def recorded() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in sorted((CORPUS / "sessions").glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            record = json.loads(line)
            yield f"{file.name}:{number}", record["direction"], record["event"]


def test_every_event_recorded_of_the_official_service_is_legal_as_its_union_and_as_its_own_type() -> None:
    require(CORPUS / "sessions")
    unions = {"server": "RealtimeServerEvent", "client": "RealtimeClientEvent"}
    count = 0
    problems = {}
    for where, direction, event in recorded():
        count += 1
        for names in ((unions[direction],), detected(load_dialect(DIALECT), event)):
            if found := problem(names, event):
                problems.setdefault(where.partition(":")[0], f"{where}: {found}")
    assert problems.keys() == {name for name in OF_VENDORS if (CORPUS / "sessions" / name).exists()}, problems
    assert count > 500


def test_no_event_recorded_of_the_official_service_breaks_what_the_document_says_in_words() -> None:
    require(CORPUS / "sessions")
    asked: Counter[str] = Counter()
    broken = []
    for where, direction, event in recorded():
        if where.partition(":")[0] in OF_VENDORS:
            continue
        for rule, kept in rules_of(f"Realtime{direction.capitalize()}Event", event):
            asked[rule] += 1
            if not kept:
                broken.append(f"{where}: {rule}")
    assert broken == []
    assert asked.total() > 1000
    rows = load_register(DIALECT).rows
    assert len([rule for rule in asked if rows[rule].level is Level.SHOULD]) >= 20


def test_the_documents_own_examples_break_no_rule_in_words_that_binds() -> None:
    require(CORPUS / "spec-examples")
    rows = load_register(DIALECT).rows
    broken = []
    for file in examples():
        record = json.loads(file.read_text(encoding="utf-8"))
        for type_name in types_of(file, record)[:1] if f"{file.parent.name}/{file.name}" not in ILLEGAL else ():
            for rule, kept in rules_of(type_name, record["payload"]):
                # In examples, base64 is a placeholder.
                if not kept and rows[rule].level is not Level.FREE:
                    broken.append(f"{file.parent.name}/{file.name}: {rule}")
    assert broken == []


def rules_of(type_name: str, payload: Any) -> Iterator[tuple[str, bool]]:
    """The rules in words that apply to a legal payload, and whether it keeps each."""
    expectation = ORACLE.expect(type_name, json.dumps(payload))
    assert isinstance(expectation, Accept)
    dialect = load_dialect(DIALECT)
    for placed in placed_rules(dialect, dialect.node(type_name), json.loads(expectation.canonical_text)):
        yield placed.prose.requirement, placed.kept
