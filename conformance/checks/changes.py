"""Turns the differences between two values into findings: what became of each member."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from difflib import SequenceMatcher
from struct import pack, unpack
from urllib.parse import quote, unquote

from conformance import jsontext
from conformance.checks.finding import Finding, What, json_type
from conformance.difference import Difference, differences, unordered

_DIGITS = 16
_EXACT = 2**53
_CLOSE = Decimal("1e-6")
_ALIKE = 0.8
_EMPTY = frozenset({"null", "false", "0", "0.0", '""', "[]", "{}"})
"""The values that any two members may have without having anything to do with each other."""


def findings(found: Iterable[Difference], whole: Iterable[Difference] = ()) -> tuple[Finding, ...]:
    """One finding per member that did not come back as it was; an old name and its new one are one finding.

    What was renamed and also changed inside has findings for that, too, at the old name.

    ``whole`` are further differences, among which new names are looked for.
    """
    listed = list(found)
    everything = {one.at: one for one in (*whole, *listed)}
    renamed = dict(_renames(everything.values()))
    new_names = {renamed[one.at] for one in listed if one.at in renamed}

    def became(one: Difference) -> Iterator[Finding]:
        if one.at not in renamed:
            yield Finding(what(one.expected, one.actual), one.at, one.expected, one.actual)
            return
        yield Finding(What.RENAMED, one.at, one.expected, _name(renamed[one.at]))
        if (value := everything[renamed[one.at]].actual) != one.expected:
            yield from findings(_inside(one, value or ""))

    return tuple(finding for one in listed if one.at not in new_names for finding in became(one))


def _inside(renamed: Difference, value: str) -> Iterator[Difference]:
    """What differs inside a member that came back under another name, at its old one."""
    for _, inner in differences(jsontext.load(renamed.expected or ""), jsontext.load(value)):
        yield replace(inner, at=renamed.at + inner.at)


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
        case str(before), str(after) if before.startswith("["):
            same_items = unordered(jsontext.load(before)) == unordered(jsontext.load(after))
            return What.REORDERED if same_items else What.CHANGED
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


def _renames(found: Iterable[Difference]) -> Iterator[tuple[str, str]]:
    """Pointers of old and new names: one member gone and one added to the same parent, with the same value.

    An object or a list may have changed inside, if the new name differs from the old one in its spelling alone.
    """
    changed = [one for one in found if (one.expected is None) is not (one.actual is None)]
    matched: set[str] = set()
    for (_, value), (gone, added) in _sides(changed, _value).items():
        if len(gone) != 1 or len(added) != 1 or _name(gone[0]).isdigit():
            continue
        # One null that goes and another that comes are a new name only if the names are alike; so is all that is empty.
        if value not in _EMPTY or _alike(_name(gone[0]), _name(added[0])):
            matched |= {gone[0], added[0]}
            yield gone[0], added[0]
    left = [one for one in changed if one.at not in matched]
    for gone, added in _sides(left, lambda one: f"{_form(_value(one))} {spelling(_name(one.at))}").values():
        if len(gone) == len(added) == 1:
            yield gone[0], added[0]


def _sides(
    changed: Iterable[Difference], key: Callable[[Difference], str]
) -> Mapping[tuple[str, str], tuple[list[str], list[str]]]:
    """The members that are gone and those that were added, by their parents and a key."""
    sides: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for one in changed:
        gone, added = sides[one.at.rpartition("/")[0], key(one)]
        (added if one.expected is None else gone).append(one.at)
    return sides


def _value(one: Difference) -> str:
    return (one.actual if one.expected is None else one.expected) or ""


def _form(value: str) -> str:
    """What two values have to have in common if a new name differs in its spelling alone."""
    return value[0] if value.startswith(("{", "[")) else value


def spelling(name: str) -> str:
    """What a name has in common with its other spellings, such as ``token_limits`` and ``tokenLimits``."""
    return re.sub(r"[-_ ]", "", name).casefold()


def _alike(*names: str) -> bool:
    one, other = map(spelling, names)
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2]
