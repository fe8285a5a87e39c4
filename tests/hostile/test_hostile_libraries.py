"""A library that misbehaves at one payload in the suite's own process costs that one answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from conformance.adapter import Hello, Kind, Op, Outcome, Request
from conformance.adapter.inprocess import InProcess, adopt

TEXTS = ("before", "now", "after")
HELLO = Hello("hostile", "1", "python", "default", "*", frozenset({"Thing"}), frozenset({Op.ROUNDTRIP}))


class Wordless(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


class Panic(BaseException):
    pass


class Text(str):
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not to be compared")

    __hash__ = str.__hash__


def raises(error: BaseException | type[BaseException]) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def deep() -> object:
    return deep()


REJECTED, CRASHED, FAULT = Kind.REJECTED, Kind.CRASHED, Kind.ADAPTER_ERROR
MODES: dict[str, tuple[Callable[[], object], Kind]] = {
    "exits": (lambda: sys.exit(0), CRASHED),
    "panics past Exception": (raises(Panic("no")), CRASHED),
    "GeneratorExit": (raises(GeneratorExit), CRASHED),
    "recurses without end": (deep, CRASHED),
    "runs out of memory": (lambda: bytearray(1 << 62), CRASHED),
    "StopIteration": (raises(StopIteration), REJECTED),
    "an exception without words": (raises(Wordless()), REJECTED),
    "an exception of 5 MiB": (raises(ValueError("x" * (5 << 20))), REJECTED),
    "a group of exceptions": (raises(ExceptionGroup("some", [ValueError("a")])), REJECTED),
    "pytest fails": (lambda: pytest.fail("by the library"), CRASHED),
    "pytest skips": (lambda: pytest.skip("by the library"), CRASHED),
    "pytest exits": (lambda: pytest.exit("by the library", 0), REJECTED),
    "an assertion": (raises(AssertionError("no")), REJECTED),
    "bytes": (lambda: b"now", FAULT),
    "a number": (lambda: 1, FAULT),
    "an object": (lambda: {"a": 1}, FAULT),
    "a class": (lambda: str, FAULT),
    "an outcome without a text": (lambda: Outcome(Kind.OK), FAULT),
    "an outcome with bytes": (lambda: Outcome(Kind.OK, b"now"), FAULT),  # type: ignore[arg-type]
    "an outcome of ours": (lambda: Outcome(Kind.TIMEOUT), FAULT),
    "raw that is no pointer": (lambda: Outcome(Kind.OK, "now", raw=("a",)), FAULT),
    "a string that cannot be compared": (lambda: Text("now"), Kind.OK),
    "a lone surrogate": (lambda: "\ud800", Kind.OK),
    "NUL": (lambda: "\0", Kind.OK),
    "nothing": (lambda: None, Kind.IGNORED),
}


@pytest.mark.parametrize("mode", MODES)
def test_in_process(mode: str) -> None:
    act, kind = MODES[mode]

    def roundtrip(type_: str, text: str) -> object:
        return act() if text == "now" else text

    connection = InProcess(adopt(SimpleNamespace(hello=HELLO, roundtrip=roundtrip), "hostile"))
    began = time.monotonic()
    before, now, after = connection.stream(Request(Op.ROUNDTRIP, "Thing", text) for text in TEXTS)
    assert time.monotonic() - began < 60
    assert (before.text, after.text) == ("before", "after")
    assert now.kind is kind
    assert len(now.message or "") < 10_000
