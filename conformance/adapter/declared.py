"""What an adapter declares, and what is therefore never asked."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from conformance.adapter.contract import Hello, Op, Request
from conformance.adapter.outcome import Kind, Outcome

ANY = "*"
"""In ``Hello.types``: any type may be asked; the adapter answers ``unsupported`` by itself.

As ``Hello.dialect``: the adapter does not say which dialect it speaks; the user does.
"""

NO_SUCH_TYPE = "ConformanceNoSuchType"
"""A type that no dialect has. The smoke test asks for it to see ``unsupported`` from the adapter itself."""


class Direction(StrEnum):
    """Which way a type travels through a library, as its adapter declares it."""

    DECODES = "decodes"
    """Users receive it: it is asked whether it is accepted, and what its values are."""
    SENDS = "sends"
    """Users send it: it is asked to be built."""
    BOTH = "both"
    """Both, as in a gateway; also what is taken for a type of which the adapter says nothing."""


_READ = frozenset({Op.ROUNDTRIP, Op.TYPED})
_ASKED = {
    Direction.DECODES: _READ,
    Direction.SENDS: frozenset({Op.BUILD}),
    Direction.BOTH: frozenset(Op),
}


def direction_of(hello: Hello, type_name: str) -> Direction:
    """Which way a type travels, as ``hello`` declares it."""
    decodes, sends = type_name in hello.decodes, type_name in hello.sends
    if decodes is sends:
        return Direction.BOTH
    return Direction.DECODES if decodes else Direction.SENDS


def asked_operations(hello: Hello, type_name: str) -> frozenset[Op]:
    """The declared operations that say something about a type, given which way it travels."""
    return hello.ops & _ASKED[direction_of(hello, type_name)]


def contradictions(hello: Hello) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the directions that ``hello`` declares, and how to fix it."""
    for member in (Direction.DECODES, Direction.SENDS):
        names = getattr(hello, member)
        if ANY not in hello.types and (lacking := sorted(names - hello.types)):
            yield f"hello has {lacking[0]} in {member} and not in types", "list it in types, too"
        only = sorted(name for name in names if direction_of(hello, name) is member)
        if only and hello.ops and not hello.ops & _ASKED[member]:
            needed = " or ".join(op for op in Op if op in _ASKED[member])
            yield (
                f"hello has {only[0]} in {member} alone, and no operation that shows it",
                f"offer {needed}, or take it out of {member}",
            )


def undeclared_type(hello: Hello, type_name: str) -> Outcome | None:
    """Return the ``unsupported`` outcome for a type that ``hello`` does not declare, ``None`` for one that it does."""
    if type_name in hello.types or ANY in hello.types:
        return None
    return Outcome(Kind.UNSUPPORTED, message=f"{hello.name} does not declare the type {type_name}")


def undeclared(hello: Hello, request: Request) -> Outcome | None:
    """Return the ``unsupported`` outcome for a request that ``hello`` does not cover, ``None`` for one that it does."""
    if lacking := undeclared_type(hello, request.type):
        return lacking
    if request.op not in hello.ops:
        return Outcome(Kind.UNSUPPORTED, message=f"{hello.name} does not declare the operation {request.op}")
    if isinstance(request.text, bytes) and not hello.declares.get("bytes"):
        return Outcome(Kind.UNSUPPORTED, message=f"{hello.name} does not declare that it takes bytes")
    return None
