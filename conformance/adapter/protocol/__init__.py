"""Protocol version 2 between the suite and an adapter program: JSON Lines, one object per line.

``request.schema.json`` and ``answer.schema.json`` beside this module define it. Requests are written in
ASCII (everything else escaped), so that no reader trips over an encoding or over U+2028 as a line end.
Unknown members are ignored in both directions, and a member that is ``null`` counts as absent.

Version 2 adds ``decodes`` and ``sends`` to the hello. A program of version 1 is understood: each of its types
goes both ways.
"""

from __future__ import annotations

import binascii
import json
from enum import StrEnum
from json.encoder import encode_basestring_ascii as quote
from reprlib import repr as quoted  # cuts what is long: an adapter may say anything
from typing import Any

from conformance.adapter.contract import PROTOCOL_VERSION, Hello, Op, Request
from conformance.adapter.outcome import OBSERVED, Kind, Outcome, is_pointer

Members = dict[str, Any]

_parse = json.JSONDecoder().decode
_SENT = {kind.value: kind for kind in Kind if kind not in OBSERVED}
_OPS = {op.value: op for op in Op}
_HELLO_STRINGS = ("name", "version", "language", "profile", "dialect")
_LONGEST_NAME = 200
_ADDRESSES = (("homepage", 2_000), ("issues", 2_000))
_MOST_NAMES = 10_000


SPOKEN = (1, PROTOCOL_VERSION)
"""The versions that are understood, at either end."""


class Command(StrEnum):
    """A request that is not about a payload."""

    HELLO = "hello"
    BYE = "bye"


class ProtocolError(Exception):
    """A line breaks the protocol. ``seq`` is the request it is about, where the line still says so."""

    def __init__(self, message: str, seq: int | None = None) -> None:
        super().__init__(message)
        self.seq = seq


class WrongVersion(ProtocolError):
    """``hello`` asks for a protocol version that is not understood here."""


class UnknownOp(ProtocolError):
    """A request names an operation that this version does not have: to be answered ``unsupported``."""


def encode_request(seq: int, request: Request | Command, version: int = PROTOCOL_VERSION) -> bytes:
    """Write one request line, newline included; ``version`` is what ``hello`` asks for."""
    if isinstance(request, Request):
        text = request.text
        if isinstance(text, bytes):
            member, value = "base64", binascii.b2a_base64(text, newline=False).decode("ascii")
        else:
            member, value = "text", text
        line = f'{{"seq":{seq},"op":"{request.op}","type":{quote(request.type)},"{member}":{quote(value)}}}\n'
    elif request is Command.HELLO:
        line = f'{{"seq":{seq},"op":"hello","protocol":{version}}}\n'
    else:
        line = f'{{"seq":{seq},"op":"bye"}}\n'
    return line.encode("ascii")


def decode_request(line: bytes) -> tuple[int, Request | Command]:
    """Read one request line into its ``seq`` and what it asks.

    Raises:
        UnknownOp: the operation is none of this version.
        WrongVersion: ``hello`` asks for another protocol version.
        ProtocolError: the line breaks the protocol in any other way.
    """
    members = _object(line)
    seq = _seq(members, line)
    name = members.get("op")
    if type(name) is not str:
        raise ProtocolError(f"a request without op: {excerpt(line)}", seq)
    op = _OPS.get(name)
    if op is not None:
        return seq, Request(op, _string(members, "type", seq), _payload(members, seq))
    if name == Command.HELLO:
        if members.get("protocol") not in SPOKEN or members["protocol"] is True:
            spoken = " and ".join(map(str, SPOKEN))
            raise WrongVersion(f"this adapter speaks the protocol's versions {spoken}", seq)
        return seq, Command.HELLO
    if name == Command.BYE:
        return seq, Command.BYE
    raise UnknownOp(f"there is no operation {quoted(name)} in protocol version {PROTOCOL_VERSION}", seq)


def encode_answer(seq: int, answer: Outcome | Hello) -> bytes:
    """Write one answer line, newline included. ``Outcome(Kind.OK)`` without text answers ``bye``."""
    if isinstance(answer, Hello):
        return f'{{"seq":{seq},"outcome":"ok","hello":{_hello_text(answer)}}}\n'.encode("ascii")
    line = f'{{"seq":{seq},"outcome":"{answer.kind}"'
    if answer.text is not None:
        line += f',"text":{quote(answer.text)}'
    if answer.message is not None:
        line += f',"message":{quote(answer.message)}'
    if answer.raw:
        line += f',"raw":[{",".join(map(quote, answer.raw))}]'
    return (line + "}\n").encode("ascii")


def decode_answer(line: bytes) -> tuple[int, Outcome | Hello]:
    """Read one answer line into its ``seq`` and the outcome, or the hello that it carries.

    Whether the answer fits what was asked (``ok`` to a payload has a text) is for the asker to see.

    Raises:
        ProtocolError: the line breaks the protocol.
    """
    members = _object(line)
    seq = _seq(members, line)
    said = members.get("outcome")
    if type(said) is not str:
        raise ProtocolError(f"an answer without outcome: {excerpt(line)}", seq)
    kind = _SENT.get(said)
    if kind is None:
        raise ProtocolError(f"an adapter may not send the outcome {quoted(said)}", seq)
    text, message = members.get("text"), members.get("message")
    if text is not None and type(text) is not str:
        raise ProtocolError(f"text is not a string: {excerpt(line)}", seq)
    if message is not None and type(message) is not str:
        raise ProtocolError(f"message is not a string: {excerpt(line)}", seq)
    if members.get("hello") is not None:
        hello = _hello(members["hello"], seq)
        if kind is Kind.OK:
            return seq, hello
    return seq, Outcome(kind, text, message, _raw(members, seq))


def _object(line: bytes) -> Members:
    try:
        members = _parse(line.decode())
    except (
        ValueError,
        RecursionError,
    ):  # not UTF-8 is a ValueError, and so is a number past int's digit limit
        raise ProtocolError(f"not a line of JSON: {excerpt(line)}") from None
    if type(members) is not dict:
        raise ProtocolError(f"not a JSON object: {excerpt(line)}")
    return members


def _seq(members: Members, line: bytes) -> int:
    seq = members.get("seq")
    if type(seq) is float and seq.is_integer():  # 1.0 is an integer to JSON Schema
        seq = int(seq)
    if type(seq) is not int or seq < 1:
        raise ProtocolError(f"no seq of 1 or more: {excerpt(line)}")
    return seq


def _string(members: Members, name: str, seq: int) -> str:
    value = members.get(name)
    if type(value) is not str:
        raise ProtocolError(f"{name} is missing or not a string", seq)
    return value


def _payload(members: Members, seq: int) -> str | bytes:
    if members.get("base64") is None:
        return _string(members, "text", seq)
    if members.get("text") is not None:
        raise ProtocolError("text and base64 exclude each other", seq)
    try:
        return binascii.a2b_base64(_string(members, "base64", seq), strict_mode=True)
    except ValueError:
        raise ProtocolError("base64 is not base64", seq) from None


def _raw(members: Members, seq: int) -> tuple[str, ...]:
    if members.get("raw") is None:
        return ()
    pointers = members["raw"]
    if type(pointers) is not list or not all(type(item) is str for item in pointers):
        raise ProtocolError("raw is not an array of strings", seq)
    if wrong := next((one for one in pointers if not is_pointer(one)), None):
        raise ProtocolError(
            f"raw has {wrong[:_LONGEST_NAME]!r}, which is not a JSON Pointer such as /item or /output/0", seq
        )
    return tuple(pointers)


def _hello(said: object, seq: int) -> Hello:
    if not isinstance(said, dict):
        raise ProtocolError("hello is not an object", seq)
    declares = said.get("declares")
    if declares is None:
        declares = {}
    if type(declares) is not dict or not all(type(fact) is bool for fact in declares.values()):
        raise ProtocolError("declares is not an object of true and false", seq)
    for member, longest in (*dict.fromkeys(_HELLO_STRINGS, _LONGEST_NAME).items(), *_ADDRESSES):
        if isinstance(value := said.get(member), str) and len(value) > longest:
            raise ProtocolError(f"{member} of hello has {len(value)} characters, and at most {longest} are read", seq)
    return Hello(
        name=_string(said, "name", seq),
        version=_string(said, "version", seq),
        language=_string(said, "language", seq),
        profile=_string(said, "profile", seq),
        dialect=_string(said, "dialect", seq),
        types=frozenset(_strings(said, "types", seq)),
        # Operations of a later version are not asked by this one.
        ops=frozenset(_OPS[name] for name in _strings(said, "ops", seq) if name in _OPS),
        declares=declares,
        homepage=None if said.get("homepage") is None else _string(said, "homepage", seq),
        issues=None if said.get("issues") is None else _string(said, "issues", seq),
        decodes=_names(said, "decodes", seq),
        sends=_names(said, "sends", seq),
    )


def _names(members: Members, name: str, seq: int) -> frozenset[str]:
    return frozenset() if members.get(name) is None else frozenset(_strings(members, name, seq))


def _strings(members: Members, name: str, seq: int) -> list[str]:
    value = members.get(name)
    if type(value) is not list or not all(type(item) is str for item in value):
        raise ProtocolError(f"{name} is missing or not an array of strings", seq)
    if len(value) > _MOST_NAMES or any(len(item) > _LONGEST_NAME for item in value):
        wrong = f"{name} has more than {_MOST_NAMES} texts, or one of more than {_LONGEST_NAME} characters"
        raise ProtocolError(wrong, seq)
    return value


def _hello_text(hello: Hello) -> str:
    members: Members = {name: getattr(hello, name) for name in _HELLO_STRINGS}
    members |= {"types": sorted(hello.types), "ops": sorted(hello.ops), "declares": dict(hello.declares)}
    members |= {name: sorted(names) for name in ("decodes", "sends") if (names := getattr(hello, name))}
    members |= {name: getattr(hello, name) for name in ("homepage", "issues") if getattr(hello, name) is not None}
    return json.dumps(members, separators=(",", ":"))


def excerpt(line: bytes, length: int = 120) -> str:
    """The beginning of a line, for a message."""
    text = line[:length].decode(errors="replace")
    # Always in the same quotes, which repr changes where the text has some: they would make one noise two reasons.
    return "'" + repr('"' + text)[2:] + ("…" if len(line) > length else "")
