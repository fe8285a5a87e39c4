"""Hostile input gets a clean answer, and the next payload is answered as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from conformance import jsontext
from conformance.adapter.contract import Connection
from conformance.adapter.outcome import FAULTS, Kind, Outcome
from conformance.adapter.reading import ask_to_read
from conformance.checks.answer import PASS, Answer, failed, in_words, not_judged
from conformance.checks.case import Case, CaseId, CaseKind
from conformance.checks.exchange import way
from conformance.checks.finding import Finding, Group, What
from conformance.checks.written import Written, lost_or_invented
from conformance.difference import Path, differences
from conformance.jsontext import visible
from conformance.oracle import Accept, Reject, oracle
from conformance.requirements.level import Level
from conformance.spec import load_dialect
from conformance.spec.locate import node_at
from conformance.spec.model import Dialect, Node, Nullable, Text

_DEEP = 100_000
_LARGE = 15 * 2**20
_SMALL = "AAAA"
_HEAVY_ROOTS = 2
_SHOWN = 120
_NOT_UTF8 = b"\xff\xfe"
_MARK = "@here@"
_AUDIO = {
    "RealtimeResponse": '{"id":"resp_1","object":"realtime.response","status":"completed","output":[{"type":"message",'
    '"role":"assistant","content":[{"type":"output_audio","audio":"@here@","transcript":""}]}],'
    '"output_modalities":["audio"],"max_output_tokens":"inf"}',
    "RealtimeClientEvent": '{"type":"input_audio_buffer.append","audio":"@here@"}',
    "RealtimeServerEvent": '{"type":"response.output_audio.delta","event_id":"event_1","response_id":"resp_1",'
    '"item_id":"item_1","output_index":0,"content_index":0,"delta":"@here@"}',
}


@dataclass(frozen=True, slots=True)
class HostileInput:
    """A hostile payload for a type: ``name`` says what it is, ``text`` is ``bytes`` where it is not UTF-8.

    ``small`` is the payload without what makes it hostile, where that is its size.
    """

    dialect: str
    name: str
    type: str
    text: str | bytes
    small: str = ""

    @property
    def case(self) -> CaseId:
        """The id of the case about it."""
        return CaseId(CaseKind.HOSTILE, self.type, self.name)


@dataclass(frozen=True, slots=True)
class Ordeal:
    """Hostile input, what came back for it, and what came back for a sound payload before and after it.

    ``small`` is what came back for its small twin, if it has one.
    """

    hostile: HostileInput
    before: Outcome
    outcome: Outcome
    after: Outcome
    small: Outcome | None = None


def hostile_inputs(dialect: Dialect, type_name: str, sound: str) -> Iterator[HostileInput]:
    """The hostile input for a type; the deep and the large is for the dialect's first roots only, on behalf of all.

    ``sound`` is a legal payload of the type.
    """
    small: dict[str, str] = {}
    texts: dict[str, str | bytes] = {
        "empty": "",
        "cut-short": sound[: max(1, len(sound) // 2)],
        "not-utf8": _not_utf8(dialect, type_name, sound),
        "nul-bytes": "\x00\x00\x00",
    }
    if type_name in dialect.roots[:_HEAVY_ROOTS]:
        texts["deep-arrays"] = "[" * _DEEP
        texts["deep-objects"] = '{"a":' * _DEEP
        texts["deep-and-closed"] = "[" * _DEEP + "]" * _DEEP
        texts["long-number"] = "1" * _DEEP
        large = "A" * _LARGE
        texts["15-mib-unknown"] = f'{{"x_audio":"{large}",{sound[1:]}'
        audio = _AUDIO.get(type_name, _marked(dialect, type_name, sound) or sound)
        texts["15-mib-base64"] = audio.replace(_MARK, large)
        small = {"15-mib-unknown": sound, "15-mib-base64": audio.replace(_MARK, _SMALL)}
    for name, text in texts.items():
        yield HostileInput(dialect.name, name, type_name, text, small.get(name, ""))


def _not_utf8(dialect: Dialect, type_name: str, sound: str) -> bytes:
    """A payload that would be legal if two bytes in one of its texts were UTF-8, or were not behind it."""
    marked = _marked(dialect, type_name, sound)
    if marked is None:
        # Not in a text of an unknown member: serde passes over such a text without reading it as UTF-8.
        return sound.encode() + _NOT_UTF8
    return marked.encode().replace(_MARK.encode(), _NOT_UTF8)


def _marked(dialect: Dialect, type_name: str, sound: str) -> str | None:
    """A sound payload with the mark in place of its first text that may be any, if it has one."""
    value = jsontext.load(sound)
    for path in _texts(value, ()):
        node = node_at(dialect, type_name, value, path) if path else dialect.node(type_name)
        if node is not None and _is_plain(dialect, node):
            return jsontext.text_of(_with(value, path, _MARK))
    return None


def _texts(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, name))


def _is_plain(dialect: Dialect, node: Node) -> bool:
    found = dialect.resolve(node)
    return _is_plain(dialect, found.node) if isinstance(found, Nullable) else found == Text()


def _with(value: Any, path: Path, text: str) -> Any:
    if not path:
        return text
    first, *rest = path
    if isinstance(value, dict):
        return {name: _with(item, tuple(rest), text) if name == first else item for name, item in value.items()}
    return [_with(item, tuple(rest), text) if index == first else item for index, item in enumerate(value)]


def ordeal(connection: Connection, hostile: HostileInput, sound: str) -> Ordeal:
    """Send hostile input between two sound payloads, and what is too large for some in small before it."""
    direction = way(connection.hello, hostile.type, both=load_dialect(hostile.dialect).serde)
    asked = (sound, *([hostile.small] if hostile.small else []), hostile.text, sound)
    before, *small, outcome, after = (ask_to_read(connection, hostile.type, text, direction) for text in asked)
    return Ordeal(hostile, before, outcome, after, *small)


def judge(seen: Ordeal) -> Answer:
    """A clean answer passes if it is the right one, and a sound payload is still answered as it was before.

    What the library loses of the same payload in small is an ordinary loss, which other checks judge.
    """
    before, outcome, after = seen.before, seen.outcome, seen.after
    expected, actual = "a clean answer, and the implementation alive", in_words(outcome)
    if outcome.kind in FAULTS:
        return failed([Finding(What.NO_ANSWER, got=in_words(outcome))], expected, actual)
    if outcome.kind in (Kind.UNSUPPORTED, Kind.ADAPTER_ERROR):
        return not_judged(outcome) or PASS
    if was := _otherwise(before, after):
        return failed([Finding(What.NOT_THE_SAME_AFTER, got=was)], expected, actual)
    if outcome.kind is not Kind.OK:
        return PASS
    usual = _usual(seen)
    found = [_cut(one) for one in _wrong(seen.hostile, outcome.text or "") if one.group not in usual]
    return failed(found, "what was sent, whole, or a refusal", visible(outcome.text or "", _SHOWN))


def _usual(seen: Ordeal) -> frozenset[Group]:
    """What is wrong with the small twin of what was sent, too."""
    hostile, small = seen.hostile, seen.small
    if small is None or small.kind is not Kind.OK:
        return frozenset()
    return frozenset(one.group for one in _wrong(replace(hostile, text=hostile.small), small.text or ""))


def _otherwise(before: Outcome, after: Outcome) -> str:
    """How the answer to a sound payload after hostile input differs from the one before."""
    if before.kind is not after.kind:
        return f"{in_words(after)}, before it was {in_words(before)}"
    if before.kind is not Kind.OK or before.text == after.text:
        return ""
    try:
        found = differences(jsontext.load(before.text or ""), jsontext.load(after.text or ""))
    except jsontext.NotJson:
        return "another text"
    return f"another value, {found[0][1]}" if found else ""


def _wrong(hostile: HostileInput, text: str) -> list[Finding]:
    """What is wrong with a value for hostile input: that there is one at all, or that it is not what was sent."""
    judge = oracle(hostile.dialect)
    expectation = judge.expect(hostile.type, hostile.text)
    if isinstance(expectation, Reject) and judge.dialect.ceilings.get("rejects") != Level.FREE:
        return [Finding(What.ACCEPTED, expectation.at, str(expectation.rule))]
    if not isinstance(expectation, Accept) or isinstance(hostile.text, bytes):
        return []
    case = Case(str(hostile.case), hostile.type, hostile.text, expectation, unknown=True)
    return list(lost_or_invented(Written(case, text, judge)).findings)


def _cut(finding: Finding) -> Finding:
    """A finding that can be shown: values of millions of characters are cut."""
    expected, got = (None if one is None else visible(one, _SHOWN) for one in (finding.expected, finding.got))
    return replace(finding, expected=expected, got=got)
