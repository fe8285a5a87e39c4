"""Turns the differences between two values into findings: what became of each member."""

from __future__ import annotations

import html
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from difflib import SequenceMatcher
from struct import pack, unpack
from urllib.parse import quote, unquote

from conformance.checks.finding import Finding, What, json_type
from conformance.difference import Difference

_DIGITS = 16
_EXACT = 2**53
_CLOSE = Decimal("1e-6")
_ALIKE = 0.8
_EMPTY = frozenset({"null", "false", "0", "0.0", '""', "[]", "{}"})
"""The values that any two members may have without having anything to do with each other."""


def findings(differences: Iterable[Difference], whole: Iterable[Difference] = ()) -> tuple[Finding, ...]:
    """One finding per member that did not come back as it was; an old name and its new one are one finding.

    ``whole`` are further differences, among which new names are looked for.
    """
    listed = list(differences)
    pointers = {one.at for one in listed}
    found = _renames({one.at: one for one in (*whole, *listed)}.values())
    renamed = {old: new for old, new in found if old in pointers}
    new_names = set(renamed.values())
    return tuple(
        Finding(What.RENAMED, one.at, one.expected, _name(renamed[one.at]))
        if one.at in renamed
        else Finding(what(one.expected, one.actual), one.at, one.expected, one.actual)
        for one in listed
        if one.at not in new_names
    )


def new_pointer(renamed: Finding) -> str:
    """The JSON Pointer at which a renamed member came back."""
    return f"{(renamed.at or '').rpartition('/')[0]}/{renamed.got}"


def what(expected: str | None, got: str | None) -> What:
    """What became of a member; both are JSON texts, ``None`` where it is absent."""
    match expected, got:
        case "null", None:
            return What.NULL_LOST
        case None, "null":
            return What.NULL_ADDED
        case ((None | "null"), _):
            return What.INVENTED
        case _, None:
            return What.LOST
        case _, "null":
            return What.NULLED
        case str(before), str(after) if json_type(before) != json_type(after) and not _too_large(before, after):
            return What.RETYPED
        case str(before), str(after) if before.startswith('"'):
            return _text(json.loads(before), json.loads(after))
        case str(before), str(after) if json_type(before) in ("integer", "number"):
            return _number(before, after)
        case _:
            return What.CHANGED


def _too_large(*numbers: str) -> bool:
    """Whether one of two numbers is not an integer of 64 bits: it is read as a double, however it was spelt."""
    return all(json_type(one) in ("integer", "number") for one in numbers) and any(
        not -(2**63) <= Decimal(one) < 2**64 for one in numbers
    )


def _text(before: str, after: str) -> What:
    if after in (before.strip(), before.lstrip(), before.rstrip()):
        return What.TRIMMED
    if after in {unicodedata.normalize(form, before) for form in ("NFC", "NFD", "NFKC", "NFKD")}:
        return What.NORMALIZED
    if after.casefold() == before.casefold():
        return What.RECASED
    if after and _is_cut(before, after):
        return What.CUT
    if after in _escaped(before) or before in _escaped(after):
        return What.ESCAPED
    return What.CHANGED


def _is_cut(before: str, after: str) -> bool:
    """Whether a text is the beginning of another, with or without an ellipsis in place of the rest."""
    text = after.rstrip("….")
    return before.startswith(after) or (len(text) < len(before) and before.startswith(text))


def _escaped(text: str) -> Iterator[str]:
    """The text escaped once more, in each of the ways that libraries do by mistake."""
    yield from (json.dumps(text, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False))
    yield from (html.escape(text), html.escape(text, quote=False), html.unescape(text))
    yield from (quote(text, safe=""), quote(text), unquote(text))


def _number(before: str, after: str) -> What:
    left, right = Decimal(before), Decimal(after)
    close = abs(left - right) <= abs(left) * _CLOSE
    if left == left.to_integral_value():
        # An integer that a double can represent is close to its neighbours, but is not one of them.
        rounded = right == _single(left) or (close and abs(left) > _EXACT)
    else:
        rounded = close or right in set(_shortened(left))
    return What.ROUNDED if rounded else What.CHANGED


def _single(number: Decimal) -> Decimal | None:
    """The nearest number of single precision, if there is one."""
    try:
        return Decimal(unpack("f", pack("f", number))[0])
    except OverflowError:
        return None


def _shortened(number: Decimal) -> Iterator[Decimal]:
    """A fraction with fewer digits, rounded or cut off."""
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    for fewer in range(min(digits, _DIGITS)):
        for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_DOWN):
            # The default context refuses results of more than 28 digits.
            yield number.quantize(Decimal(1).scaleb(-fewer), rounding, Context(prec=len(number.as_tuple().digits) + 1))


def _renames(differences: Iterable[Difference]) -> Iterator[tuple[str, str]]:
    """Pointers of old and new names: one member gone and one added, with the same value and parent."""
    sides: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for one in differences:
        value = one.actual if one.expected is None else one.expected
        if (one.expected is None) is not (one.actual is None) and value is not None:
            gone, added = sides[one.at.rpartition("/")[0], value]
            (added if one.expected is None else gone).append(one.at)
    for (_, value), (gone, added) in sides.items():
        if len(gone) != 1 or len(added) != 1 or _name(gone[0]).isdigit():
            continue
        # One null that goes and another that comes are a new name only if the names are alike; so is all that is empty.
        if value not in _EMPTY or _alike(_name(gone[0]), _name(added[0])):
            yield gone[0], added[0]


def _alike(*names: str) -> bool:
    one, other = (name.replace("_", "").casefold() for name in names)
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2]
