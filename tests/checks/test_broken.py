"""The requirement shown beside a finding is the one that the finding breaks."""

from __future__ import annotations

import pytest

from conformance.checks.broken import requirement, with_requirements
from conformance.checks.case import Case
from conformance.checks.finding import Finding, What
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.vectors import case_of, find, load_vectors

SEED, GA = "async-openai", "openai-ga"
LOST = Finding(What.LOST, "/conversation_id", '"c"')


def of_vector(dialect: str, vector: str) -> Case:
    return case_of(find(dialect, vector), oracle(dialect))


def generated(dialect: str = SEED) -> Case:
    name = "RealtimeResponse"
    return Case(f"{name}/valid/0/0", name, "{}", oracle(dialect).expect(name, "{}"))


@pytest.mark.parametrize(
    ("finding", "check", "seed", "official"),
    [
        (LOST, "round-trip", "encode.nothing-lost", "class.lossy-round-trip"),
        (LOST, "canonical", "encode.nothing-lost", "class.lossy-round-trip"),
        (LOST, "idempotent", "encode.nothing-lost", "class.lossy-round-trip"),
        (Finding(What.RENAMED, "/a", "1", "b"), "canonical", "encode.nothing-lost", "class.lossy-round-trip"),
        (Finding(What.CHANGED, "/a", "1", "2"), "tolerates", "encode.nothing-lost", "class.lossy-round-trip"),
        (Finding(What.ROUNDED, "/a", "0.12", "0.1"), "round-trip", "encode.nothing-lost", "class.lossy-round-trip"),
        (Finding(What.INVENTED, "/a", None, "1"), "round-trip", "encode.nothing-invented", "encode.nothing-invented"),
        (Finding(What.INVENTED, "/a", None, "1"), "canonical", "encode.nothing-invented", "encode.nothing-invented"),
        (Finding(What.NULL_LOST, "/a", "null"), "canonical", "encode.absent-policy", "encode.absent-policy"),
        (Finding(What.NULL_ADDED, "/audio", None, "null"), "canonical", "encode.absent-policy", "encode.absent-policy"),
        (Finding(What.UNSTABLE, "/a", "1", "2"), "idempotent", "encode.idempotent", "encode.idempotent"),
        # What only the typed API or only the constructors do wrong is theirs.
        (LOST, "typed-read", "typed.reachable", "typed.reachable"),
        (LOST, "build", "build.only-what-was-set", "build.only-what-was-set"),
        (Finding(What.NOT_BUILT, got="no"), "build", "build.only-what-was-set", "build.only-what-was-set"),
        (Finding(What.NOT_DECODED, got="no"), "accepts", "decode.accepts-valid", "decode.accepts-valid"),
        (Finding(What.NOT_TOLERATED, got="no"), "tolerates", "decode.unknown-members", "decode.unknown-members"),
        (Finding(What.NOT_DECODED_AGAIN, got="no"), "idempotent", "encode.idempotent", "encode.idempotent"),
        (Finding(What.ACCEPTED, "/a", "wrong-type"), "rejects", "decode.rejects-invalid", "decode.rejects-invalid"),
        (
            Finding(What.RESPELT, "", "the order of members"),
            "canonical-bytes",
            "encode.declaration-order",
            "encode.declaration-order",
        ),
        (Finding(What.NO_ANSWER, got="crashed"), "accepts", "robust.clean-answer", "robust.clean-answer"),
        (Finding(What.NO_ANSWER, got="crashed"), "robust", "robust.clean-answer", "robust.clean-answer"),
        (Finding(What.NOT_THE_SAME_AFTER, got="no"), "robust", "robust.clean-answer", "robust.clean-answer"),
        (Finding(What.OTHER_DIALECT, got="x"), "dialect", "decode.accepts-valid", "decode.accepts-valid"),
    ],
)
def test_a_finding_on_a_payload_that_cites_nothing_breaks_what_its_kind_breaks(
    finding: Finding, check: str, seed: str, official: str
) -> None:
    for dialect, row in ((SEED, seed), (GA, official)):
        assert requirement(finding, check, generated(dialect), load_register(dialect)) == row
        assert requirement(finding, check, None, load_register(dialect)) == row
        assert row in load_register(dialect).rows


@pytest.mark.parametrize(
    ("dialect", "vector", "finding", "check", "row"),
    [
        # A row about the very member says more than that something was lost.
        (
            SEED,
            "RealtimeResponse/conversation-id-null",
            Finding(What.NULL_ADDED, "/conversation_id", None, "null"),
            "canonical",
            "RealtimeResponse.conversation_id.omit",
        ),
        (
            SEED,
            "RealtimeResponse/conversation-id-null",
            Finding(What.LOST, "/usage", "{}"),
            "round-trip",
            "encode.nothing-lost",
        ),
        # What is refused as a whole breaks the most telling row that the case is about.
        (
            SEED,
            "RealtimeResponse/usage-absent",
            Finding(What.NOT_DECODED, got="rejected: no `usage`"),
            "accepts",
            "decode.null-or-absent",
        ),
        (
            SEED,
            "RealtimeResponseUsage/input-tokens-null",
            Finding(What.ACCEPTED, "/input_tokens", "wrong-type"),
            "rejects",
            "decode.strict-types",
        ),
        (GA, "RealtimeResponse/in-progress", LOST, "round-trip", "class.lossy-round-trip"),
        # An erratum is broken by what it corrected, and by nothing that only has a similar name.
        (
            GA,
            "RealtimeResponse/in-progress",
            Finding(What.NULL_LOST, "/usage", "null"),
            "canonical",
            "errata.response-usage-null",
        ),
        (GA, "RealtimeResponse/in-progress", Finding(What.LOST, "/usage", "{}"), "canonical", "class.lossy-round-trip"),
        (
            GA,
            "RealtimeResponse/out-of-band",
            Finding(What.NULL_LOST, "/conversation_id", "null"),
            "canonical",
            "errata.response-conversation-id-null",
        ),
        (GA, "RealtimeResponse/out-of-band", Finding(What.LOST, "/id", '"r"'), "canonical", "class.lossy-round-trip"),
        (
            GA,
            "RealtimeServerEvent/session-updated-transcription",
            Finding(What.NULL_LOST, "/session/prompt", "null"),
            "canonical",
            "encode.absent-policy",
        ),
        (
            GA,
            "RealtimeServerEvent/session-updated-transcription",
            Finding(What.NULL_LOST, "/session/audio/input/transcription/language", "null"),
            "canonical",
            "errata.transcription-language-null",
        ),
        (
            GA,
            "RealtimeResponse/usage-reasoning-tokens",
            Finding(What.LOST, "/usage/output_token_details/reasoning_tokens", "64"),
            "round-trip",
            "errata.usage-reasoning-tokens",
        ),
        (
            GA,
            "RealtimeServerEvent/item-added-user-audio",
            Finding(What.NULL_LOST, "/item/content/0/transcript", "null"),
            "canonical",
            "errata.input-audio-transcript-null",
        ),
        # The id of an item is not that of the response, and the tokens of a part are not those of the whole.
        (
            GA,
            "RealtimeResponse/id-beyond-prose-pattern",
            Finding(What.LOST, "/id", '"r"'),
            "round-trip",
            "RealtimeResponse.id.shape",
        ),
        (
            GA,
            "RealtimeResponse/id-beyond-prose-pattern",
            Finding(What.LOST, "/output/0/id", '"i"'),
            "round-trip",
            "class.lossy-round-trip",
        ),
        (
            SEED,
            "InputTokenDetails/audio-tokens-absent",
            Finding(What.LOST, "/cached_token_details/audio_tokens", "12"),
            "canonical",
            "encode.nothing-lost",
        ),
        (
            SEED,
            "InputTokenDetails/audio-tokens-absent",
            Finding(What.NULL_ADDED, "/audio_tokens", None, "null"),
            "canonical",
            "InputTokenDetails.audio_tokens.omit",
        ),
        (
            SEED,
            "InputTokenDetails/audio-tokens-absent",
            Finding(What.LOST, "/audio_tokens", "1"),
            "canonical",
            "encode.nothing-lost",
        ),
    ],
)
def test_a_vector_says_more_where_it_is_about_the_same(
    dialect: str, vector: str, finding: Finding, check: str, row: str
) -> None:
    assert requirement(finding, check, of_vector(dialect, vector), load_register(dialect)) == row


def test_an_erratum_about_another_member_is_never_said_to_be_broken() -> None:
    register = load_register(GA)
    errata = {row.id for row in register.rows.values() if row.id.startswith("errata.")}
    assert errata
    cited = [case_of(one, oracle(GA)) for one in load_vectors(GA).values() if errata & set(one.requirements)]
    assert cited
    for case in cited:
        for check in ("round-trip", "canonical", "tolerates"):
            assert requirement(Finding(What.LOST, "/no_such_member", "1"), check, case, register) not in errata


def test_a_verdict_carries_the_sentences_of_what_it_breaks_each_once() -> None:
    register, case = load_register(SEED), of_vector(SEED, "RealtimeResponse/all-members")
    found = (LOST, Finding(What.LOST, "/usage", "{}"), Finding(What.INVENTED, "/x", None, "1"))
    verdict = Verdict(case.id, case.type, "round-trip", Level.MUST, Status.FAIL, found)
    told = with_requirements(verdict, case, register)
    rows = [one.requirement for one in told.findings]
    assert rows == ["encode.nothing-lost", "encode.nothing-lost", "encode.nothing-invented"]
    assert told.requirements == tuple((row, register.rows[row].says) for row in dict.fromkeys(rows))


def test_what_is_left_open_carries_the_sentence_that_leaves_it_open() -> None:
    register, case = load_register(SEED), of_vector(SEED, "RealtimeResponseUsage/as-array")
    verdict = Verdict(case.id, case.type, "behaviour", Level.FREE, Status.FREE, note="accepted")
    told = with_requirements(verdict, case, register)
    assert [row for row, _ in told.requirements] == ["free.struct-as-array"]
