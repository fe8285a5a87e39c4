"""A case is one payload with its expectation; reports and lists name it by its id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from conformance.oracle import Expectation
from conformance.requirements.level import Level


class CaseKind(StrEnum):
    """Where a case comes from."""

    VECTOR = "vector"
    """A golden vector: ``Type/slug``."""
    GENERATED = "generated"
    """One check over all generated payloads of a type: ``Type/generated/check``."""
    EXPLORED = "explored"
    """What Hypothesis made of one kind of payloads of a type: ``Type/explored/kind``; what it found has a digest of the
    payload besides: ``Type/explored/kind-digest``."""
    HOSTILE = "robust"
    """One hostile payload for a type: ``Type/robust/hazard``."""
    SESSION = "session"
    """One rule over a recorded session: ``Recording/session/rule``. Its check has the same name."""
    SCENARIO = "scenario"
    """What is played to a peer, a server or a client: ``group/scenario/name``."""
    IMPLEMENTATION = "implementation"
    """No payload, but the implementation as a whole: ``(the implementation)``."""


_IMPLEMENTATION = "(the implementation)"
_NAMED = (CaseKind.GENERATED, CaseKind.EXPLORED, CaseKind.HOSTILE, CaseKind.SESSION, CaseKind.SCENARIO)
"""The kinds that an id names."""
_FORMS = (
    "Type/slug, Type/generated/check, Type/explored/kind, Type/robust/hazard, Recording/session/rule or "
    "group/scenario/name"
)
_ITEM = re.compile(r"(\w+)::([^/:\[\]]+)(?:\[([^/:\[\]]+)\])?")


@dataclass(frozen=True, slots=True)
class CaseId:
    """The id of a case: its kind, its subject (a type) and its name within that (a slug, a check or a hazard)."""

    kind: CaseKind
    subject: str
    name: str = ""

    @staticmethod
    @lru_cache(maxsize=2**15)
    def parse(text: str) -> CaseId:
        """Read an id as :meth:`__str__` writes it.

        Raises:
            ValueError: the text does not have any of the forms.
        """
        match text.split("/"):
            case [only] if only == _IMPLEMENTATION:
                return THE_IMPLEMENTATION
            case [subject, slug] if subject and slug:
                return CaseId(CaseKind.VECTOR, subject, slug)
            case [subject, kind, name] if kind in _NAMED and (subject and name):
                return CaseId(CaseKind(kind), subject, name)
            case _:
                raise ValueError(f"{text!r} is not a case: {_FORMS}")

    @classmethod
    def of_item(cls, nodeid: str) -> CaseId:
        """The case that a pytest item judges: ``Type::slug``, ``Type::generated[check]``, ``Type::robust[hazard]``.

        Raises:
            ValueError: the item is not one of the suite's.
        """
        if nodeid == _DIALECT_ITEM:
            return THE_IMPLEMENTATION
        found = _ITEM.fullmatch(nodeid)
        if found is None:
            raise ValueError(f"{nodeid!r} is not a case: Type::slug, Type::generated[check] or Type::robust[hazard]")
        return CaseId.parse("/".join(filter(None, found.groups())))

    @property
    def item(self) -> str:
        """The name of its pytest item below that of the subject."""
        if self.kind is CaseKind.IMPLEMENTATION:
            return _DIALECT_ITEM
        return self.name if self.golden else f"{self.kind}[{self.name}]"

    @property
    def golden(self) -> bool:
        """Whether it is a golden vector."""
        return self.kind is CaseKind.VECTOR

    @property
    def explored(self) -> bool:
        """Whether exploration made it: the gate is deterministic without it, and its cases are counted apart."""
        return self.kind is CaseKind.EXPLORED

    def __str__(self) -> str:
        if self.kind is CaseKind.IMPLEMENTATION:
            return _IMPLEMENTATION
        return "/".join((self.subject, self.name) if self.golden else (self.subject, self.kind, self.name))


_DIALECT_ITEM = "dialect"
THE_IMPLEMENTATION = CaseId(CaseKind.IMPLEMENTATION, _IMPLEMENTATION)
"""The case about the implementation as a whole."""


class Case(NamedTuple):
    """A payload of a type, what must happen to it, and how binding that is.

    ``id`` names it in reports and reproductions, ``requirements`` are ids of the register, ``unknown`` says that the
    payload contains members, values or tags that the dialect does not know, ``why`` is a vector's reason.

    ``acceptance`` is how binding it is that the payload is accepted at all, where that is less than ``level``: it
    breaks rules that only the documentation states, and a library may hold its peers to them. One that accepts it
    gives it back unchanged all the same.
    """

    id: str
    type: str
    text: str
    expectation: Expectation
    level: Level = Level.MUST
    requirements: tuple[str, ...] = ()
    unknown: bool = False
    why: str = ""
    acceptance: Level | None = None
