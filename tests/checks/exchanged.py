"""A payload and what came back of it, judged by every check."""

from __future__ import annotations

from conformance.adapter import Kind, Outcome
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange
from conformance.checks.register import judge
from conformance.checks.verdict import Verdict
from conformance.oracle import oracle
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case

DIALECT = "async-openai"
JUDGE = oracle(DIALECT)
SOUND = '{"code":"c","type":"t"}'
UNKNOWN = '{"code":"c","type":"t","x":1}'
BROKEN = '{"code":"c"}'
OPEN = '["c","t"]'

TOOL = '{"name":"n","description":"d","parameters":%s}'

OK = Outcome(Kind.OK, text=SOUND)
REFUSED = Outcome(Kind.REJECTED, message="ValueError: no\nsecond line")


def case(text: str, type_name: str = "Error") -> Case:
    return payload_case(f"{type_name}/x/0/0", type_name, text, JUDGE, load_register(DIALECT))


def judged(
    text: str,
    roundtrip: Outcome,
    *,
    type_name: str = "Error",
    again: Outcome | None = None,
    typed: Outcome | None = None,
    built: Outcome | None = None,
) -> dict[str, Verdict]:
    exchange = Exchange(case(text, type_name), roundtrip, again, typed, built)
    return {verdict.check: verdict for verdict in judge(exchange, JUDGE)}


def statuses(text: str, roundtrip: Outcome, **more: Outcome) -> dict[str, str]:
    return {check: str(verdict.status) for check, verdict in judged(text, roundtrip, **more).items()}  # type: ignore[arg-type]


GA = oracle("openai-ga")
