"""Turns a Python adapter into a program that speaks the adapter protocol.

``python -m conformance.adapter.serve pkg.module[:attribute]``, or ``serve(ADAPTER)`` at the end of a script, speaks it
on stdin and stdout; ``--listen HOST:PORT``, or ``listen(ADAPTER, host, port)``, on a port, for a program that a
debugger owns.

It needs only the standard library, so that it runs in the environment of the library under test. On stdin and
stdout, both ends of the protocol are out of the library's reach: what it prints goes to stderr, and its stdin is
empty. On a port they are anyway, and stdin and stdout stay what they are.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import NoReturn

from conformance.adapter.contract import Hello, Request
from conformance.adapter.inprocess import Library, LoadError, adopt, load
from conformance.adapter.lines import LineSplitter
from conformance.adapter.outcome import Kind, Outcome
from conformance.adapter.protocol import (
    Command,
    ProtocolError,
    UnknownOp,
    WrongVersion,
    decode_request,
    encode_answer,
)

_CHUNK = 1 << 18
_LINE_LIMIT = 1 << 28
# Answers are written in bunches (the suite reads one while the library works on the next), but none is held back for
# longer than this.
_BUNCH = 16
_HOLD_SECONDS = 0.005
_USAGE = "usage: python -m conformance.adapter.serve [--listen HOST:PORT] pkg.module[:attribute]"


Receive = Callable[[int], bytes]
Send = Callable[[bytes], object]


def serve(adapter: object, name: str = "adapter") -> None:
    """Answer requests on stdin until ``bye`` or the end of input.

    Raises:
        LoadError: ``adapter`` is not an adapter.
        ProtocolError: a request came that no answer could be matched to.
    """
    library = adopt(adapter, name)
    _serve_stdio(library, *take_stdio())


def listen(adapter: object, host: str = "127.0.0.1", port: int = 0, name: str = "adapter") -> NoReturn:
    """Answer requests of one connection after the other at ``host`` and ``port`` (0: a free one), forever.

    The address is written to stderr.

    Raises:
        LoadError: ``adapter`` is not an adapter.
        OSError: the port cannot be listened on.
    """
    _listen(adopt(adapter, name), host, port)


def main(arguments: list[str]) -> int:
    """Serve the adapter that the arguments name; return the exit code."""
    match arguments:
        case [name] if not name.startswith("-"):
            address = None
        case ["--listen", address, name] | [name, "--listen", address]:
            pass
        case _:
            print(_USAGE, file=sys.stderr)
            return 2
    try:
        if address is None:
            ends = take_stdio()  # before the import: it may print
            _serve_stdio(load(name), *ends)
            return 0
        host, _, port = address.rpartition(":")
        if not (host and port.isascii() and port.isdecimal() and int(port) < 1 << 16):
            print(f"--listen {address}: not of the form HOST:PORT", file=sys.stderr)
            return 2
        _listen(load(name), host.strip("[]"), int(port))
    except (LoadError, ProtocolError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"cannot listen on {address}: {error.strerror}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 2


def take_stdio() -> tuple[int, int]:
    """Move stdin and stdout to descriptors of our own, and leave an empty stdin and stderr in their place."""
    sys.stdout.flush()
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return source, sink


def write_all(sink: int, data: bytes) -> None:
    """Write data whole."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(sink, rest) :]


def _serve_stdio(library: Library, source: int, sink: int) -> None:
    _answer_all(library, lambda size: os.read(source, size), partial(write_all, sink))


def _listen(library: Library, host: str, port: int) -> NoReturn:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as server:
        name, bound = server.getsockname()[:2]
        print(f"listening on {f'[{name}]' if ':' in name else name}:{bound}", file=sys.stderr, flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    _answer_all(library, connection.recv, connection.sendall)
                except (ProtocolError, ConnectionError) as error:
                    print(error, file=sys.stderr, flush=True)


def _answer_all(library: Library, receive: Receive, send: Send) -> None:
    """Answer every request until ``bye`` or the end of input.

    Raises:
        ProtocolError: a request came that no answer could be matched to.
    """
    splitter = LineSplitter(_LINE_LIMIT)
    while chunk := receive(_CHUNK):
        answers: list[bytes] = []
        due = monotonic() + _HOLD_SECONDS
        for line in splitter.feed(chunk):
            seq, asked, answer = _answer(library, line)
            answers.append(encode_answer(seq, answer))
            if asked is Command.BYE:
                _flush(answers, send)
                return
            if len(answers) >= _BUNCH or monotonic() > due:
                _flush(answers, send)
                due = monotonic() + _HOLD_SECONDS
        _flush(answers, send)


def _answer(library: Library, line: bytes) -> tuple[int, Request | Command | None, Outcome | Hello]:
    try:
        seq, asked = decode_request(line)
    except ProtocolError as error:
        if error.seq is None:  # nobody could match an answer to it
            raise
        unknown = isinstance(error, UnknownOp | WrongVersion)
        return error.seq, None, Outcome(Kind.UNSUPPORTED if unknown else Kind.ADAPTER_ERROR, message=str(error))
    if isinstance(asked, Request):
        return seq, asked, library.answer(asked)
    return seq, asked, library.hello if asked is Command.HELLO else Outcome(Kind.OK)


def _flush(answers: list[bytes], send: Send) -> None:
    if answers:
        send(b"".join(answers))
        answers.clear()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
