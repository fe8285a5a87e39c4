"""Hostile input gets a clean answer, and the next payload is answered as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.adapter.contract import Connection, Op, Request
from conformance.adapter.outcome import FAULTS, Kind, Outcome
from conformance.checks.answer import PASS, Answer, failed, in_words, not_judged
from conformance.checks.case import CaseId, CaseKind
from conformance.checks.finding import Finding, What
from conformance.spec.model import Dialect

_DEEP = 100_000
_LARGE = 15 * 2**20
_HEAVY_ROOTS = 2
_AUDIO = {
    "RealtimeResponse": '{"id":"resp_1","object":"realtime.response","status":"completed","output":[{"type":"message",'
    '"role":"assistant","content":[{"type":"output_audio","audio":"@","transcript":""}]}],'
    '"output_modalities":["audio"],"max_output_tokens":"inf"}',
    "RealtimeClientEvent": '{"type":"input_audio_buffer.append","audio":"@"}',
    "RealtimeServerEvent": '{"type":"response.output_audio.delta","event_id":"event_1","response_id":"resp_1",'
    '"item_id":"item_1","output_index":0,"content_index":0,"delta":"@"}',
}


@dataclass(frozen=True, slots=True)
class HostileInput:
    """A hostile payload for a type: ``name`` says what it is, ``text`` is ``bytes`` where it is not UTF-8."""

    name: str
    type: str
    text: str | bytes

    @property
    def case(self) -> CaseId:
        """The id of the case about it."""
        return CaseId(CaseKind.HOSTILE, self.type, self.name)


@dataclass(frozen=True, slots=True)
class Ordeal:
    """What came back for hostile input, and for a sound payload before and after it."""

    before: Outcome
    outcome: Outcome
    after: Outcome


def hostile_inputs(dialect: Dialect, type_name: str, sound: str) -> Iterator[HostileInput]:
    """The hostile input for a type; the deep and the large is for the dialect's first roots only, on behalf of all.

    ``sound`` is a legal payload of the type.
    """
    texts: dict[str, str | bytes] = {
        "empty": "",
        "cut-short": sound[: max(1, len(sound) // 2)],
        "not-utf8": b'{"id":"\xff\xfe"}',
        "nul-bytes": "\x00\x00\x00",
    }
    if type_name in dialect.roots[:_HEAVY_ROOTS]:
        texts["deep-arrays"] = "[" * _DEEP
        texts["deep-objects"] = '{"a":' * _DEEP
        texts["deep-and-closed"] = "[" * _DEEP + "]" * _DEEP
        texts["long-number"] = "1" * _DEEP
        large = "A" * _LARGE
        texts["15-mib-unknown"] = f'{{"x_audio":"{large}",{sound[1:]}'
        texts["15-mib-base64"] = _AUDIO.get(type_name, _AUDIO["RealtimeResponse"]).replace("@", large)
    yield from (HostileInput(name, type_name, text) for name, text in texts.items())


def ordeal(connection: Connection, hostile: HostileInput, sound: str) -> Ordeal:
    """Send hostile input between two sound payloads."""
    request = Request(Op.ROUNDTRIP, hostile.type, sound)
    before = connection.ask(request)
    outcome = connection.ask(Request(Op.ROUNDTRIP, hostile.type, hostile.text))
    return Ordeal(before, outcome, connection.ask(request))


def judge(seen: Ordeal) -> Answer:
    """A clean answer passes if the implementation still answers a sound payload as it did before."""
    before, outcome, after = seen.before, seen.outcome, seen.after
    expected, actual = "a clean answer, and the implementation alive", in_words(outcome)
    if outcome.kind in FAULTS:
        return failed([Finding(What.NO_ANSWER, got=in_words(outcome))], expected, actual)
    if outcome.kind in (Kind.UNSUPPORTED, Kind.ADAPTER_ERROR):
        return not_judged(outcome) or PASS
    if before.kind is not after.kind:
        was = f"{in_words(after)}, before it was {in_words(before)}"
        return failed([Finding(What.NOT_THE_SAME_AFTER, got=was)], expected, actual)
    return PASS
