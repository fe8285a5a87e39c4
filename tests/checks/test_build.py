"""What the check of constructors makes of what they write."""

from __future__ import annotations

import pytest

from conformance.adapter import Kind, Outcome
from conformance.checks.exchange import Exchange
from conformance.checks.finding import Finding, What
from conformance.checks.register import judge
from conformance.checks.verdict import Status
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case
from tests.checks.exchanged import BROKEN, GA, OK, REFUSED, SOUND, statuses


@pytest.mark.parametrize(
    ("built", "status"),
    [
        (OK, "pass"),
        (Outcome(Kind.OK, text='{"type":"t","code":"c"}'), "pass"),
        (Outcome(Kind.OK, text='{"code":"c","type":"t","param":null}'), "fail"),
        (Outcome(Kind.OK, text=BROKEN), "fail"),
        (REFUSED, "fail"),
        (Outcome(Kind.CRASHED), "fail"),
        (Outcome(Kind.UNSUPPORTED), "unsupported"),
        (Outcome(Kind.ADAPTER_ERROR), "adapter-fault"),
    ],
)
def test_constructors_write_what_was_set_and_nothing_else(built: Outcome, status: str) -> None:
    assert statuses(SOUND, OK, built=built)["build"] == status
    # What could not be decoded may still be built.
    assert statuses(SOUND, REFUSED, built=built)["build"] == status


CANCEL = '{"type":"response.cancel"}'


@pytest.mark.parametrize(
    ("built", "found"),
    [
        ('{"type":"response.cancel","event_id":"made-up"}', ()),
        (
            '{"type":"response.cancel","response_id":"made-up"}',
            (Finding(What.INVENTED, "/response_id", None, '"made-up"'),),
        ),
        (
            '{"type":"response.cancel","event_id":"e","response_id":null}',
            (Finding(What.NULL_ADDED, "/response_id", None, "null"),),
        ),
    ],
)
def test_a_constructor_may_name_what_a_client_may_name_and_nothing_else(built: str, found: tuple[Finding, ...]) -> None:
    type_name = "RealtimeClientEvent"
    sent = payload_case(f"{type_name}/x", type_name, CANCEL, GA, load_register("openai-ga"))
    exchange = Exchange(sent, OK, None, None, Outcome(Kind.OK, text=built))
    (verdict,) = judge(exchange, GA, {"build"})
    assert (verdict.status, verdict.findings) == (Status.FAIL if found else Status.PASS, found)
