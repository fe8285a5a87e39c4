"""Works out from the spec alone what must happen to a payload.

``Accept`` has the canonical text, ``Reject`` the rule that the payload breaks and where, ``Free`` what the dialect
leaves open. Each type is compiled once into a function that checks a value and writes its canonical text in the
same pass.
"""

from __future__ import annotations

from functools import cache

from conformance import jsontext
from conformance.oracle.compiler import Compiler
from conformance.oracle.expectation import Accept, Expectation, Free, FreeReason, Reject, Rule
from conformance.oracle.leaves import LeftOpen, Refused
from conformance.spec import Dialect, load_dialect

__all__ = ["Accept", "Expectation", "Free", "FreeReason", "Oracle", "Reject", "Rule", "expect", "oracle"]


class Oracle:
    """The expectations of one dialect. Not thread-safe: one payload at a time."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._compiler = Compiler(dialect)

    def expect(self, type_name: str, text: str | bytes) -> Expectation:
        """What must happen when ``text`` is read as ``type_name``.

        Raises:
            UsageError: the dialect has no such type.
        """
        write = self._compiler.named(type_name)
        try:
            parsed = jsontext.parse(text)
        except jsontext.NotJson:
            return Reject(Rule.INVALID_JSON, "")
        except RecursionError:
            return Free(FreeReason.NESTING_LIMIT)
        if parsed.depth > self.dialect.nesting_limit:
            return Free(FreeReason.NESTING_LIMIT)
        source = text if isinstance(text, str) else text.decode("utf-8")
        if "\\u" in source and jsontext.has_lone_surrogate(source, parsed.value):
            return Free(FreeReason.LONE_SURROGATE)
        state = self._compiler.state
        state.begin(bytes_fixed=self.dialect.serde, writers=self.dialect.sides.get(type_name, frozenset()))
        try:
            canonical = write(parsed.value, "")
        except Refused as refused:
            # Even if an unread number came first, the refusal is certain.
            return Reject(refused.rule, jsontext.pointer(reversed(refused.path)))
        except LeftOpen as left_open:
            return Free(left_open.why)
        if parsed.overflow:
            return Free(FreeReason.UNREAD_NUMBER)
        return Accept(canonical, state.bytes_fixed, state.unknown_value, level=state.level)


@cache
def oracle(dialect: str) -> Oracle:
    """The oracle of a dialect, compiled once per process."""
    return Oracle(load_dialect(dialect))


def expect(dialect: str, type_name: str, text: str | bytes) -> Expectation:
    """What must happen when ``text`` is read as ``type_name`` of ``dialect``."""
    return oracle(dialect).expect(type_name, text)
