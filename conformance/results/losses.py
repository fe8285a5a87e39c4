"""What an implementation loses, invents and changes: the members behind its failures, by type and path.

The differences of failing verdicts are summed over a run. One defect shows in several checks of the same
case (it is lost on the wire, in the canonical form, in the typed read), so cases are counted, not verdicts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from conformance.difference import Difference
from conformance.results.record import Record, Results


class What(StrEnum):
    """What became of a member. Where checks see a case differently, the first of these is what is counted."""

    RENAMED = "renamed"
    """It came back under another name of the same object, with the same value."""
    DROPPED = "dropped"
    """Its value did not come back, or came back as ``null``."""
    RETYPED = "retyped"
    """It came back as another JSON type; integers and other numbers are two."""
    CHANGED = "changed"
    """It came back with another value."""
    INVENTED = "invented"
    """It was absent or ``null``, and came back with a value."""
    NULL_LOST = "null lost"
    """It was ``null``, and did not come back."""
    NULL_ADDED = "null added"
    """It was absent, and came back as ``null``."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A member of a type that does not survive.

    ``path`` is a JSON Pointer with ``*`` for every array index, ``became`` the new name of what is renamed, or
    both types (``integer → string``) of what is retyped. ``cases`` counts the cases that show it, ``example`` is
    the shortest of them, ``checks`` are those that see it: a member that ``typed-read`` alone misses survives on
    the wire and cannot be reached in code.
    """

    type: str
    path: str
    what: What
    became: str
    cases: int
    example: str
    checks: tuple[str, ...]


def losses(results: Results) -> list[Loss]:
    """Every loss of a run, the most frequent first; known failures lose too."""
    seen: dict[tuple[str, str, str], dict[str, tuple[What, str]]] = defaultdict(dict)
    checks: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for record in results.records:
        if record.failed and record.differences:
            for path, what, became in _changes(record.differences):
                place = record.type, _case(record), path
                seen[place][what] = what, became
                checks[place].add(record.check)
    new_names = {
        (type_name, case, f"{path.rpartition('/')[0]}/{became}")
        for (type_name, case, path), whats in seen.items()
        for what, became in whats.values()
        if what is What.RENAMED
    }
    summed: dict[tuple[str, str, What, str], set[tuple[str, str, str]]] = defaultdict(set)
    for place, whats in seen.items():
        # What one check sees as a new member is, where another check sees more, the new name of an old one.
        if place not in new_names or set(whats) - {What.INVENTED, What.NULL_ADDED}:
            what, became = next(whats[each] for each in What if each in whats)
            summed[place[0], place[2], what, became].add(place)
    found = [
        Loss(
            *key,
            cases=len(places),
            example=min((case for _, case, _ in places), key=lambda case: (len(case), case)),
            checks=tuple(sorted({check for place in places for check in checks[place]})),
        )
        for key, places in summed.items()
    ]
    return sorted(found, key=lambda loss: (-loss.cases, loss.type, loss.path, loss.what))


def _case(record: Record) -> str:
    """The case, whichever check looks at it: those that the suite generates are named for type and check."""
    return record.case.removesuffix(f"/{record.check}")


def _changes(differences: Iterable[Difference]) -> Iterator[tuple[str, What, str]]:
    listed = list(differences)
    renamed = dict(_renames(listed))
    new_names = set(renamed.values())
    for difference in listed:
        path = _general(difference.at)
        if difference.at in renamed:
            yield path, What.RENAMED, _name(renamed[difference.at])
        elif difference.at not in new_names:
            yield path, *_what(difference)


def _renames(differences: list[Difference]) -> Iterator[tuple[str, str]]:
    """Pointers of old and new names: one member gone and one added, of one value, under one parent."""
    sides: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for difference in differences:
        if (difference.expected is None) is not (difference.actual is None):
            value = difference.actual if difference.expected is None else difference.expected
            gone, added = sides[difference.at.rpartition("/")[0], value or ""]
            (added if difference.expected is None else gone).append(difference.at)
    for gone, added in sides.values():
        if len(gone) == len(added) == 1 and not _name(gone[0]).isdigit():
            yield gone[0], added[0]


def _what(difference: Difference) -> tuple[What, str]:
    match difference.expected, difference.actual:
        case "null", None:
            return What.NULL_LOST, ""
        case None, "null":
            return What.NULL_ADDED, ""
        case ((None | "null"), _):
            return What.INVENTED, ""
        case _, (None | "null"):
            return What.DROPPED, ""
        case str(expected), str(actual) if (before := _json_type(expected)) != (after := _json_type(actual)):
            return What.RETYPED, f"{before} → {after}"
        case _:
            return What.CHANGED, ""


def _general(pointer: str) -> str:
    return re.sub(r"/\d+(?=/|$)", "/*", pointer)


def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2]


_FIRST = {"{": "object", "[": "array", '"': "string", "t": "boolean", "f": "boolean", "n": "null"}


def _json_type(text: str) -> str:
    # Long texts are cut in the file, so the beginning has to tell.
    return _FIRST.get(text[:1]) or ("number" if set(text) & set(".eE") else "integer")
