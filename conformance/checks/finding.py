"""What a check finds wrong: a value, and the one place where it is put into words.

A :class:`Finding` says what is wrong, where, what was expected and what came back. Its :class:`Group` leaves out what
differs from payload to payload, so that one cause is one reason over all checks and types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from conformance.jsontext import visible

MEMBER = "a member"


class What(StrEnum):
    """What is wrong. The first of these are about one member of what came back, in the order of their weight."""

    RENAMED = "renamed"
    """It came back under another name of the same object, with the same value."""
    LOST = "lost"
    """Its value did not come back, or came back as ``null``."""
    RETYPED = "retyped"
    """It came back as another JSON type; integers and other numbers are two."""
    CUT = "cut"
    """A text came back shorter, its rest missing."""
    TRIMMED = "trimmed"
    """A text came back without the blanks around it."""
    RECASED = "recased"
    """A text came back in another case."""
    NORMALIZED = "normalized"
    """A text came back in another Unicode normalization."""
    ESCAPED = "escaped"
    """A text came back escaped, or unescaped, once more."""
    ROUNDED = "rounded"
    """A number came back with less precision."""
    CHANGED = "changed"
    """It came back with another value."""
    INVENTED = "invented"
    """It was absent or ``null``, and came back with a value."""
    NULL_LOST = "null-lost"
    """It was ``null``, and did not come back."""
    NULL_ADDED = "null-added"
    """It was absent, and came back as ``null``."""
    UNSTABLE = "unstable"
    """A second round changes it."""

    ILLEGAL = "illegal"
    """What came back breaks a rule (``expected``) at this place."""
    NOT_JSON = "not-json"
    """What came back is not JSON."""
    TOO_DEEP = "too-deep"
    """What came back nests too deep to be compared."""
    RESPELT = "respelt"
    """What came back has the value and not the bytes; ``expected`` says in which respect."""
    ACCEPTED = "accepted"
    """An invalid payload was taken although it breaks a rule (``expected``) at this place."""

    NOT_DECODED = "not-decoded"
    """A valid payload was refused, kept raw or passed over; ``got`` is what the library said."""
    NOT_TOLERATED = "not-tolerated"
    """So was one that holds something unknown."""
    NOT_DECODED_AGAIN = "not-decoded-again"
    """So was the implementation's own output."""
    NOT_BUILT = "not-built"
    """Constructors refused valid members."""
    NO_ANSWER = "no-answer"
    """It crashed, timed out or broke the protocol: no clean answer."""
    NOT_THE_SAME_AFTER = "not-the-same-after"
    """After hostile input a sound payload is answered otherwise than before."""
    ADAPTER_AT_FAULT = "adapter-at-fault"
    """The adapter, not the implementation, failed."""
    OTHER_DIALECT = "other-dialect"
    """The implementation speaks another dialect."""


_OF_MEMBERS = frozenset(list(What)[: list(What).index(What.UNSTABLE) + 1])
_CHANGED = {
    What.CUT: "is cut",
    What.TRIMMED: "loses its blanks",
    What.RECASED: "changes its case",
    What.NORMALIZED: "is normalized",
    What.ESCAPED: "changes its escaping",
    What.ROUNDED: "loses precision",
    What.CHANGED: "is changed",
    What.LOST: "is dropped",
    What.INVENTED: "is invented",
    What.NULL_LOST: "loses its null",
    What.NULL_ADDED: "is invented as null",
    What.UNSTABLE: "changes in a second round",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    ``at`` is a JSON Pointer, ``None`` where it is not about a place. ``expected`` and ``got`` are JSON texts for
    findings about a member, ``None`` for a member that is absent; for the others they are what :class:`What` says.
    ``requirement`` is the id of the register's row that it breaks.
    """

    what: What
    at: str | None = None
    expected: str | None = None
    got: str | None = None
    requirement: str = ""

    @property
    def about_member(self) -> bool:
        """Whether it is about one member of what came back."""
        return self.what in _OF_MEMBERS

    @property
    def group(self) -> Group:
        """What it has in common with others of the same cause."""
        match self.what:
            case What.RENAMED:
                return Group(self.what, _anywhere(self.at), self.got or "")
            case What.RETYPED:
                return Group(self.what, _anywhere(self.at), f"{_json_type(self.expected)} → {_json_type(self.got)}")
            case What.ACCEPTED:
                return Group(self.what, "", self.expected or "")
            case What.ILLEGAL:
                return Group(self.what, _anywhere(self.at), self.expected or "")
            case What.RESPELT:
                # An encoder spells everything in one way, wherever it was noticed first.
                return Group(self.what, "", self.expected or "")
            case _ if self.about_member:
                return Group(self.what, _anywhere(self.at))
            case _:
                unknown = self.what is What.NOT_TOLERATED
                return Group(self.what, "", general(self.got or "", unknown=unknown))

    def __str__(self) -> str:
        """The sentence, with what differs from payload to payload."""
        match self.what:
            case What.ACCEPTED:
                return f"accepted although it breaks {self.expected} at {self.at or '(whole payload)'}"
            case _ if not self.about_member and self.what is not What.ILLEGAL and self.what is not What.RESPELT:
                return _sentence(self.what, "", self.got or "")
            case _:
                return _sentence(self.what, self.at or "", self.group.how)


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What findings of one cause have in common: what, where without indexes, and how."""

    what: What
    where: str = ""
    how: str = ""

    def __str__(self) -> str:
        """The sentence, without what differs from payload to payload."""
        return _sentence(self.what, self.where, self.how)


def _sentence(what: What, at: str, how: str) -> str:
    place = at or "the whole payload"
    said = f" ({how})" if how else ""
    match what:
        case What.RENAMED:
            return f"{place} comes back as {how}"
        case What.RETYPED:
            return f"{place} changes its type ({how})"
        case What.ILLEGAL:
            return f"what comes back breaks {how} at {place}"
        case What.RESPELT:
            return f"the text is not the canonical one: {how}{f' at {at}' if at else ''}"
        case What.ACCEPTED:
            return f"accepted although it breaks {how}"
        case What.NOT_JSON:
            return f"what comes back is not JSON{said}"
        case What.TOO_DEEP:
            return "what comes back nests too deep to be compared"
        case What.NOT_DECODED:
            return f"a valid payload is not decoded{said}"
        case What.NOT_TOLERATED:
            return f"what is unknown is not tolerated{said}"
        case What.NOT_DECODED_AGAIN:
            return f"its own output is not decoded{said}"
        case What.NOT_BUILT:
            return f"the constructors refuse valid members{said}"
        case What.NO_ANSWER:
            return f"no clean answer{said}"
        case What.NOT_THE_SAME_AFTER:
            return f"after hostile input a sound payload is answered otherwise{said}"
        case What.ADAPTER_AT_FAULT:
            return f"the adapter is at fault{said}"
        case What.OTHER_DIALECT:
            return how
        case _:
            return f"{place} {_CHANGED[what]}"


_INDEX = re.compile(r"/\d+(?=/|$)")


def _anywhere(at: str | None) -> str:
    """A JSON Pointer with ``*`` for every array index."""
    return _INDEX.sub("/*", at or "")


_NAME = re.compile(r"[A-Za-z_][\w.\[\]-]{0,60}")
_QUOTED = r"""(?<!\w)(?P<q>["'`])(?P<said>(?:\\.|(?!(?P=q))[^\\])*)(?P=q)(?!\w)"""
_EVERY_QUOTED = re.compile(_QUOTED)
_QUOTED_VALUE = re.compile(rf"\b(?P<what>string|character|token) {_QUOTED}", re.IGNORECASE)
_UNKNOWN_NAME = re.compile(rf"\b(?P<what>(?:un[a-z]+|invalid|additional)(?: \w+)+) {_QUOTED}", re.IGNORECASE)
# What libraries say differs from payload to payload in positions, counts and values.
_LEFT_OUT = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" ?\bat \[Source: .*?; line: \w+, column: \w+\]"), ""),  # Jackson
    (re.compile(r", input_value=.*?, input_type=\w+(?=\])|, input_value=.*$"), ""),  # pydantic
    (re.compile(r", (?:\.\.\.)?\".*\"(?:\.\.\.)?(?= is not valid JSON)"), ""),  # V8
    (re.compile(r"[:,]? ?\(?\b(?:(?:at|on) )?line:? \d+,? column:? \d+\)?(?: \(char \d+\))?"), ""),
    (re.compile(r"\b\d+ (validation error)s?\b"), r"N \1s"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b|(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)"), "N"),
    (re.compile(r"(?<=\w\.)\d+(?=\.\w|[\s:]|$)"), "*"),
)
_LONGEST = 200


@lru_cache(maxsize=4096)
def general(message: str, *, unknown: bool = False) -> str:
    """A library's own message without what differs from payload to payload; a general one stays as it is.

    Left out are positions, counts and quoted values, but no names of members. ``unknown`` leaves out the names that
    the library calls unknown, too: for payloads made to have such.
    """
    # What is left out may bring together what is left out in turn.
    while (less := _less(message, unknown)) != message:
        message = less
    return message


def _less(message: str, unknown: bool) -> str:
    for pattern, replacement in _LEFT_OUT:
        message = pattern.sub(replacement, message)
    if unknown:
        message = _UNKNOWN_NAME.sub(_without_value, message)
    message = _QUOTED_VALUE.sub(_without_value, message)
    message = _EVERY_QUOTED.sub(lambda found: found[0] if _NAME.fullmatch(found["said"]) else _emptied(found), message)
    return visible(message.strip(), _LONGEST)


def _without_value(found: re.Match[str]) -> str:
    return f"{found['what']} {_emptied(found)}"


def _emptied(found: re.Match[str]) -> str:
    return f"{found['q']}…{found['q']}"


_FIRST = {"{": "object", "[": "array", '"': "string", "t": "boolean", "f": "boolean", "n": "null"}


def _json_type(text: str | None) -> str:
    # Long texts are cut in results, so the beginning has to tell.
    text = text or ""
    return _FIRST.get(text[:1]) or ("number" if set(text) & set(".eE") else "integer")


def json_type(text: str) -> str:
    """The JSON type of a text; integers and other numbers are two."""
    return _json_type(text)
