"""What an adapter declares, and what is therefore never asked."""

from __future__ import annotations

from conformance.adapter.contract import Hello, Request
from conformance.adapter.outcome import Kind, Outcome

ANY = "*"
"""In ``Hello.types``: any type may be asked; the adapter answers ``unsupported`` by itself.

As ``Hello.dialect``: the adapter does not say which dialect it speaks; the user does.
"""

NO_SUCH_TYPE = "ConformanceNoSuchType"
"""A type that no dialect has. The smoke test asks for it to see ``unsupported`` from the adapter itself."""


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
