"""Input that breaks careless implementations: the cases of the check ``robust``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.adapter.contract import Connection, Op, Request
from conformance.checks.finding import said
from conformance.outcome import FAULTS, Kind, Outcome
from conformance.spec.model import Dialect
from conformance.vectors import text_of
from conformance.vectors.example import example
from conformance.verdict import Level, Status, Verdict

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
class Hazard:
    """A hostile payload: ``name`` says what it is, ``text`` is ``bytes`` where it is not UTF-8."""

    name: str
    type: str
    text: str | bytes


def hazards(dialect: Dialect, type_name: str) -> Iterator[Hazard]:
    """What is thrown at a type; the deep and the large only at the dialect's first roots, which show it for all."""
    sound = text_of(example(dialect, type_name, full=True))
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
    yield from (Hazard(name, type_name, text) for name, text in texts.items())


def judge(connection: Connection, dialect: Dialect, hazard: Hazard) -> Verdict:
    """Throw it, then see that the implementation still answers a sound payload as it did before."""
    sound = Request(Op.ROUNDTRIP, hazard.type, text_of(example(dialect, hazard.type, full=True)))
    before = connection.ask(sound)
    outcome = connection.ask(Request(Op.ROUNDTRIP, hazard.type, hazard.text))
    after = connection.ask(sound)
    status, reason = _judged(before, outcome, after)
    return Verdict(
        case=f"{hazard.type}/robust/{hazard.name}",
        type=hazard.type,
        check="robust",
        level=Level.MUST,
        status=status,
        reason=reason,
        expected="a clean answer, and the implementation alive",
        actual=said(outcome)[:500],
    )


def _judged(before: Outcome, outcome: Outcome, after: Outcome) -> tuple[Status, str]:
    if outcome.kind is Kind.UNSUPPORTED:
        return Status.UNSUPPORTED, outcome.message or ""
    if outcome.kind is Kind.ADAPTER_ERROR:
        return Status.ADAPTER_FAULT, said(outcome)
    if outcome.kind in FAULTS:
        return Status.FAIL, f"no clean answer ({said(outcome)})"
    if before.kind is not after.kind:
        return Status.FAIL, f"afterwards a sound payload is {said(after)}, before it was {said(before)}"
    return Status.PASS, ""
