"""Which way a type travels, as a hello declares it, and what is therefore asked."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from conformance.adapter import ANY, Direction, Hello, Op
from conformance.adapter.declared import asked_operations, contradictions, direction_of


def hello(
    types: Collection[str] = ("A", "B", "C"),
    ops: Collection[Op] = tuple(Op),
    decodes: Collection[str] = (),
    sends: Collection[str] = (),
) -> Hello:
    """A hello with these directions."""
    return Hello(
        "lib",
        "1",
        "python",
        "default",
        "openai-ga",
        frozenset(types),
        frozenset(ops),
        decodes=frozenset(decodes),
        sends=frozenset(sends),
    )


@pytest.mark.parametrize(
    ("decodes", "sends", "direction"),
    [
        ([], [], Direction.BOTH),
        (["A"], [], Direction.DECODES),
        ([], ["A"], Direction.SENDS),
        (["A"], ["A"], Direction.BOTH),
        (["B"], ["C"], Direction.BOTH),
    ],
)
def test_a_type_goes_both_ways_unless_one_list_alone_has_it(
    decodes: list[str], sends: list[str], direction: Direction
) -> None:
    assert direction_of(hello(decodes=decodes, sends=sends), "A") is direction


def test_a_received_type_is_not_asked_to_be_built_and_a_sent_one_is_not_asked_to_be_read() -> None:
    said = hello(decodes=["A"], sends=["B"])
    assert asked_operations(said, "A") == {Op.ROUNDTRIP, Op.TYPED}
    assert asked_operations(said, "B") == {Op.BUILD}
    assert asked_operations(said, "C") == set(Op)


def test_directions_are_about_declared_types() -> None:
    assert list(contradictions(hello(["A"], sends=["B"]))) == [
        ("hello has B in sends and not in types", "list it in types, too")
    ]
    assert not list(contradictions(hello([ANY], sends=["B"])))


@pytest.mark.parametrize(
    ("said", "wrong", "fix"),
    [
        (
            hello(ops=[Op.ROUNDTRIP], sends=["A"]),
            "hello has A in sends alone, and no operation that shows it",
            "offer build, or take it out of sends",
        ),
        (
            hello(ops=[Op.BUILD], decodes=["A"]),
            "hello has A in decodes alone, and no operation that shows it",
            "offer roundtrip or typed, or take it out of decodes",
        ),
    ],
)
def test_a_direction_needs_an_operation_that_shows_it(said: Hello, wrong: str, fix: str) -> None:
    assert list(contradictions(said)) == [(wrong, fix)]


def test_both_directions_need_no_certain_operation() -> None:
    assert not list(contradictions(hello(ops=[Op.ROUNDTRIP], decodes=["A"], sends=["A"])))
