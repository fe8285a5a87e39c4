"""Beyond a limit that only the documentation states: refusing is allowed, and what is accepted comes back unchanged.

Each damage is the reference with one fault, and the vectors of its types alone have to show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from mutants.mutant import anywhere, in_objects

import strategies
from conformance import jsontext
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.case import Case
from conformance.checks.exchange import exchanges
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status, Verdict
from conformance.oracle import oracle
from conformance.reference.adapter import ADAPTER as SEED
from conformance.reference.official_adapter import ADAPTER as OFFICIAL
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.spec import dialects
from conformance.suite.generated import payload_case
from conformance.vectors import case_of, load_type

RIGHT: Mapping[str, Any] = {"async-openai": SEED, "openai-ga": OFFICIAL}
METADATA = ("RealtimeResponse", "RealtimeResponseCreateParams")
LIMIT = {
    "async-openai": ("RealtimeResponseCreateParams", "RealtimeSession"),
    "openai-ga": ("RealtimeResponseCreateParams", "RealtimeSessionCreateRequestGA", "RealtimeSessionCreateResponseGA"),
}


class Damaged:
    """The reference of a dialect, whose output is changed, or which refuses more than it."""

    def __init__(self, dialect: str, *, change: Any = None, refuses: Callable[[Any], bool] = lambda _: False) -> None:
        self._right, self._change, self._refuses = RIGHT[dialect], change, refuses
        self.hello = self._right.hello

    def roundtrip(self, type: str, text: str | bytes) -> str:
        value = jsontext.parse(self._right.roundtrip(type, text)).value
        if self._refuses(value):
            raise ValueError("beyond the limit")
        return jsontext.compact(self._change(type, value) if self._change else value)


@cache
def cases(dialect: str, type_name: str) -> tuple[Case, ...]:
    """The golden vectors of a type."""
    return tuple(case_of(vector, oracle(dialect)) for vector in load_type(dialect, type_name).values())


def generated(dialect: str, type_name: str) -> Iterator[Case]:
    """Those beyond a limit of two thousand payloads."""
    judge_, register = oracle(dialect), load_register(dialect)
    for number, payload in enumerate(strategies.seeded(type_name, "edge", 0, 2000, dialect)):
        if payload.edge in ("beyond-prose", "collection-size"):
            case = payload_case(f"{type_name}/edge/0/{number}", type_name, payload.text, judge_, register)
            if case.acceptance is not None:
                yield case


def verdicts(
    adapter: Damaged, dialect: str, *types: str, made: Callable[[str, str], Iterable[Case]] = cases
) -> Iterator[Verdict]:
    with InProcess(adopt(adapter, "damaged")) as connection:
        for type_name in types:
            # One by one: payloads are made as they are asked for.
            for case in made(dialect, type_name):
                for exchange in exchanges(connection, [case], ops=()):
                    yield from judge(exchange, oracle(dialect))


def failures(adapter: Damaged, dialect: str, *types: str) -> dict[str, list[Finding]]:
    """By case, the findings that gate."""
    return {f"{one.case} {one.check}": list(one.findings) for one in verdicts(adapter, dialect, *types) if one.gates()}


def clamps(members: dict[str, Any]) -> dict[str, Any]:
    limit = members.get("max_output_tokens")
    return {**members, "max_output_tokens": 4096} if isinstance(limit, int) and limit > 4096 else members


def in_metadata(change: Callable[[dict[str, str]], dict[str, str]]) -> Any:
    def changed(members: dict[str, Any]) -> dict[str, Any]:
        found = members.get("metadata")
        return {**members, "metadata": change(found)} if isinstance(found, dict) else members

    return in_objects(changed)


def cut(length: int | None = None, name: int | None = None, value: int | None = None) -> Any:
    return in_metadata(lambda found: {key[:name]: text[:value] for key, text in list(found.items())[:length]})


@pytest.mark.parametrize("dialect", dialects())
@pytest.mark.parametrize(
    ("change", "types", "slug", "what", "where"),
    [
        (in_objects(clamps), LIMIT, "max-output-tokens-beyond-prose-maximum", What.CHANGED, "/max_output_tokens"),
        (cut(length=16), METADATA, "metadata-beyond-prose-max-properties", What.LOST, "/metadata/key"),
        (cut(name=64), METADATA, "metadata-beyond-prose-name-length", What.RENAMED, f"/metadata/{'k' * 65}"),
        (cut(value=512), METADATA, "metadata-beyond-prose-value-length", What.CUT, "/metadata/key"),
    ],
    ids=["clamps-5000", "drops-the-17th-pair", "cuts-a-name", "cuts-a-value"],
)
def test_what_is_accepted_beyond_a_limit_comes_back_unchanged(
    change: Any, types: Any, slug: str, what: What, where: str, dialect: str
) -> None:
    concerned = types[dialect] if isinstance(types, dict) else types
    found = failures(Damaged(dialect, change=change), dialect, *concerned)
    for type_name in concerned:
        for check in ("round-trip", "canonical"):
            (finding, *_) = found[f"{type_name}/{slug} {check}"]
            assert finding.what is what
            assert (finding.at or "").startswith(where)
        by_generated = verdicts(Damaged(dialect, change=change), dialect, type_name, made=generated)
        assert any(finding.what is what for one in by_generated if one.gates() for finding in one.findings)


@pytest.mark.parametrize("dialect", dialects())
def test_refusing_beyond_a_limit_is_shown_and_fails_nothing(dialect: str) -> None:
    def beyond(value: Any) -> bool:
        found = value.get("metadata") or {} if isinstance(value, dict) else {}
        return len(found) > 16 or any(len(name) > 64 or len(text) > 512 for name, text in found.items())

    adapter = Damaged(dialect, refuses=lambda value: anywhere(beyond)("", value))
    found = list(verdicts(adapter, dialect, *METADATA))
    assert [one for one in found if one.failed] == []
    shown = [one for one in found if "-beyond-prose-" in one.case and one.note.startswith("not decoded: rejected")]
    assert {(one.check, one.status, one.level) for one in shown} == {("behaviour", Status.FREE, Level.FREE)}
    assert {one.case.rpartition("-prose-")[2] for one in shown} >= {"max-properties", "name-length", "value-length"}


def limit(value: Any) -> Any:
    return value.get("max_output_tokens") if isinstance(value, dict) else None


def metadata(value: Any) -> dict[str, str]:
    return value.get("metadata") or {} if isinstance(value, dict) else {}


@pytest.mark.parametrize("dialect", dialects())
@pytest.mark.parametrize(
    ("refused", "types", "slug"),
    [
        (lambda value: limit(value) == 1, LIMIT, "max-output-tokens-within-prose-minimum"),
        (lambda value: limit(value) == 4096, LIMIT, "max-output-tokens-within-prose-maximum"),
        (lambda value: len(metadata(value)) == 16, METADATA, "metadata-within-prose-max-properties"),
        (lambda value: any(len(name) == 64 for name in metadata(value)), METADATA, "metadata-within-prose-name-length"),
        (
            lambda value: any(len(text) == 512 for text in metadata(value).values()),
            METADATA,
            "metadata-within-prose-value-length",
        ),
    ],
    ids=["1", "4096", "16-pairs", "64-characters", "512-characters"],
)
def test_a_bound_that_is_moved_by_one_fails(
    refused: Callable[[Any], bool], types: Any, slug: str, dialect: str
) -> None:
    concerned = types[dialect] if isinstance(types, dict) else types
    found = failures(Damaged(dialect, refuses=refused), dialect, *concerned)
    for type_name in concerned:
        (finding,) = found[f"{type_name}/{slug} accepts"]
        assert finding.what is What.NOT_DECODED


@pytest.mark.parametrize("type_name", ["RealtimeServerEventSessionCreated", "RealtimeServerEventSessionUpdated"])
def test_a_broken_rule_lowers_nothing_but_acceptance(type_name: str) -> None:
    def without(members: dict[str, Any]) -> dict[str, Any]:
        return {name: item for name, item in members.items() if name != "expires_at"}

    found = failures(Damaged("openai-ga", change=in_objects(without)), "openai-ga", type_name)
    assert {(one.what, one.at) for findings in found.values() for one in findings} == {
        (What.LOST, "/session/expires_at")
    }


@pytest.mark.parametrize("dialect", dialects())
def test_nothing_fails_for_the_right_one(dialect: str) -> None:
    types = (*METADATA, *LIMIT[dialect])
    assert [one for one in verdicts(Damaged(dialect), dialect, *types) if one.failed] == []


@pytest.mark.parametrize(
    ("level", "accepts"), [(Level.SHOULD, {"accepts": Level.SHOULD}), (Level.FREE, {"behaviour": Level.FREE})]
)
def test_a_refusal_counts_as_the_rule_that_is_broken(level: Level, accepts: dict[str, Level]) -> None:
    register = load_register("async-openai")
    broken = {Level.SHOULD: '"id":"response 1"', Level.FREE: '"id":"resp_1","max_output_tokens":4097'}
    sound = next(one.text for one in cases("async-openai", "RealtimeResponse") if one.id.endswith("/all-members"))
    value = {**jsontext.load(sound), **jsontext.load(f"{{{broken[level]}}}")}
    case = payload_case("x", "RealtimeResponse", jsontext.compact(value), oracle("async-openai"), register)
    assert (case.level, case.acceptance) == (Level.MUST, level)
    with InProcess(adopt(Damaged("async-openai", refuses=lambda _: True), "damaged")) as connection:
        (exchange,) = exchanges(connection, [case], ops=())
    found = {one.check: one.level for one in judge(exchange, oracle("async-openai")) if one.status != "untestable"}
    assert found == accepts
    assert not any(one.gates() for one in judge(exchange, oracle("async-openai")))
