"""A rejected payload is wrong in one way: undoing it leaves a legal payload, and the linter says where it does not."""

from __future__ import annotations

import pytest

from conformance.oracle import Reject, oracle
from conformance.vectors import example
from conformance.vectors.draft import Draft
from conformance.vectors.recording import expected
from conformance.vectors.undo import Undoing

UNDOING = {name: Undoing(oracle(name), example.read(name)) for name in ("async-openai", "openai-ga")}


def fault(dialect: str, type_name: str, text: str) -> bool:
    """Whether the payload, which the dialect rejects, is wrong in a second way."""
    draft = Draft(f"{type_name}/x", type_name, text, "a test", ("decode.strict-types",), "found: here")
    vector = expected(draft, oracle(dialect))
    assert isinstance(vector.expectation, Reject)
    return UNDOING[dialect].leaves_a_fault(vector)


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("RealtimeTurnDetection", '{"type":"server_vad","threshold":"loud"}'),
        ("RealtimeTurnDetection", '{"threshold":0.5}'),
        ("RealtimeTurnDetection", '{"type":7,"eagerness":"low"}'),
        ("RealtimeServerEvent", "{}"),
        ("RealtimeTranslationSession", "{}"),
        ("RealtimeResponse", '{"output_modalities":["audio",null]}'),
        ("RealtimeResponse", '{"usage":{"total_tokens":"3","input_tokens":1,"output_tokens":2}}'),
        ("RealtimeSessionCreateResponseGA", '{"type":"realtime","id":"sess_1","object":12}'),
        ("RealtimeFunctionTool", '{"name":"a\nb"}'),
        # Without a place that could be mended.
        ("RealtimeResponse", '{"id":'),
    ],
)
def test_one_break_can_be_undone(type_name: str, text: str) -> None:
    assert not fault("openai-ga", type_name, text)


@pytest.mark.parametrize("text", ['{"code":"c","type":"t","code":"d"}', '{"code":"c"}', '{"code":1,"type":"t"}'])
def test_one_break_can_be_undone_in_the_strict_dialect(text: str) -> None:
    assert not fault("async-openai", "Error", text)


def test_of_a_repeated_count_the_one_that_adds_up_may_stay() -> None:
    text = '{"input_tokens":1,"output_tokens":2,"total_tokens":3,"total_tokens":4}'
    assert not fault("async-openai", "RealtimeResponseUsage", text)


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("RealtimeTurnDetection", '{"type":"server_vad","threshold":"loud","prefix_padding_ms":"long"}'),
        ("RealtimeTranscriptionSessionCreateResponseGA", '{"type":"transcription","id":7,"object":8}'),
        # Undone, it breaks what only the documentation says: the form of the id, the sum.
        ("RealtimeSessionCreateResponseGA", '{"type":"realtime","id":"item_1","object":12}'),
        ("RealtimeResponse", '{"id":7,"usage":{"total_tokens":9,"input_tokens":1,"output_tokens":2}}'),
    ],
)
def test_a_second_break_is_found(type_name: str, text: str) -> None:
    assert fault("openai-ga", type_name, text)
