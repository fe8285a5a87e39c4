"""A wrong finding destroys trust: each one is true of the library alone, and of what OpenAI's document says."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import yaml

from conformance.adapters import REGISTRY
from conformance.adapters.open import open_implementation
from conformance.checks.case import Case
from conformance.checks.exchange import exchanges
from conformance.checks.register import judge
from conformance.oracle import oracle
from conformance.spec.importer.dialect import errata
from conformance.vectors import case_of, load_vectors
from tests.findings import DIALECT, FOLDER, Finding, Library, Place, libraries, printed, record, roots
from tests.findings.lint import AT_MOST, LINES, lint
from tests.findings.pages import REPORTS, pages
from tests.official_document import official

LIBRARIES = libraries()
FINDINGS = [finding for library in LIBRARIES for finding in library.findings]
JUDGE = oracle(DIALECT)
ONE = next(library for library in LIBRARIES if library.library == "async-openai")


def named(one: Finding | Library) -> str:
    return one.library if isinstance(one, Library) else one.id


def needs(name: str) -> None:
    """Skip where a library cannot run, saying why; fail where it should be able to."""
    if reason := REGISTRY[name].available():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{name} is not available: {reason}")


@pytest.mark.parametrize("library", LIBRARIES, ids=named)
def test_every_program_prints_what_is_published(library: Library) -> None:
    needs(library.library)
    assert printed(library) == {id_: prints for id_, (_, prints) in library.programs().items()}


@pytest.mark.parametrize("library", LIBRARIES, ids=named)
def test_the_release_is_the_one_that_is_judged(library: Library) -> None:
    entry = REGISTRY[library.library]
    assert (library.package, library.language) == (entry.package, entry.language)
    assert library.profile in entry.profiles
    assert library.release == (library.profile if library.profile[:1].isdigit() else entry.version)
    assert library.newest == library.release, "findings are published of the newest release"


@pytest.mark.parametrize("library", LIBRARIES, ids=named)
def test_the_suite_says_the_same_of_the_payloads_and_their_vectors(library: Library) -> None:
    needs(library.library)
    vectors = load_vectors(DIALECT)
    ours = [finding for finding in library.findings if not finding.unseen]
    cases = [case_of(vectors[vector], JUDGE) for finding in ours for vector in finding.vectors]
    cases += [Case(f.id, f.type, f.payload, JUDGE.expect(f.type, f.payload)) for f in ours]
    passed = []
    with open_implementation(f"{library.library}:{library.profile}", timeout=30, dialect=DIALECT) as connection:
        for exchange in exchanges(connection, cases):
            if not any(verdict.failed for verdict in judge(exchange, JUDGE)):
                passed.append(exchange.case.id)
    assert passed == [], "the suite finds nothing wrong with these"


@pytest.fixture(scope="module")
def document() -> Mapping[str, Any]:
    return official().content


@pytest.mark.parametrize("finding", FINDINGS, ids=named)
def test_a_payload_is_legal_as_printed_unless_the_evidence_says_more(
    document: Mapping[str, Any], finding: Finding
) -> None:
    schema = {**document, "$ref": f"#/components/schemas/{finding.type}"}
    legal = jsonschema.Draft202012Validator(schema).is_valid(json.loads(finding.payload))
    assert legal == ("document" in finding.evidence)


QUOTED = [(finding.id, place) for finding in FINDINGS for place in finding.document]
QUOTED += [(root.id, place) for root in roots().values() for place in root.document]


@pytest.mark.parametrize(("id_", "place"), QUOTED, ids=[f"{id_}-{number}" for number, (id_, _) in enumerate(QUOTED)])
def test_the_document_has_the_words_that_are_quoted(document: Mapping[str, Any], id_: str, place: Place) -> None:
    here: Any = document
    for name in place.at.split("/")[1:]:
        here = here[name.replace("~1", "/")]
    assert " ".join((place.says or "").split()) in " ".join(" ".join(texts(here)).split())


def texts(value: Any) -> list[str]:
    """Every string at a place and below it."""
    if isinstance(value, str):
        return [value]
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in below for text in texts(one)]


def test_the_pages_are_made_of_the_findings() -> None:
    written = pages(LIBRARIES, roots())
    beside = [REPORTS / "findings.md", REPORTS / "findings.json"]
    there = {path: path.read_text(encoding="utf-8") for path in [*(REPORTS / "findings").iterdir(), *beside]}
    assert there == written, "run `python -m tests.findings`"


def test_the_findings_keep_to_the_rules() -> None:
    assert list(lint(LIBRARIES, roots())) == []


UNSOUND = next((one.id for one in errata(DIALECT) if one.provenance in ("reported", "sdk")), "no-such-erratum")
WEAK = next(id_ for id_, vector in load_vectors(DIALECT).items() if str(vector.level) == "should")
DAMAGES: dict[str, tuple[Callable[[Finding], Finding], str]] = {
    "should": (lambda f: replace(f, requirement="decode.open-tag"), "rests on a requirement at must"),
    "report": (lambda f: replace(f, errata=(UNSOUND,), evidence=("recorded (OpenAI)",)), f"the erratum {UNSOUND}"),
    "no evidence": (lambda f: replace(f, evidence=("recorded (OpenAI)",)), "errata are named"),
    "illegal": (lambda f: replace(f, payload='{"type":5}'), "the payload is not legal"),
    "unknown": (lambda f: replace(f, payload='{"type":"ping","event_id":"e"}'), "the payload is not legal"),
    "no vector": (lambda f: replace(f, vectors=("RealtimeResponse/none",)), "no vector RealtimeResponse/none"),
    "weak vector": (lambda f: replace(f, vectors=(WEAK,)), f"the vector {WEAK} binds at should"),
    "private": (lambda f: replace(f, program="model._handle({})"), "a private name: '._h'"),
    "private module": (lambda f: replace(f, program="from openai._models import construct"), "a private name"),
    "internal": (lambda f: replace(f, program="import x from './node_modules/y/dist/z.mjs'"), "inside the package"),
    "long": (lambda f: replace(f, program="print()\n" * (LINES + 1)), f"the program has {LINES + 1} lines"),
    "no root": (lambda f: replace(f, root="none"), "there is no root 'none'"),
    "foreign": (lambda f: replace(f, id="pipecat/none"), "not of async-openai"),
    "best first": (lambda f: replace(f, severity="cosmetic"), "the worst findings come first"),
}


@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=DAMAGES)
def test_the_linter_names_what_is_wrong(damage: Callable[[Finding], Finding], said: str) -> None:
    damaged = replace(ONE, findings=(damage(ONE.findings[0]), *ONE.findings[1:]))
    problems = list(lint([damaged], {}))
    assert [said in problem for problem in problems].count(True) == 1, problems


def test_the_linter_wants_few_findings_each_once_and_arguable_ones_without_a_verdict() -> None:
    many = replace(ONE, findings=ONE.findings[:1] * (AT_MOST + 1), noticed=(replace(ONE.noticed[0], says="It must."),))
    assert list(lint([many], {})) == [
        f"{ONE.findings[0].id}: the id is given twice",
        f"{AT_MOST + 1} findings, expected at most {AT_MOST}",
        f"{ONE.noticed[0].id}: what can be argued about is put without 'must'",
    ]


def test_a_root_without_findings_stays_only_in_the_report_on_the_document() -> None:
    unused = {root.id for root in roots().values() if root.cause != "official document"}
    assert sorted(lint([ONE], roots())) == sorted(f"{id_}: no finding has this root" for id_ in unused)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads((FOLDER / "findings.schema.json").read_bytes()))


@pytest.mark.parametrize("member", ["workaround", "evidence", "document", "expected", "severity"])
def test_the_schema_wants_all_that_a_maintainer_asks_for(member: str, tmp_path: Any) -> None:
    content = record(FOLDER / "libraries" / "async-openai.yaml", "library")
    del content["findings"][0][member]
    file = tmp_path / "library.yaml"
    file.write_text(yaml.safe_dump(content))
    with pytest.raises(jsonschema.ValidationError, match=f"'{member}' is a required property"):
        record(file, "library")
