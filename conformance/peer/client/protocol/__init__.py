"""Version 1 of the protocol between the suite and the driver of a client: JSON Lines, one object per line.

``request.schema.json`` and ``line.schema.json`` beside this module define it. Requests are written in ASCII. Unknown
members are ignored in both directions, and a member that is ``null`` counts as absent.
"""

from __future__ import annotations

import json
from reprlib import repr as quoted  # cuts what is long: a driver may say anything
from typing import Any

from conformance.adapter.protocol import ProtocolError, excerpt
from conformance.peer.client.contract import PROTOCOL_VERSION, Answer, Can, Hello, Kind, Op, Outcome, Request, Surfaced

Members = dict[str, Any]

_OPS = {op.value: op for op in Op}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_KINDS = {kind.value: kind for kind in Kind}
_CAN = {can.value: can for can in Can}
ROLE = "client"
"""What ``hello`` says that a driver is for."""

_LONGEST_NAME = 200
_LONGEST_ADDRESS = 2_000
"""In characters of a hello, which reports show whole."""

_STRINGS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("delta", "text"),
    Kind.AUDIO: (),
    Kind.TURN: ("status",),
    Kind.ERROR: ("message", "code"),
    Kind.TOOL: ("name", "arguments"),
    Kind.STATUS: ("status", "message"),
    Kind.CLOSED: ("reason",),
}
_INTEGERS: dict[Kind, tuple[str, ...]] = {Kind.AUDIO: ("bytes",), Kind.CLOSED: ("code",)}


def encode_request(seq: int, request: Request) -> bytes:
    """Write one request line, newline included."""
    return _line({"seq": seq, "op": request.op.value, **request.members})


def decode_request(line: bytes) -> tuple[int, Request]:
    """Read one request line into its ``seq`` and what it asks.

    Raises:
        ProtocolError: it breaks the protocol, asks for another version or role, or for an unknown operation.
    """
    members = _object(line)
    seq = _seq(members, line)
    op = _OPS.get(str(members.get("op")))
    if op is None:
        raise ProtocolError(
            f"there is no operation {quoted(members.get('op'))} in protocol version {PROTOCOL_VERSION}", seq
        )
    if op is Op.HELLO and (members.get("protocol") != PROTOCOL_VERSION or members.get("role") != ROLE):
        raise ProtocolError(f"this driver of a client speaks protocol version {PROTOCOL_VERSION}", seq)
    return seq, Request(op, {name: value for name, value in members.items() if name not in ("seq", "op")})


def hello_request() -> Request:
    """The request that a conversation with a driver begins with."""
    return Request(Op.HELLO, {"protocol": PROTOCOL_VERSION, "role": ROLE})


def encode_answer(seq: int, answer: Answer | Hello) -> bytes:
    """Write the line that answers a request."""
    if isinstance(answer, Hello):
        return _line({"seq": seq, "outcome": "ok", "hello": _of_hello(answer)})
    members: Members = {"seq": seq, "outcome": answer.outcome.value}
    return _line(members | ({"message": answer.message} if answer.message else {}))


def encode_surfaced(surfaced: Surfaced) -> bytes:
    """Write the line that says what the client has shown."""
    return _line({"surfaced": {"kind": surfaced.kind.value, **surfaced.members}})


def decode_line(line: bytes) -> Surfaced | tuple[int, Answer | Hello]:
    """Read a driver's line: something that its client has shown, or the answer to the request of that ``seq``.

    Raises:
        ProtocolError: the line breaks the protocol.
    """
    members = _object(line)
    if members.get("surfaced") is not None:
        return _surfaced(members["surfaced"])
    seq = _seq(members, line)
    outcome = _OUTCOMES.get(str(members.get("outcome")))
    if outcome is None:
        raise ProtocolError(f"outcome is {quoted(members.get('outcome'))}, expected {_or(_OUTCOMES)}", seq)
    if members.get("hello") is not None:
        return seq, _hello(members["hello"], seq)
    return seq, Answer(outcome, _string(members, "message", seq))


def _surfaced(said: object) -> Surfaced:
    if not isinstance(said, dict):
        raise ProtocolError("surfaced is not an object")
    kind = _KINDS.get(str(said.get("kind")))
    if kind is None:
        raise ProtocolError(f"surfaced has the kind {quoted(said.get('kind'))}, expected {_or(_KINDS)}")
    members = {name: value for name, value in said.items() if name != "kind" and value is not None}
    for name in _STRINGS[kind]:
        if not isinstance(members.get(name, ""), str):
            raise ProtocolError(f"surfaced {kind}: {name} is {quoted(members[name])}, not a string")
    for name in _INTEGERS.get(kind, ()):
        if not isinstance(members.get(name, 0), int) or isinstance(members.get(name), bool):
            raise ProtocolError(f"surfaced {kind}: {name} is {quoted(members[name])}, not an integer")
    return Surfaced(kind, members)


def _hello(said: object, seq: int) -> Hello:
    if not isinstance(said, dict):
        raise ProtocolError("hello is not an object", seq)
    if said.get("role") != ROLE or said.get("protocol") != PROTOCOL_VERSION:
        raise ProtocolError(f'hello lacks "protocol": {PROTOCOL_VERSION}, "role": "{ROLE}"', seq)
    can = said.get("can")
    if not isinstance(can, list) or not all(isinstance(one, str) for one in can):
        raise ProtocolError(f"hello: can is not an array of some of {', '.join(_CAN)}", seq)
    name, version, language = (_needed(said, member, seq) for member in ("name", "version", "language"))
    return Hello(
        name=name,
        version=version,
        language=language,
        # What a later version can is not asked for by this one.
        can=frozenset(_CAN[one] for one in can if one in _CAN),
        profile=_bounded(said, "profile", seq, _LONGEST_NAME) or "default",
        tls=said.get("tls") is True,
        homepage=_bounded(said, "homepage", seq, _LONGEST_ADDRESS) or None,
        issues=_bounded(said, "issues", seq, _LONGEST_ADDRESS) or None,
    )


def _of_hello(hello: Hello) -> Members:
    members: Members = {"protocol": PROTOCOL_VERSION, "role": ROLE, "name": hello.name, "version": hello.version}
    members |= {"language": hello.language, "profile": hello.profile, "can": sorted(hello.can), "tls": hello.tls}
    return members | {name: found for name in ("homepage", "issues") if (found := getattr(hello, name))}


def _line(members: Members) -> bytes:
    return (json.dumps(members, separators=(",", ":")) + "\n").encode("ascii")


def _object(line: bytes) -> Members:
    try:
        members = json.loads(line)
    except (ValueError, RecursionError):
        raise ProtocolError(f"not a line of JSON: {excerpt(line)}") from None
    if not isinstance(members, dict):
        raise ProtocolError(f"not a JSON object: {excerpt(line)}")
    return members


def _seq(members: Members, line: bytes) -> int:
    seq = members.get("seq")
    if isinstance(seq, float) and seq.is_integer():  # 1.0 is an integer to JSON Schema
        seq = int(seq)
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
        raise ProtocolError(f"neither surfaced nor a seq of 1 or more: {excerpt(line)}")
    return seq


def _string(members: Members, name: str, seq: int) -> str:
    value = members.get(name)
    if value is not None and not isinstance(value, str):
        raise ProtocolError(f"{name} is {quoted(value)}, not a string", seq)
    return value or ""


def _needed(members: Members, name: str, seq: int) -> str:
    if not (found := _bounded(members, name, seq, _LONGEST_NAME).strip()):
        raise ProtocolError(f"hello has no {name}", seq)
    return found


def _bounded(members: Members, name: str, seq: int, longest: int) -> str:
    if len(found := _string(members, name, seq)) > longest:
        raise ProtocolError(f"{name} of hello has {len(found)} characters, and at most {longest} are read", seq)
    return found


def _or(names: dict[str, Any]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}"
