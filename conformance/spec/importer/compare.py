"""Compares two documents: what changes on the wire, by type and member.

A change is breaking if it can invalidate a payload or a reader that was right before: a type, member, variant or
enum value that is gone, a member that is new and required or no longer optional, a form that accepts less. It is
compatible if it adds or widens: a type, an optional member, a variant, an enum value, a looser limit. The documents
are compared without errata; annotations, names of inline schemas and the order of members do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.errors import UsageError
from conformance.spec.importer.document import Document
from conformance.spec.importer.forms import NULL, translate

Form = Mapping[str, Any]

# Keyword -> whether a larger value takes less.
_LIMITS = {
    "minimum": True, "minLength": True, "minItems": True, "maximum": False, "maxLength": False, "maxItems": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WireChange:
    """One change: whether it breaks, where (type and path of members), and what."""

    breaking: bool
    where: str
    what: str


def compare_documents(old: Document, new: Document, roots: tuple[str, ...]) -> tuple[WireChange, ...]:
    """Every change of the types that ``roots`` reach, in the order of the types' names.

    Raises:
        UsageError: a document has none of the roots, or a schema has an unknown form.
    """
    return compare(_types(old, roots), _types(new, roots))


def compare(old: Mapping[str, Form], new: Mapping[str, Form]) -> tuple[WireChange, ...]:
    """Every change between translated types, in the order of their names."""
    comparison = _Comparison(old, new)
    changes: list[WireChange] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            changes.append(WireChange(True, name, "type removed"))
        elif name not in old:
            changes.append(WireChange(False, name, "type added"))
        else:
            changes += comparison.changes(old[name], new[name], name)
    return tuple(changes)


def _types(document: Document, roots: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    present = [root for root in roots if root in document.schemas]
    if not present:
        raise UsageError(f"{document.name}#/components/schemas: the document has no Realtime schemas")
    try:
        return translate(document, present, ())
    except RecursionError:
        raise UsageError(f"{document.name}: schemas are nested too deeply") from None


@dataclass(slots=True)
class _Comparison:
    old: Mapping[str, Form]
    new: Mapping[str, Form]
    # Pairs of type names that are being compared: a type may contain itself.
    open: set[tuple[str, str]] = field(default_factory=set)

    def changes(self, old: Form, new: Form, at: str) -> Iterator[WireChange]:
        names = old.get("$ref"), new.get("$ref")
        if names[0] == names[1] and names[0] is not None and "properties" not in old and "properties" not in new:
            return  # The named type is compared under its own name.
        if None not in names:
            pair = (str(names[0]), str(names[1]))
            if pair in self.open:
                return
            self.open.add(pair)
            yield from self._resolved(self._target(old, self.old), self._target(new, self.new), at)
            self.open.discard(pair)
        else:
            yield from self._resolved(self._target(old, self.old), self._target(new, self.new), at)

    def _target(self, form: Form, types: Mapping[str, Form]) -> Form:
        seen: set[str] = set()
        while "$ref" in form and form["$ref"] not in seen:
            seen.add(form["$ref"])
            form = types[form["$ref"]]
        return form

    def _resolved(self, old: Form, new: Form, at: str) -> Iterator[WireChange]:
        (old, old_null), (new, new_null) = _without_null(old), _without_null(new)
        if old_null != new_null:
            yield WireChange(old_null, at, "null is no longer allowed" if old_null else "null is allowed")
        if "$ref" in old or "$ref" in new:
            yield from self.changes(old, new, at)
            return
        match kinds := (_kind(old), _kind(new)):
            case ("text", "text") | ("whole number", "whole number") | ("number", "number"):
                yield from _limits(old, new, at)
            case ("enum", "enum") | ("open enum", "open enum"):
                yield from _values(old, new, at)
            case "array", "array":
                yield from _limits(old, new, at)
                yield from self.changes(old["items"], new["items"], f"{at}[]")
            case "map", "map":
                yield from self.changes(old["additionalProperties"], new["additionalProperties"], f"{at}{{}}")
            case "object", "object":
                yield from self._members(old, new, at)
            case "tagged union", "tagged union":
                yield from self._variants(old, new, at)
            case "union", "union":
                yield from self._arms(_arms(old), _arms(new), at)
            case _ if kinds[0] != kinds[1]:
                yield self._other_kind(old, new, at)

    def _members(self, old: Form, new: Form, at: str) -> Iterator[WireChange]:
        before, after = old["properties"], new["properties"]
        for name in before:
            if name not in after:
                yield WireChange(True, f"{at}.{name}", "member removed")
        for name, form in after.items():
            where, required = f"{at}.{name}", name in new.get("required", ())
            if name not in before:
                yield WireChange(required, where, "required member added" if required else "optional member added")
                continue
            if required != (name in old.get("required", ())):
                yield WireChange(required, where, "is required" if required else "is optional")
            yield from self.changes(before[name], form, where)
        closed = "additionalProperties" in new
        if closed != ("additionalProperties" in old):
            yield WireChange(
                closed, at, "other members are no longer allowed" if closed else "other members are allowed"
            )

    def _variants(self, old: Form, new: Form, at: str) -> Iterator[WireChange]:
        before, after = old["x-tag"], new["x-tag"]
        if before["property"] != after["property"]:
            yield WireChange(True, at, f"told apart by {after['property']}, no longer by {before['property']}")
            return
        if ("optional" in before) != ("optional" in after):
            optional = "optional" in after
            yield WireChange(not optional, f"{at}.{after['property']}", "is optional" if optional else "is required")
        tag = after["property"]
        arms, new_arms = _by_tag(old), _by_tag(new)
        for value in arms:
            if value not in new_arms:
                yield WireChange(True, at, f"variant {value} removed" if value else "the untagged variant removed")
        for value, arm in new_arms.items():
            if value not in arms:
                yield WireChange(False, at, f"variant {value} added" if value else "an untagged variant added")
            else:
                where = f"{at}<{value}>" if value else at
                yield from self.changes(_untagged(arms[value], tag), _untagged(arm, tag), where)

    def _arms(self, old: list[Form], new: list[Form], at: str) -> Iterator[WireChange]:
        rest = list(new)
        left: list[Form] = []
        for arm in old:
            same = next((other for other in rest if not list(self.changes(arm, other, at))), None)
            if same is None:
                left.append(arm)
            else:
                rest.remove(same)
        for arm in left:
            like = next((other for other in rest if self._kind(arm, self.old) == self._kind(other, self.new)), None)
            if like is None:
                yield WireChange(True, at, f"no longer takes {_named(self._kind(arm, self.old))}")
            else:
                rest.remove(like)
                yield from self.changes(arm, like, at)
        for arm in rest:
            yield WireChange(False, at, f"takes {_named(self._kind(arm, self.new))}")

    def _kind(self, arm: Form, types: Mapping[str, Form]) -> str:
        return _kind(_without_null(self._target(arm, types))[0])

    def _other_kind(self, old: Form, new: Form, at: str) -> WireChange:
        kinds = _kind(old), _kind(new)
        from_to = f"from {_named(kinds[0])} to {_named(kinds[1])}"
        # An arm of the new union takes all that the old form took, or the new form is what an arm of the old one was.
        if kinds in _WIDER or kinds[1] == "any JSON" or any(self._keeps(old, arm) for arm in _arms(new)):
            return WireChange(False, at, f"widened {from_to}")
        if (kinds[1], kinds[0]) in _WIDER or kinds[0] == "any JSON" or any(self._keeps(arm, new) for arm in _arms(old)):
            return WireChange(True, at, f"narrowed {from_to}")
        return WireChange(True, at, f"changed {from_to}")

    def _keeps(self, old: Form, new: Form) -> bool:
        """Whether one form takes everything that the other took."""
        return not any(change.breaking for change in self.changes(old, new, ""))


_WIDER = {
    ("whole number", "number"), ("enum", "text"), ("enum", "open enum"), ("open enum", "text"),
    ("text", "open enum"), ("object", "map"),
}  # fmt: skip


def _kind(form: Form) -> str:
    if "x-tag" in form:
        return "union" if form["x-tag"]["kind"] == "untagged" else "tagged union"
    if form.get("x-open") == "keep":
        return "open enum"
    if "enum" in form:
        return "enum"
    if "properties" in form:
        return "object"
    kinds = {"string": "text", "integer": "whole number", "object": "map", None: "any JSON"}
    kind = form.get("type")
    return kinds.get(kind, str(kind))


def _named(kind: str) -> str:
    return kind if kind in ("text", "any JSON") else f"{'an' if kind[0] in 'aeo' else 'a'} {kind}"


def _without_null(form: Form) -> tuple[Form, bool]:
    if isinstance(form.get("type"), list):
        return {**form, "type": form["type"][0]}, True
    if NULL in form.get("anyOf", ()):
        return form["anyOf"][0], True
    return form, False


def _arms(form: Form) -> list[Form]:
    """The arms of a union, each as a form of its own; none for any other form."""
    if "x-tag" not in form:
        return []
    tag = form["x-tag"].get("property")
    return [_whole(arm, tag) if "properties" in arm else arm for arm in form.get("anyOf") or form["oneOf"]]


def _whole(arm: Form, tag: str | None) -> Form:
    """A variant as an object that declares its tag."""
    if "$ref" in arm:
        return {"$ref": arm["$ref"]}
    constant = arm["properties"].get(tag, {}).get("const")
    if tag is None or constant is None:
        return arm
    return {**arm, "properties": {**arm["properties"], tag: {"type": "string", "enum": [constant]}}}


def _by_tag(form: Form) -> dict[str, Form]:
    """The arms by the value of their tag; the untagged one under the empty string."""
    tag = form["x-tag"]["property"]
    arms = enumerate(form["oneOf"])
    fallback = form["x-tag"].get("fallback")
    return {"" if index == fallback else arm["properties"][tag]["const"]: arm for index, arm in arms}


def _untagged(arm: Form, tag: str) -> Form:
    """The arm without its tag, which is the variant's name."""
    if "$ref" in arm:
        return {"$ref": arm["$ref"]}
    if "properties" not in arm:
        return arm
    rest = {name: form for name, form in arm["properties"].items() if name != tag}
    return {**arm, "properties": rest, "required": [name for name in arm["required"] if name != tag]}


def _values(old: Form, new: Form, at: str) -> Iterator[WireChange]:
    before, after = (form["enum"] if "enum" in form else form["anyOf"][0]["enum"] for form in (old, new))
    for value in before:
        if value not in after:
            yield WireChange(True, at, f'enum value "{value}" removed')
    for value in after:
        if value not in before:
            yield WireChange(False, at, f'enum value "{value}" added')


def _limits(old: Form, new: Form, at: str) -> Iterator[WireChange]:
    for word, larger_is_narrower in _LIMITS.items():
        before, after = old.get(word), new.get(word)
        if before == after:
            continue
        # No limit is the widest one.
        narrower = before is None or (after is not None and (after > before) == larger_is_narrower)
        yield WireChange(narrower, at, f"{word} {_limit(before)} to {_limit(after)}")
    for word in ("pattern", "format"):
        before, after = old.get(word), new.get(word)
        if before != after:
            yield WireChange(after is not None, at, f"{word} {_limit(before)} to {_limit(after)}")


def _limit(value: Any) -> str:
    return "none" if value is None else str(value)
