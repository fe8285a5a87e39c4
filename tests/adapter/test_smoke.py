"""The smoke test tells a broken adapter from an implementation that does not conform."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.adapter import ANY, Hello, Op
from conformance.adapter.broken import AdapterBroken
from conformance.adapter.inprocess import InProcess, adopt
from conformance.adapter.smoke import smoke
from conformance.adapter.stdio import Limits, Stdio

FAKES = Path(__file__).parents[1] / "fakes"
PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"


def smoke_fake(name: str) -> None:
    with Stdio([sys.executable, str(FAKES / f"{name}.py")], Limits(timeout=60)) as connection:
        smoke(connection)


def test_an_honest_program_passes() -> None:
    smoke_fake("honest")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "answers_ok_to_anything",
            "fake answers `ok` when asked for the type ConformanceNoSuchType, which does not exist; an adapter answers "
            "`unsupported` to types it does not have (Python: raise NotImplementedError)",
        ),
        (
            "fails_on_garbage",
            "fake answers `adapter-error` (ValueError in adapter.py) to roundtrip of Thing with the text "
            "'certainly {not JSON'; a library that refuses a text is `rejected`",
        ),
        (
            "lacks_a_declared_type",
            "fake declares the type Other and the operation roundtrip, yet answers `unsupported` to roundtrip of Other "
            "with the text 'certainly {not JSON'",
        ),
        (
            "counts_answers_by_itself",
            "fake answers `garbled` (an answer to request 7, which was not asked) when asked for the type "
            "ConformanceNoSuchType, which does not exist; an adapter answers `unsupported` to types it does not have "
            "(Python: raise NotImplementedError)",
        ),
    ],
)
def test_a_broken_program_is_told_what_is_wrong(name: str, message: str) -> None:
    with pytest.raises(AdapterBroken) as caught:
        smoke_fake(name)
    assert str(caught.value) == message


def test_a_library_that_garbage_brings_down_is_for_the_suite_to_judge() -> None:
    smoke_fake("dies_of_garbage")


def in_process(**hello: object) -> InProcess:
    members = {
        "name": "lib",
        "version": "1",
        "language": "python",
        "profile": "default",
        "dialect": "d",
        "types": frozenset({"T"}),
        "ops": frozenset({Op.ROUNDTRIP}),
    }
    return InProcess(adopt(SimpleNamespace(hello=Hello(**members | hello), roundtrip=lambda _, text: text), "lib"))


def test_an_implementation_that_does_not_conform_passes() -> None:
    smoke(in_process())  # it echoes garbage: that is for the suite to say


@pytest.mark.parametrize(
    ("hello", "message"),
    [
        ({"name": ""}, f"the adapter: hello has an empty name; say the name, as {PROTOCOL} describes it"),
        ({"dialect": " "}, f"lib: hello has an empty dialect; say the dialect, as {PROTOCOL} describes it"),
        ({"types": frozenset()}, "lib: hello declares no types; list the wire types that the adapter has, or '*'"),
        (
            {"ops": frozenset()},
            "lib: hello declares no operation of this protocol; list some of roundtrip, typed, build",
        ),
        ({"decodes": frozenset({"U"})}, "lib: hello has U in decodes and not in types; list it in types, too"),
        (
            {"sends": frozenset({"T"})},
            "lib: hello has T in sends alone, and no operation that shows it; offer build, or take it out of sends",
        ),
    ],
)
def test_a_hello_that_says_too_little_is_broken(hello: dict[str, object], message: str) -> None:
    with pytest.raises(AdapterBroken) as caught:
        smoke(in_process(**hello))
    assert str(caught.value) == message


def test_an_adapter_of_any_type_must_tell_those_it_does_not_have() -> None:
    with pytest.raises(AdapterBroken, match="answers `ok` when asked for the type ConformanceNoSuchType"):
        smoke(in_process(types=frozenset({ANY})))
