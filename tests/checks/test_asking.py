"""What an adapter is asked about a payload, and what about it is unknown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.adapter import Outcome
from conformance.adapter.contract import Request
from conformance.adapter.inprocess import InProcess, adopt
from conformance.checks.case import Case
from conformance.checks.exchange import Again, exchanges
from conformance.oracle import Accept
from conformance.reference.adapter import ADAPTER
from conformance.spec.unknown import has_unknown_members
from tests.checks.exchanged import BROKEN, JUDGE, OPEN, SOUND, TOOL, UNKNOWN, case


@pytest.mark.parametrize(
    ("type_name", "text", "unknown"),
    [
        ("Error", SOUND, False),
        ("Error", UNKNOWN, True),
        ("OutputTokenDetails", '{"text_tokens":null}', False),
        ("RealtimeFunctionTool", TOOL % '{"x":{"y":1}}', False),
        ("RealtimeAudioFormats", '{"rate":1,"type":"audio/pcm"}', False),
        ("RealtimeAudioFormats", '{"rate":1,"type":"audio/pcmu"}', True),
        ("UserMessageContent", '{"type":"input_text","text":"","audio":""}', True),
        # Its last variant is any JSON, which declares whatever there is.
        ("ResponsePromptVariables", '{"type":"input_text","text":"","x":1}', False),
    ],
)
def test_unknown_members_are_those_that_the_variant_does_not_declare(type_name: str, text: str, unknown: bool) -> None:
    expectation = JUDGE.expect(type_name, text)
    assert isinstance(expectation, Accept)
    assert has_unknown_members(type_name, text, expectation.canonical_text, JUDGE.dialect) is unknown


class Recorder(InProcess):
    """The right one, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(adopt(ADAPTER, "right"))
        self.asked: list[tuple[str, str | bytes]] = []

    def stream(self, requests: Iterator[Request]) -> Iterator[Outcome]:  # type: ignore[override]
        for request in requests:
            self.asked.append((str(request.op), request.text))
            yield self.ask(request)


def test_only_what_can_tell_something_is_asked() -> None:
    connection = Recorder()
    late = '{"type":"t","code":"c"}'
    found = list(exchanges(connection, [case(text) for text in (SOUND, late, UNKNOWN, BROKEN, OPEN)]))
    assert connection.asked == [
        *(("roundtrip", text) for text in (SOUND, late, UNKNOWN, BROKEN, OPEN)),
        # A second round of what came back as it was sent would tell nothing.
        *(("roundtrip", text) for text in (SOUND, SOUND)),
        *(("typed", text) for text in (SOUND, late, UNKNOWN)),
        # Constructors know no strangers.
        *(("build", text) for text in (SOUND, late)),
    ]
    got = [(exchange.again is not None, exchange.typed is not None, exchange.built is not None) for exchange in found]
    assert got == [(False, True, True), (True, True, True), (True, True, False), (False,) * 3, (False,) * 3]


def test_questions_nobody_wants_are_not_asked() -> None:
    connection = Recorder()
    (exchange,) = exchanges(connection, [case('{"type":"t","code":"c"}')], again=Again.NEVER, ops=())
    assert (exchange.again, exchange.typed, exchange.built, len(connection.asked)) == (None, None, None, 1)


def test_a_case_is_made_while_the_implementation_works_on_those_before() -> None:
    connection = Recorder()
    asked_when_made = []

    def cases() -> Iterator[Case]:
        for _ in range(3):
            asked_when_made.append(len(connection.asked))
            yield case(SOUND)

    assert len(list(exchanges(connection, cases(), again=Again.NEVER, ops=()))) == 3
    assert asked_when_made == [0, 1, 2]
