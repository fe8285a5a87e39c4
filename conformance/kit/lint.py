"""Checks an adapter program against the protocol: the program, not the library that it runs.

Every question starts a new process, so that one defect does not hide another. A program that leaves two questions
unanswered is not asked any more, which bounds the time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from conformance.adapter.contract import Hello, Op
from conformance.adapter.declared import ANY, NO_SUCH_TYPE
from conformance.adapter.fault import ProtocolFinding, Stop
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapter.smoke import NOT_JSON, ORDERLY, incomplete
from conformance.kit.interview import Interview, interview

WINDOW = 64
"""The number of requests that are written before an answer is read: as many as the suite has in flight."""

_NO_SUCH_OP = "conformance-no-such-op"
_TEXTS = {
    "a lone surrogate escape in the payload": '{"a":"\\ud800"}',
    "characters beyond ASCII in the payload": '{"é":"😀\u2028\x7f"}',
    "control characters in the payload": '{"a":"\\u0000\x01\r\n\t"}',
    "an empty payload": "",
    "a payload that is not JSON": NOT_JSON,
}


def lint(command: Sequence[str], timeout: float = 10.0) -> tuple[Hello | None, list[ProtocolFinding]]:
    """Run a program several times and return its hello, and what breaks the protocol.

    ``timeout`` is the time limit for one answer, in seconds.

    Raises:
        UsageError: the program cannot be started.
    """
    try:
        with interview(command, timeout) as talk:
            hello = talk.hello()
            found = [ProtocolFinding("hello", wrong, fix) for wrong, fix in incomplete(hello)]
            if found:
                return hello, found
            subject = _subject(talk, hello)
    except Stop as stop:
        return None, [stop.finding]
    silent = 0
    for question in QUESTIONS:
        for finding in _put(question, command, timeout, subject):
            silent += finding.rule in ("silent", "bye", "end-of-input")
            if not any(_same(finding, other) for other in found):
                found.append(finding)
        if silent > 1:
            break
    return hello, found


@dataclass(frozen=True, slots=True)
class Subject:
    """What the questions are about: an operation and a type that the program declares and has."""

    hello: Hello
    op: Op
    type: str


Question = Callable[[Interview, Subject], Iterator[ProtocolFinding]]


def _put(question: Question, command: Sequence[str], timeout: float, subject: Subject) -> Iterator[ProtocolFinding]:
    try:
        with interview(command, timeout) as talk:
            if talk.hello() != subject.hello:
                yield ProtocolFinding(
                    "hello", "a second run answers with another hello", "answer with the same hello in every run"
                )
            yield from question(talk, subject)
    except Stop as stop:
        yield stop.finding


def _same(one: ProtocolFinding, other: ProtocolFinding) -> bool:
    # A fault in the lines themselves occurs with every question, and is reported once.
    once = ("seq", "second-answer", "noise", "encoding")
    return one.rule == other.rule and (one.rule in once or one.wrong == other.wrong)


def _subject(talk: Interview, hello: Hello) -> Subject:
    """The first operation and type that are not answered ``unsupported``: some libraries only write some types."""
    types = sorted(hello.types - {ANY}) or [NO_SUCH_TYPE]
    subjects = [Subject(hello, op, type_) for type_ in types for op in Op if op in hello.ops]
    with suppress(Stop):  # the questions will report it
        for subject in subjects:
            if _kind(talk.ask(_payload(subject), "a payload")) != Kind.UNSUPPORTED:
                return subject
    return subjects[0]


def _payload(subject: Subject, text: str = "{}", **members: Any) -> dict[str, Any]:
    return {"op": subject.op, "type": subject.type, "text": text, **members}


def _declared(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that every declared type has an operation, and every declared operation a type."""
    types, ops = sorted(subject.hello.types - {ANY}), sorted(subject.hello.ops)
    supported: set[str] = set()
    for type_ in types:
        for op in ops:
            what = f"{op} of {type_}"
            outcome = talk.ask(_payload(subject, op=op, type=type_), what)
            if _kind(outcome) == Kind.UNSUPPORTED:
                # A library may have no variant of a union for this payload; text that is not JSON suits any.
                outcome = talk.ask(_payload(subject, NOT_JSON, op=op, type=type_), what)
            if _kind(outcome) == Kind.UNSUPPORTED:
                continue
            supported |= {op, type_}
            if isinstance(outcome, Outcome) and outcome.kind is Kind.OK and outcome.text is None:
                yield ProtocolFinding(
                    "answer",
                    f"{what} is answered `ok` without a text",
                    "send what the library wrote as `text`; if it returns nothing, answer `ignored`",
                )
            elif _kind(outcome) not in ORDERLY:
                yield _adapter_error(what, outcome)
    for name in (*types, *(ops if types else ())):
        if name not in supported:
            yield ProtocolFinding(
                "declared",
                f"hello declares {name}, yet it is answered `unsupported` with every "
                f"{'operation' if name in types else 'type'}",
                f"implement it, or take it out of `{'types' if name in types else 'ops'}`",
            )


def _unsupported(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that what the program does not have is answered ``unsupported``."""
    asked: dict[str, dict[str, str]]
    asked = {f"the undeclared operation {op}": {"op": op} for op in Op if op not in subject.hello.ops}
    asked["an operation that does not exist"] = {"op": _NO_SUCH_OP}
    asked["a type that does not exist"] = {"type": NO_SUCH_TYPE}
    for what, members in asked.items():
        outcome = talk.ask(_payload(subject, **members), what)
        if not isinstance(outcome, Outcome) or outcome.kind is not Kind.UNSUPPORTED:
            yield ProtocolFinding(
                "unsupported",
                f"{what} is answered `{_kind(outcome)}`",
                "answer `unsupported` to every operation and type that hello does not declare",
            )


def _unknown_members(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that members that are not in the protocol change nothing."""
    plain = talk.ask(_payload(subject), "a payload")
    more: dict[str, Any] = {"base64": None, "deadline": 1.5, "trace": {"id": [1]}}
    outcome = talk.ask(_payload(subject, **more), "a request with members that are not in the protocol")
    if _kind(outcome) != _kind(plain):
        yield ProtocolFinding(
            "unknown-members",
            f"a request with members that are not in the protocol is answered `{_kind(outcome)}`, "
            f"the same without them `{_kind(plain)}`",
            "ignore unknown members, and treat null like an absent member",
        )


def _texts(texts: Mapping[str, str], talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that any text is answered."""
    for what, text in texts.items():
        outcome = talk.ask(_payload(subject, text), what)
        if subject.type != NO_SUCH_TYPE and _kind(outcome) not in ORDERLY:
            yield _adapter_error(what, outcome)


def _bytes(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that payloads that are not UTF-8 are answered, if ``bytes`` is declared."""
    if not subject.hello.declares.get("bytes"):
        return
    what = "a payload in base64 that is not UTF-8"
    request = _payload(subject, base64=base64.b64encode(b'{"a":"\xff\xfe"}').decode())
    del request["text"]
    outcome = talk.ask(request, what)
    # If broken text has the same effect, that was reported already.
    if _kind(outcome) not in ORDERLY and _kind(talk.ask(_payload(subject, "{"), "a payload")) in ORDERLY:
        yield ProtocolFinding(
            "bytes",
            f"{what} is answered `{_kind(outcome)}`",
            "decode `base64` and pass the bytes to the library, or do not declare `bytes`",
        )


def _in_flight(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that each of many requests in flight gets its own answer."""
    texts = [json.dumps({"n": n, "filler": "x" * 2000}) for n in range(WINDOW)]
    together = talk.ask_all([_payload(subject, text) for text in texts], f"{WINDOW} requests in flight")
    alone, again = ([_content(talk.ask(_payload(subject, text), "a payload")) for text in texts] for _ in range(2))
    if alone == again != [_content(answer) for answer in together]:
        yield ProtocolFinding(
            "in-flight",
            f"with {WINDOW} requests in flight some answers differ from those to single requests",
            "give every answer the seq of its request, and share no state between requests",
        )


def _bye(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that ``bye`` is answered, and that the program exits with 0."""
    talk.ask(_payload(subject), "a payload")
    yield from talk.leave({"op": "bye"})


def _end_of_input(talk: Interview, subject: Subject) -> Iterator[ProtocolFinding]:
    """Check that the program exits at the end of its input."""
    talk.ask(_payload(subject), "a payload")
    yield from talk.leave(None)


QUESTIONS: tuple[Question, ...] = (
    _declared,
    _unsupported,
    _unknown_members,
    partial(_texts, _TEXTS),
    _bytes,
    partial(_texts, {"a payload of 1 MiB": json.dumps({"a": "x" * (1 << 20)})}),
    _in_flight,
    _bye,
    _end_of_input,
)


def _kind(answer: Outcome | Hello) -> str:
    return "ok" if isinstance(answer, Hello) else answer.kind


def _content(answer: Outcome | Hello) -> tuple[str, str | None]:
    # Not the message, which may contain an address or a time.
    return _kind(answer), None if isinstance(answer, Hello) else answer.text


def _adapter_error(what: str, answer: Outcome | Hello) -> ProtocolFinding:
    message = f" ({answer.message.splitlines()[0]})" if isinstance(answer, Outcome) and answer.message else ""
    return ProtocolFinding(
        "adapter-error",
        f"{what} is answered `{_kind(answer)}`{message}",
        "catch what the library raises and answer `rejected` with its message",
    )
