"""The reference implementation reads and writes what the crate's types read and write, as ``texts`` has it.

Two tests go beyond: the crate looks neither at the depth nor at the range of numbers inside a member that it skips
unread.
"""

from __future__ import annotations

import doctest
import json
import subprocess
import sys

import pytest

from conformance import reference
from conformance.adapter.contract import Op
from conformance.reference import TYPES, DecodeError, construct, decode, encode
from conformance.reference.adapter import ADAPTER
from conformance.reference.conversation_item import RealtimeConversationItemFunctionCall
from conformance.reference.response import InputTokenDetails, RealtimeResponse, RealtimeResponseStatus
from tests.reference.texts import (
    CALL,
    NOT_JSON,
    REFUSED,
    REFUSED_NUMBERS,
    REPEATED,
    RESPONSE,
    REWRITTEN,
    SINGLE,
    UNCHANGED,
    USAGE,
)


@pytest.mark.parametrize(("type_name", "text"), UNCHANGED)
def test_a_canonical_text_comes_back_byte_for_byte(type_name: str, text: str) -> None:
    assert encode(type_name, decode(type_name, text)) == text


@pytest.mark.parametrize(("type_name", "text", "canonical"), REWRITTEN)
def test_other_texts_come_back_canonical(type_name: str, text: str, canonical: str) -> None:
    assert encode(type_name, decode(type_name, text)) == canonical
    assert encode(type_name, decode(type_name, text.encode())) == canonical


@pytest.mark.parametrize("number", REFUSED_NUMBERS)
def test_a_token_count_is_a_u32_and_nothing_else(number: str) -> None:
    with pytest.raises(DecodeError, match=r"^RealtimeResponseUsage\.input_tokens: "):
        decode("RealtimeResponseUsage", USAGE % number)


@pytest.mark.parametrize(("number", "written"), SINGLE)
def test_a_number_in_single_precision_keeps_the_digits_that_it_can_hold(number: str, written: str) -> None:
    usage = decode("TranscriptTextUsageDuration", f'{{"seconds":{number}}}')
    assert encode("TranscriptTextUsageDuration", usage) == f'{{"seconds":{written}}}'
    assert ADAPTER.typed("TranscriptTextUsageDuration", f'{{"seconds":{number}}}') == f'{{"seconds":{written}}}'


@pytest.mark.parametrize(("type_name", "text"), REFUSED)
def test_what_the_type_does_not_allow_is_refused(type_name: str, text: str) -> None:
    with pytest.raises(DecodeError, match=f"^{type_name}"):
        decode(type_name, text)


@pytest.mark.parametrize(("type_name", "text"), REPEATED)
def test_a_known_member_that_repeats_is_refused(type_name: str, text: str) -> None:
    with pytest.raises(DecodeError, match=f"^{type_name}"):
        decode(type_name, text)


def test_a_repeated_key_of_a_map_keeps_the_last_value_and_wants_strings_only() -> None:
    text = RESPONSE.replace('"object"', '"metadata":{"a":%s,"b":"2","a":"3"},"object"')
    assert json.loads(encode("RealtimeResponse", decode("RealtimeResponse", text % '"1"')))["metadata"] == {
        "a": "3",
        "b": "2",
    }
    with pytest.raises(DecodeError, match=r"metadata\.a"):
        decode("RealtimeResponse", text % "1")


@pytest.mark.parametrize("text", NOT_JSON)
def test_what_is_not_strict_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(DecodeError, match=r"not JSON|not UTF-8|lone surrogate"):
        decode("ErrorMessage", text)


@pytest.mark.parametrize("number", ["1e999", "-1e309", "1" * 5000, "[1E400]"])
def test_a_number_beyond_f64_is_refused_wherever_it_stands(number: str) -> None:
    for type_name, text in ("ResponsePromptVariables", number), ("ErrorMessage", f'{{"message":"","x":{number}}}'):
        with pytest.raises(DecodeError, match="number out of range"):
            decode(type_name, text)


@pytest.mark.parametrize(
    "nested",
    ["[" * 128 + "]" * 128, "[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000],
    ids=["128 levels", "open", "arrays", "objects"],
)
def test_nesting_without_end_is_refused(nested: str) -> None:
    for type_name, text in ("ResponsePromptVariables", nested), ("ErrorMessage", f'{{"message":"","x":{nested}}}'):
        with pytest.raises(DecodeError, match="nested deeper than 127 levels"):
            decode(type_name, text)


def test_127_levels_and_any_number_of_brackets_beside_each_other_are_fine() -> None:
    for text in '{"a":' * 126 + "[]" + "}" * 126, "[" + "[],{}," * 1000 + '"[[{{\\""]':
        assert ADAPTER.roundtrip("ResponsePromptVariables", text) == text
        assert ADAPTER.typed("ResponsePromptVariables", text) == text


@pytest.mark.parametrize("unit", ["a", "[{", r"\\", r"\"", "é"])
def test_strings_of_15_mib_pass(unit: str) -> None:
    text = '{"message":"' + unit * (15 * 2**20 // len(unit.encode())) + '"}'
    assert encode("ErrorMessage", decode("ErrorMessage", text)) == text


def test_attributes_are_typed() -> None:
    response = decode(
        "RealtimeResponse", RESPONSE.replace('"output":[]', '"output":[{"type":"function_call",' + CALL + "}]")
    )
    assert isinstance(response, RealtimeResponse)
    assert response.status is RealtimeResponseStatus.Completed
    assert isinstance(response.output[0], RealtimeConversationItemFunctionCall)
    assert (response.output[0].call_id, response.output[0].id) == ("c", None)


def test_values_made_with_constructors_need_no_text() -> None:
    assert encode("InputTokenDetails", InputTokenDetails(cached_tokens=5)) == (
        '{"cached_tokens":5,"cached_token_details":null}'
    )
    call = RealtimeConversationItemFunctionCall(arguments="", name="f", call_id="c", status="")
    assert encode("RealtimeConversationItemFunctionCall", call) == (
        '{"arguments":"","name":"f","call_id":"c","status":""}'
    )
    assert encode(
        "RealtimeConversationItem", construct("RealtimeConversationItem", {"type": "function_call", **vars(call)})
    ) == ('{"type":"function_call","arguments":"","name":"f","call_id":"c","status":""}')


@pytest.mark.parametrize(("type_name", "text"), UNCHANGED)
def test_the_adapter_agrees_with_itself_over_all_operations(type_name: str, text: str) -> None:
    assert (
        ADAPTER.roundtrip(type_name, text) == ADAPTER.typed(type_name, text) == ADAPTER.build(type_name, text) == text
    )


def test_the_adapter_builds_structs_from_members_only() -> None:
    with pytest.raises(DecodeError, match="not an object of members"):
        ADAPTER.build("Error", '["c","t"]')
    with pytest.raises(DecodeError, match=r"^Error\.type: "):
        construct("Error", {"code": "c"})


def test_the_adapter_says_what_it_has() -> None:
    hello = ADAPTER.hello
    assert (hello.name, hello.profile, hello.dialect) == ("reference", "default", "async-openai")
    assert hello.ops == set(Op)
    assert hello.types == set(TYPES)
    assert hello.declares == {"bytes": True, "byte_exact": True}


def test_every_type_that_responses_sessions_and_events_reach_is_there() -> None:
    assert len(TYPES) == 143
    with pytest.raises(KeyError):
        decode("RealtimeSessionConfiguration", "{}")


def test_every_event_has_its_struct_by_its_own_name() -> None:
    """44 kinds of event from servers and 11 from clients, each held by a struct that can be asked for by itself."""
    for union, count in (("RealtimeServerEvent", 44), ("RealtimeClientEvent", 11)):
        structs = {name for name in TYPES if name.startswith(union)} - {union}
        assert len(structs) == count


def test_the_reference_is_independent_of_the_spec_and_the_oracle() -> None:
    program = "import sys, conformance.reference.adapter; print(*sorted(m for m in sys.modules if 'conformance' in m))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "conformance.reference.response" in loaded
    assert not [name for name in loaded if name.startswith(("conformance.spec", "conformance.oracle"))]


def test_the_official_reference_shares_the_schema_files_with_the_oracle_and_nothing_else() -> None:
    program = "import sys, conformance.reference.official_adapter; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "conformance.spec.loader" in loaded
    assert not [name for name in loaded if name.startswith("conformance.oracle")]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(reference) == (0, 3)
