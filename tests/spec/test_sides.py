"""Every type knows who writes it, the client, the server or both, and so may a single member."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.spec import SpecError, dialects, load_dialect
from conformance.spec.lint import lint_sides
from conformance.spec.loader import reached, written_by
from conformance.spec.model import Dialect, Member, Ref, Side, Struct, Text

BOTH = {"client", "server"}


def dialect(client: tuple[str, ...] = ("Request",), server: tuple[str, ...] = ("Reply",)) -> Dialect:
    """A request and a reply that share a type, and a member of it that only the server writes."""
    types = {
        "Request": Struct((Member("item", Ref("Item"), True, False),)),
        "Reply": Struct((Member("item", Ref("Item"), True, False),)),
        "Item": Struct((Member("usage", Ref("Usage"), False, False, side="server"),)),
        "Usage": Text(),
    }
    own = replace(load_dialect("openai-ga"), name="own", types=types)
    return replace(own, sides=written_by(types, {"client": client, "server": server}))


@pytest.mark.parametrize(
    ("type_name", "sides"),
    [
        ("RealtimeClientEventSessionUpdate", {"client"}),
        ("RealtimeServerEventSessionUpdated", {"server"}),
        ("RealtimeTranslationClientEventSessionUpdate", {"client"}),
        ("RealtimeResponse", {"server"}),
        ("RealtimeResponseCreateParams", {"client"}),
        ("RealtimeCreateClientSecretRequest", {"client"}),
        ("RealtimeCreateClientSecretResponse", {"server"}),
        ("RealtimeConversationItem", BOTH),
        ("RealtimeFunctionTool", BOTH),
    ],
)
def test_a_type_is_written_by_those_from_whose_roots_it_is_reached(type_name: str, sides: set[str]) -> None:
    assert load_dialect("openai-ga").sides[type_name] == sides


@pytest.mark.parametrize("name", dialects())
def test_every_event_is_written_by_one_side(name: str) -> None:
    spec = load_dialect(name)
    assert all(len(spec.sides[owner]) == 1 for owners in spec.events.values() for owner in owners)


@pytest.mark.parametrize("name", dialects())
def test_every_root_belongs_to_a_side(name: str) -> None:
    spec = load_dialect(name)
    assert set(spec.sides) == set(spec.types)
    assert all(spec.sides[root] for root in spec.roots)


def test_what_only_a_member_of_the_other_side_leads_to_is_the_other_sides() -> None:
    spec = dialect()
    assert spec.sides == {"Request": {"client"}, "Reply": {"server"}, "Item": BOTH, "Usage": {"server"}}


@pytest.mark.parametrize(
    ("side", "types"), [(None, {"Item", "Usage"}), ("server", {"Item", "Usage"}), ("client", {"Item"})]
)
def test_a_value_reaches_the_members_of_its_side(side: Side | None, types: set[str]) -> None:
    assert reached(dialect().types, ["Item"], side) == types


def test_a_type_that_nobody_writes_is_a_problem() -> None:
    assert lint_sides(dialect(client=())) == ["own: Request: no side writes it"]


def test_a_member_for_a_side_that_does_not_write_its_type_is_a_problem() -> None:
    (problem,) = lint_sides(dialect(client=("Request", "Reply"), server=("Usage",)))
    assert problem == "own: Item: usage is the server's, which does not write the type"


def test_a_side_with_a_root_that_is_no_type_is_refused() -> None:
    with pytest.raises(SpecError, match="no module defines Repl"):
        dialect(server=("Repl",))
