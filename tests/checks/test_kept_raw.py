"""A value kept raw inside a payload fails where a type is declared for it, with its path."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.adapter.outcome import Kind, Outcome
from conformance.checks.exchange import Exchange
from conformance.checks.finding import What
from conformance.checks.register import conforms, judge
from conformance.checks.verdict import Status, Verdict
from conformance.jsontext import text_of
from conformance.oracle import oracle
from conformance.requirements.level import Level
from conformance.requirements.register import load_register
from conformance.suite.generated import payload_case

GA = "openai-ga"
CALL = {"id": "i", "type": "mcp_call", "server_label": "k", "name": "n", "arguments": "{}", "output": None}
DONE = {
    "type": "response.output_item.done", "event_id": "e", "response_id": "r", "output_index": 0, "item": CALL,
}  # fmt: skip


def exchange(value: Any, *raw: str, type_name: str = "RealtimeServerEvent", typed: tuple[str, ...] = ()) -> Exchange:
    case = payload_case(f"{type_name}/x", type_name, text_of(value), oracle(GA), load_register(GA))
    back, shown = (Outcome(Kind.OK, text_of(value), raw=tuple(at)) for at in (raw, typed))
    return Exchange(case, back, typed=shown)


def verdicts(value: Any, *raw: str, **more: Any) -> dict[str, Verdict]:
    return {one.check: one for one in judge(exchange(value, *raw, **more), oracle(GA))}


def test_a_raw_item_of_a_known_type_fails_as_a_raw_event_does() -> None:
    found = verdicts(DONE, "/item")
    assert (found["accepts"].status, found["accepts"].level) == (Status.FAIL, Level.MUST)
    assert found["accepts"].reason == "/item is kept raw"
    # What came back is right, so nothing else fails.
    assert {check for check, one in found.items() if one.failed} == {"accepts"}
    assert not conforms(exchange(DONE, "/item"))


def test_the_typed_api_must_not_show_it_raw_either() -> None:
    found = verdicts(DONE, typed=("/item",))["typed-read"]
    assert (found.status, found.level, found.reason) == (Status.FAIL, Level.MUST, "/item is kept raw")


def test_what_no_type_declares_is_shown_in_a_raw_value_and_nowhere_else() -> None:
    found = verdicts({**DONE, "item": {**CALL, "x_a": 1}, "x_b": 1}, typed=("/item",))["typed-read"]
    assert [(one.what, one.at) for one in found.findings] == [(What.ECHOED, "/x_b"), (What.KEPT_RAW, "/item")]


@pytest.mark.parametrize(
    ("value", "at"),
    [
        # An unknown item may be kept raw, and so may what contains it.
        ({**DONE, "item": {"type": "reasoning", "id": "i"}}, "/item"),
        ({**DONE, "item": {"type": "message", "role": "assistant", "content": [{"type": "new"}]}}, "/item"),
        ({**DONE, "item": {"type": "message", "role": "user", "content": [], "status": "new"}}, "/item"),
        # A plain value is what is declared.
        ({**DONE, "x": {"a": 1}}, "/x"),
        (DONE, "/response_id"),
    ],
)
def test_what_has_no_declared_type_may_be_kept_raw(value: Any, at: str) -> None:
    found = verdicts(value, at)
    assert "kept raw" not in " ".join(one.reason for one in found.values())


def test_open_json_and_string_maps_are_generic_by_declaration() -> None:
    tool = {"type": "function", "name": "n", "parameters": {"type": "object"}}
    assert not any(one.failed for one in verdicts(tool, "/parameters", type_name="RealtimeFunctionTool").values())
    response = {"id": "r", "metadata": {"a": "b"}, "output": [CALL]}
    assert verdicts(response, "/metadata", type_name="RealtimeResponse")["accepts"].status is Status.PASS
    found = verdicts(response, "/output", "/output/0", type_name="RealtimeResponse")["accepts"]
    assert [(one.what, one.at) for one in found.findings] == [(What.KEPT_RAW, "/output"), (What.KEPT_RAW, "/output/0")]


def test_an_unknown_member_excuses_no_raw_value() -> None:
    value = {**DONE, "item": {**CALL, "x": 1}}
    found = verdicts(value, "/item", typed=("/item",))
    assert (found["tolerates"].status, found["tolerates"].reason) == (Status.FAIL, "/item is kept raw")
