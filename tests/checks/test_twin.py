"""An unknown member is blamed only for what does not go wrong without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.adapter import Kind, Outcome
from conformance.adapter.contract import Request
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.case import Case
from conformance.checks.exchange import Exchange, exchanges
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.oracle import oracle
from conformance.reference.adapter import ADAPTER
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case

DIALECT = "async-openai"
JUDGE = oracle(DIALECT)
UNKNOWN = '{"code":"c","type":"t","x":1}'
OK = Outcome(Kind.OK, text='{"code":"c","type":"t"}')
REFUSED = Outcome(Kind.REJECTED, message="ValueError: no")


def case(text: str) -> Case:
    return payload_case("Error/x/0/0", "Error", text, JUDGE, load_register(DIALECT))


class Recorder(InProcess):
    """The right one, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(adopt(ADAPTER, "right"))
        self.asked: list[tuple[str, str | bytes]] = []

    def stream(self, requests: Iterator[Request]) -> Iterator[Outcome]:  # type: ignore[override]
        for request in requests:
            self.asked.append((str(request.op), request.text))
            yield self.ask(request)


OTHER = Outcome(Kind.OK, text='{"code":"d","type":"t"}')


@pytest.mark.parametrize(
    ("sent", "twin", "status"),
    [
        # The same refusal without the unknown member: it is not to blame.
        (REFUSED, REFUSED, "untestable"),
        (REFUSED, Outcome(Kind.FALLBACK), "untestable"),
        (REFUSED, OK, "fail"),
        (REFUSED, None, "fail"),
        (OTHER, OTHER, "untestable"),
        (OTHER, OK, "fail"),
        (OTHER, REFUSED, "fail"),
        (Outcome(Kind.CRASHED), Outcome(Kind.CRASHED), "fail"),
    ],
)
def test_an_unknown_member_is_not_blamed_for_what_goes_wrong_without_it(
    sent: Outcome, twin: Outcome | None, status: str
) -> None:
    exchange = Exchange(case(UNKNOWN), sent, twin=twin)
    (verdict,) = judge(exchange, JUDGE, {"tolerates"})
    assert verdict.status == status


def test_of_two_losses_only_the_one_that_the_unknown_member_causes_is_its() -> None:
    both = Outcome(Kind.OK, text='{"code":"d","type":"u"}')
    (verdict,) = judge(Exchange(case(UNKNOWN), both, twin=OTHER), JUDGE, {"tolerates"})
    assert verdict.findings == (Finding(What.CHANGED, "/type", '"t"', '"u"'),)


def test_the_twin_is_asked_for_only_where_something_is_odd() -> None:
    text = '{"type":"t","x":{"y":1},"code":"c"}'
    (exchange,) = exchanges(Recorder(), [case(text)], ops=())
    assert exchange.twin is None

    class Refusing(Recorder):
        def ask(self, request: Request) -> Outcome:
            return REFUSED

    connection = Refusing()
    (exchange,) = exchanges(connection, [case(text)], ops=())
    assert exchange.twin == REFUSED
    assert connection.asked[-1] == ("roundtrip", '{"type":"t","code":"c"}')
