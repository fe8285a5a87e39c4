"""The generator: compiles a form to a function that writes JSON text from the decisions of a source.

A source decides how choices are made and pools are sampled; the structure is the same for all of them. The
compiled function takes the source's state (a random function, Hypothesis' ``draw``, a row of a covering array),
so it can be cached and shared. It writes text rather than values: constants, member names and pools are encoded
once, on compiling, and a payload costs little more than its choices.
"""

from __future__ import annotations

from collections.abc import Callable
from json import JSONEncoder
from typing import Any, Protocol, TypeAlias, TypeVar

from strategies.forms import ABSENT, Choose, Const, Entries, Fields, Form, Items, Run, Sample, Whole
from strategies.pools import ENTRY_NAMES, POOLS, entry_name

State = TypeVar("State")
Write: TypeAlias = Callable[[State], str]

render = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""Any JSON value as compact text, names in the order given."""


class Source(Protocol[State]):
    """Makes decisions from one kind of state. ``head`` and ``tail`` are written around every value."""

    def choose(self, form: Choose, branches: list[Write[State]]) -> Write[State]:
        """Runs one of ``branches``."""

    def sample(self, form: Sample, head: str, tail: str) -> Write[State]:
        """Writes a value of a pool."""

    def whole(self, form: Whole, head: str, tail: str) -> Write[State]:
        """Writes a whole number."""

    def count(self, low: int, high: int) -> Callable[[State], int]:
        """Picks a number of items."""


def compiled(form: Form, source: Source[State], head: str = "", tail: str = "") -> Write[State]:
    """The function that writes the values of ``form``; nothing at all for an absent one."""
    match form:
        case Const(value):
            text = "" if value is ABSENT else f"{head}{render(value)}{tail}"
            return lambda _: text
        case Sample():
            return source.sample(form, head, tail)
        case Whole():
            return source.whole(form, head, tail)
        case Choose():
            return source.choose(form, [compiled(branch, source, head, tail) for branch in form.branches])
        case Fields():
            return _fields(form, source, head, tail)
        case Items():
            first = compiled(form.first, source, f"{head}[")
            rest = compiled(form.rest, source, ",")
            end = f"]{tail}"
            return lambda state: f"{first(state)}{rest(state)}{end}"
        case Run():
            return _run(form, source, head, tail)
        case Entries():
            return _entries(form, source, head, tail)


def _fields(form: Fields, source: Source[State], head: str, tail: str) -> Write[State]:
    start = f"{head}{{" + "".join(f"{render(name)}:{render(value)}," for name, value in form.tags)
    end = f"}}{tail}"
    if not form.members:
        text = start.removesuffix(",") + end
        return lambda _: text
    members = [compiled(member, source, f"{render(name)}:", ",") for name, member in form.members]

    def fields(state: State) -> str:
        text = start + "".join([write(state) for write in members])
        # Every member ends with a comma; the last one is one too many.
        return (text[:-1] if text[-1] == "," else text) + end

    return fields


def _run(form: Run, source: Source[State], head: str, tail: str) -> Write[State]:
    first, more = compiled(form.first, source, head), compiled(form.more, source, ",")
    count = source.count(0, form.most)
    return lambda state: first(state) + "".join([more(state) for _ in range(count(state))]) + tail


def _entries(form: Entries, source: Source[State], head: str, tail: str) -> Write[State]:
    value = compiled(form.value, source)
    count = source.count(form.low, form.high)
    first = source.count(0, len(ENTRY_NAMES) - 1)
    names = [f"{render(entry_name(number, form.name_length))}:" for number in range(len(ENTRY_NAMES) + form.high)]
    start, end = f"{head}{{", f"}}{tail}"

    def entries(state: State) -> str:
        offset = first(state)
        parts = [names[offset + number] + value(state) for number in range(count(state))]
        return f"{start}{','.join(parts)}{end}"

    return entries


def pool_values(form: Sample) -> list[Any]:
    """The values of a finite pool, with the prefix and the length of ``form``."""
    values = POOLS[form.pool]
    if form.prefix or form.longest is not None:
        return [(form.prefix + value)[: form.longest] for value in values]
    return list(values)
