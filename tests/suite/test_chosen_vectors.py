"""Which vectors a run is asked for: what the globs match, and no file is read of which they match nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest

from conformance.errors import UsageError
from conformance.options import OPTIONS
from conformance.suite import session
from conformance.suite.selection import Selection, select
from conformance.vectors import Vector, load_type, load_vectors

DIALECT = "async-openai"


def selection(**more: object) -> Selection:
    nothing = {flag[2:].replace("-", "_"): None for flag in OPTIONS}
    return select({**nothing, "impl": "reference", "dialect": DIALECT, **more})


@pytest.mark.parametrize(
    "globs",
    [
        ["*"],
        ["RealtimeResponseUsage/*"],
        ["RealtimeResponseUsage/*-absent", "Conversation/*"],
        ["*Usage/*"],
        ["RealtimeResponse[US]*/*-absent"],
        ["RealtimeResponse?sage/*"],
        ["*-absent", "Conversation/*"],
    ],
    ids=str,
)
def test_they_are_all_that_the_globs_match(globs: list[str]) -> None:
    found = [vector.id for vector in session.chosen_vectors(selection(), globs)]
    assert found == [id_ for id_ in load_vectors(DIALECT) if any(fnmatchcase(id_, glob) for glob in globs)]
    assert found


def test_a_glob_matches_in_the_selected_types_alone() -> None:
    with pytest.raises(UsageError, match=r"^--vectors=Conversation/\* matches no vector of the selected types"):
        session.chosen_vectors(selection(types=["RealtimeResponse"]), ["Conversation/*"])


def test_only_the_files_of_types_that_may_match_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def spied(dialect: str, type_name: str) -> Mapping[str, Vector]:
        read.append(type_name)
        return load_type(dialect, type_name)

    monkeypatch.setattr(session, "load_type", spied)
    session.chosen_vectors(selection(), ["RealtimeResponseUsage/*", "Conversation/*"])
    assert read == ["Conversation", "RealtimeResponseUsage"]
