"""Writers for plain values, with or without ``null``: each checks a value and returns its canonical text."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import Any, TypeAlias

from conformance import jsontext
from conformance.jsontext import Number, quote
from conformance.oracle.expectation import FreeReason, Rule
from conformance.spec.model import Float, Integer, Text

# Checks a value and returns its canonical text; ``head`` is what an enclosing union writes first.
Write: TypeAlias = Callable[[Any, str], str]


class Refused(Exception):
    """The value breaks a rule; ``path`` grows from the inside out while the exception rises."""

    def __init__(self, rule: Rule, *path: str) -> None:
        self.rule = rule
        self.path = list(path)


class LeftOpen(Exception):
    """The dialect leaves open what happens to the value."""

    def __init__(self, why: FreeReason) -> None:
        self.why = why


def write_text(value: Any, head: str) -> str:
    """Write any string."""
    if type(value) is not str:
        raise Refused(Rule.WRONG_TYPE)
    return quote(value)


def text_writer(node: Text) -> Write:
    """Make the writer of a string with limits."""
    shortest, longest = node.min_length, node.max_length
    matches = re.compile(_whole(node.pattern)).search if node.pattern is not None else None

    def write_limited(value: Any, head: str) -> str:
        if type(value) is not str:
            raise Refused(Rule.WRONG_TYPE)
        if len(value) < shortest or (longest is not None and len(value) > longest):
            raise Refused(Rule.STRING_LENGTH)
        if matches is not None and matches(value) is None:
            raise Refused(Rule.PATTERN)
        return quote(value)

    return write_limited


def _whole(pattern: str) -> str:
    """The pattern with its end meaning the end, as in JSON Schema; to Python, ``$`` is also before a last line feed."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern


def nullable_writer(write: Write) -> Write:
    """Make the writer of ``null`` or what ``write`` accepts."""
    return lambda value, head: "null" if value is None else write(value, head)


def write_boolean(value: Any, head: str) -> str:
    """Write ``true`` or ``false``."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    raise Refused(Rule.WRONG_TYPE)


_DOUBLE_INTEGERS = 2**53


def integer_writer(node: Integer) -> Write:
    """Make the writer of a whole number with its range and lexical rule."""
    minimum = -math.inf if node.minimum is None else node.minimum
    maximum = math.inf if node.maximum is None else node.maximum
    lexical = node.kind != "integer"

    def write_integer(value: Any, head: str) -> str:
        if type(value) is int:
            if not minimum <= value <= maximum:
                raise Refused(Rule.OUT_OF_RANGE)
            if not lexical and not (node.minimum or 0) <= value <= _DOUBLE_INTEGERS:
                # The document sets no bounds, but it means counts and positions.
                raise LeftOpen(FreeReason.UNBOUNDED_INTEGER)
            return str(value)
        if isinstance(value, float):
            whole = isinstance(value, Number) and value.lexeme.lstrip("-").isdecimal()
            if not lexical and (whole or value.is_integer()):
                raise LeftOpen(FreeReason.NUMBER_PRECISION if whole else FreeReason.NUMBER_FORM)
            raise Refused(Rule.OUT_OF_RANGE if whole else Rule.NOT_AN_INTEGER)
        raise Refused(Rule.WRONG_TYPE)

    return write_integer


def float_writer(node: Float) -> Write:
    """Make the writer of any number within its range."""
    minimum = -math.inf if node.minimum is None else node.minimum
    maximum = math.inf if node.maximum is None else node.maximum
    single = node.kind == "f32"

    def write_float(value: Any, head: str) -> str:
        if type(value) is not int and not isinstance(value, float):
            raise Refused(Rule.WRONG_TYPE)
        if not minimum <= value <= maximum:
            raise Refused(Rule.OUT_OF_RANGE)
        if isinstance(value, Number) or (type(value) is int and abs(value) > 2**53):
            raise LeftOpen(FreeReason.NUMBER_PRECISION)
        # 1 and 1.0 are one number here, so they have one canonical form.
        return jsontext.number(_single(value) if single else value)

    return write_float


def _single(value: float) -> float:
    """The double whose shortest digits are those of the nearest single-precision number."""
    try:
        nearest = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        # It becomes infinite, which is written as null.
        raise LeftOpen(FreeReason.NUMBER_PRECISION) from None
    shortest = (float(f"{nearest:.{digits}g}") for digits in range(1, 10))
    return next(double for double in shortest if struct.unpack("f", struct.pack("f", double))[0] == nearest)


def write_json(value: Any, head: str) -> str:
    """Write any JSON, the names of its objects sorted."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{quote(name)}:{write_json(value[name], '')}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join([write_json(item, "") for item in value]) + "]"
    if isinstance(value, Number):
        if value in (float("inf"), float("-inf")):
            raise Refused(Rule.OUT_OF_RANGE)
        raise LeftOpen(FreeReason.NUMBER_PRECISION)
    return jsontext.compact(value)


def has_large(value: Any) -> bool:
    """Whether some number in a value is written with a positive exponent."""
    if isinstance(value, float):
        return "e+" in jsontext.number(value)
    if isinstance(value, list | dict):
        return any(map(has_large, value.values() if isinstance(value, dict) else value))
    return False


def write_unsorted_json(value: Any, head: str) -> str:
    """Write any JSON, the names of its objects in the order read."""
    _check_numbers(value)
    return jsontext.compact(value)


def _check_numbers(value: Any) -> None:
    if isinstance(value, Number):
        raise LeftOpen(FreeReason.NUMBER_PRECISION)
    if isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            _check_numbers(item)
