"""Turns a Python adapter into a program that speaks the stdio protocol.

``python -m conformance.adapter.serve pkg.module[:attribute]``, or ``serve(ADAPTER)`` at the end of a script.
It needs the standard library only, so that it runs in whichever environment the library under test lives in.
What the library prints goes to stderr, and what it reads from stdin is empty: both ends of the protocol are
out of its reach.
"""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import NoReturn

from conformance.adapter.contract import Hello, Request
from conformance.adapter.inprocess import Library, LoadError, adopt, load
from conformance.adapter.lines import LineSplitter
from conformance.adapter.protocol import (
    Command,
    ProtocolError,
    UnknownOp,
    WrongVersion,
    decode_request,
    encode_answer,
)
from conformance.outcome import Kind, Outcome

_CHUNK = 1 << 18
_LINE_LIMIT = 1 << 28
# Answers are written in bunches (the suite reads one while the library works on the next), but none is held back
# any longer once this much time is gone.
_BUNCH = 16
_HOLD_SECONDS = 0.005
_EX_SOFTWARE = 70


def serve(adapter: object, name: str = "adapter") -> None:
    """Answer requests on stdin until ``bye`` or the end of input.

    Ends the process with code 70 where the library itself would have brought it down (``RecursionError``,
    ``MemoryError``, a native panic): the suite sees a crash and starts it again.

    Raises:
        LoadError: ``adapter`` is none.
        ProtocolError: a request came that no answer could be matched to.
    """
    library = adopt(adapter, name)
    source, sink = _take_stdio()
    _answer_all(library, source, sink)


def main(arguments: list[str]) -> int:
    """Serve the adapter that the one argument names; return the exit code."""
    if len(arguments) != 1:
        print("usage: python -m conformance.adapter.serve pkg.module[:attribute]", file=sys.stderr)
        return 2
    source, sink = _take_stdio()  # before the import: it may print
    try:
        _answer_all(load(arguments[0]), source, sink)
    except (LoadError, ProtocolError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _take_stdio() -> tuple[int, int]:
    """Move stdin and stdout to descriptors of our own, and leave an empty stdin and stderr in their place."""
    sys.stdout.flush()
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return source, sink


def _answer_all(library: Library, source: int, sink: int) -> None:
    splitter = LineSplitter(_LINE_LIMIT)
    while chunk := os.read(source, _CHUNK):
        answers: list[bytes] = []
        due = monotonic() + _HOLD_SECONDS
        for line in splitter.feed(chunk):
            seq, asked, answer = _answer(library, line)
            if isinstance(answer, Outcome) and answer.kind is Kind.CRASHED:
                _write(sink, answers)
                _crash(answer)
            answers.append(encode_answer(seq, answer))
            if asked is Command.BYE:
                _write(sink, answers)
                return
            if len(answers) >= _BUNCH or monotonic() > due:
                _write(sink, answers)
                due = monotonic() + _HOLD_SECONDS
        _write(sink, answers)


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


def _write(sink: int, answers: list[bytes]) -> None:
    data = memoryview(b"".join(answers))
    answers.clear()
    while data:
        data = data[os.write(sink, data) :]


def _crash(outcome: Outcome) -> NoReturn:
    """Go down as the library would have: at once, and without an answer."""
    print(outcome.message, file=sys.stderr, flush=True)
    os._exit(_EX_SOFTWARE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
