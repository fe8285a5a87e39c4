"""What a check finds wrong, as a value that is put into words here and nowhere else.

A :class:`Finding` says what is wrong, where, what was expected and what came back. Its :class:`Group` leaves out what
differs from payload to payload, so that one cause is one reason over all checks and types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self

from conformance.jsontext import visible


class What(StrEnum):
    """What is wrong, each with its sentence.

    The first of these, up to :attr:`UNSTABLE`, are about one member of what came back, the gravest first. In a
    sentence ``{at}`` is where, ``{how}`` is how, and ``{got}`` is how in brackets, where it is known.
    """

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """Make a member that equals its ``value``."""
        made = str.__new__(cls, value)
        made._value_, made.sentence = value, sentence
        return made

    RENAMED = "renamed", "{at} comes back as {how}"
    """It came back under another name of the same object, with the same value."""
    LOST = "lost", "{at} is dropped"
    """Its value did not come back."""
    NULLED = "nulled", "{at} becomes null"
    """Its value came back as ``null``, which is a value of its own on most wires."""
    RETYPED = "retyped", "{at} changes its type ({how})"
    """It came back as another JSON type; integers and other numbers are two."""
    REORDERED = "reordered", "{at} comes back in another order"
    """The items of a list came back, and not where they were."""
    CUT = "cut", "{at} is cut"
    TRIMMED = "trimmed", "{at} loses its blanks"
    """A text came back without the blanks around it."""
    RECASED = "recased", "{at} changes its case"
    NORMALIZED = "normalized", "{at} is normalized"
    """A text came back in another Unicode normalization."""
    ESCAPED = "escaped", "{at} changes its escaping"
    """A text came back escaped, or unescaped, once more."""
    ROUNDED = "rounded", "{at} loses precision"
    CHANGED = "changed", "{at} is changed"
    INVENTED = "invented", "{at} is invented"
    """It was absent or ``null``, and came back with a value."""
    NULL_LOST = "null-lost", "{at} loses its null"
    NULL_ADDED = "null-added", "{at} is invented as null"
    ECHOED = "echoed", "{at} is shown by the typed API, though no type declares it"
    """An unknown member is in what the typed API is said to show: that is the payload itself."""
    UNSTABLE = "unstable", "{at} changes in a second round"

    MISREAD = "misread", "{at} is read from a name in another spelling"
    """It came back with the value of another member beside it, whose name differs in case, ``_`` or ``-`` alone."""
    ILLEGAL = "illegal", "what comes back breaks {how} at {at}"
    """``expected`` is the rule that is broken."""
    REPEATED = "repeated", "{at} is written more than once"
    """A name comes more than once in one object: which value counts is up to the reader, and strict ones refuse it."""
    NOT_JSON = "not-json", "what comes back is not JSON{got}"
    TOO_DEEP = "too-deep", "what comes back nests too deep to be compared"
    RESPELT = "respelt", "the text is not the canonical one: {how}"
    """What came back has the value but not the bytes; ``expected`` says in which respect."""
    ACCEPTED = "accepted", "accepted although it breaks {how}"
    """An invalid payload was accepted; ``expected`` is the rule that it breaks."""

    NOT_DECODED = "not-decoded", "a valid payload is not decoded{got}"
    """It was refused, kept raw or ignored; here and below ``got`` is what the library said."""
    KEPT_RAW = "kept-raw", "{at} is kept raw"
    """Inside a payload that was decoded, a value of a declared type is raw, generic or of a wrong class."""
    NOT_WRITTEN = "not-written", "what is decoded is not written back{got}"
    """It was decoded or built, and the encoder refused it."""
    NOT_REFUSED = "not-refused", "an invalid payload is not refused{got}"
    """It was kept raw or ignored, where the library's own refusal is asked for."""
    NOT_TOLERATED = "not-tolerated", "what is unknown is not tolerated{got}"
    """``expected`` is what the library said without the words that it does not know, where it quotes them."""
    NOT_DECODED_AGAIN = "not-decoded-again", "its own output is not decoded{got}"
    NOT_BUILT = "not-built", "the constructors refuse valid members{got}"
    NO_ANSWER = "no-answer", "no clean answer{got}"
    """It crashed, timed out or broke the protocol."""
    NOT_THE_SAME_AFTER = "not-the-same-after", "after hostile input a sound payload is answered otherwise{got}"
    ADAPTER_AT_FAULT = "adapter-at-fault", "the adapter is at fault{got}"
    OTHER_DIALECT = "other-dialect", "{how}"
    BREAKS_RULE = "breaks-rule", "the session breaks {how}"
    """A rule of sessions, whose id is ``requirement``; ``got`` says in words how, and in which frame."""
    NOT_REACHED = "not-reached", "a scenario does not get to what it is about{got}"
    """What comes before it did not happen; ``got`` says what."""


GONE = frozenset({What.LOST, What.NULLED})
"""What is found of a member whose value did not come back in any form."""
_OF_MEMBERS = frozenset(list(What)[: list(What).index(What.UNSTABLE) + 1])
_OF_PLACES = frozenset({What.MISREAD, What.ILLEGAL, What.REPEATED, What.RESPELT, What.KEPT_RAW})


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
        """What it has in common with other findings of the same cause."""
        where, expected = _general(self.at or ""), self.expected or ""
        match self.what:
            case What.RENAMED:
                return Group(self.what, where, _plain(self.got or "", "another name"))
            case What.RETYPED:
                return Group(self.what, where, f"{json_type(expected)} → {json_type(self.got)}")
            case What.ILLEGAL:
                return Group(self.what, where, expected)
            case What.KEPT_RAW | What.REPEATED:
                return Group(self.what, where)
            case What.ECHOED | What.MISREAD:
                # Whoever shows one undeclared member shows them all, and who compares one name so compares all.
                return Group(self.what)
            case What.NOT_REFUSED:
                return Group(self.what, "", (self.got or "").partition(":")[0])
            case What.ACCEPTED | What.RESPELT:
                # An encoder spells everything in one way, wherever it was noticed first.
                return Group(self.what, "", expected)
            case What.BREAKS_RULE:
                return Group(self.what, "", self.requirement)
            case What.OTHER_DIALECT:
                # Said of the implementation, not of a payload: what it quotes is what tells the wire.
                return Group(self.what, "", self.got or "")
            case _ if self.about_member:
                return Group(self.what, where)
            case _:
                said = self.expected or self.got or ""
                return Group(self.what, "", general(said, unknown=self.what is What.NOT_TOLERATED))

    def __str__(self) -> str:
        """The sentence, with what differs from payload to payload."""
        match self.what:
            case What.ACCEPTED:
                return f"{self.group} at {self.at or '(whole payload)'}"
            case What.RESPELT if self.at:
                return f"{self.group} at {self.at}"
            case What.BREAKS_RULE:
                return self.got or str(self.group)
            case _ if self.about_member or self.what in _OF_PLACES:
                how = self.got or "" if self.what is What.RENAMED else self.group.how
                return str(Group(self.what, self.at or "", how))
            case _:
                return str(Group(self.what, "", self.got or ""))


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What findings of one cause have in common: what, where without indexes, and how."""

    what: What
    where: str = ""
    how: str = ""

    def __str__(self) -> str:
        """The sentence, without what differs from payload to payload."""
        if self.what in _OF_ALL and not self.where:
            return _OF_ALL[self.what]
        got = f" ({self.how})" if self.how else ""
        return self.what.sentence.format(at=self.where or "the whole payload", how=self.how, got=got)


_OF_ALL = {
    What.ECHOED: "undeclared members are shown by the typed API",
    What.MISREAD: "members are read from names in another spelling",
}
_INDEX = re.compile(r"/\d+(?=/|$)")
_PLAIN = re.compile(r"[!-~]{0,60}")


def _general(at: str) -> str:
    """A JSON Pointer without indexes, and without names that are data: what an author of open JSON thought of."""
    return "/".join(map(_plain, _INDEX.sub("/*", at).split("/")))


def _plain(name: str, other: str = "…") -> str:
    """A name that a type, a schema or a programmer may have given; of any other nothing but that there is one."""
    return name if _PLAIN.fullmatch(name) else other


_NAME = re.compile(r"[A-Za-z_][\w.\[\]-]{0,60}")
_QUOTED = r"""(?<!\w)(?P<q>["'`])(?P<text>(?:\\.|(?!(?P=q))[^\\])*)(?P=q)(?!\w)"""
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
    # What a library calls one request, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301, and digests.
    (re.compile(r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*\d)[0-9a-f]{16,}\b"), "N"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b|(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)"), "N"),
    (re.compile(r"(?<=\w\.)\d+(?=\.\w|[\s:]|$)"), "*"),
    (re.compile(r"(?<=maximum recursion depth exceeded) .*"), ""),  # Python: where it was by then
)
_ONE = r"""(?P<q>["'`])…(?P=q)(?::\s*[\[({]*(?P=q)?…(?P=q)?[\])}]*)?"""
# A list of things that are all left out is as long as the payload has them.
_ENUMERATED = re.compile(rf"(?P<one>{_ONE})(?:,\s*(?P=one))+")
# A message that was cut may end within one of them.
_CUT = re.compile(rf"(?P<one>{_ONE}),\s*(?:(?P=q)…(?P=q):\s*[\[({{]*)?(?P=q)[^,\"'`]*$")
_LONGEST = 200


@lru_cache(maxsize=4096)
def general(message: str, *, unknown: bool = False) -> str:
    """A library's own message without what differs from payload to payload; a general message is returned unchanged.

    Positions, counts and quoted values are left out, names of members are not. With ``unknown``, for payloads that
    contain something unknown, so are the names that the library calls unknown.
    """
    # Removing one part can join others that are to be removed, too.
    while (less := _less(message, unknown)) != message:
        message = less
    return message


def _less(message: str, unknown: bool) -> str:
    for pattern, replacement in _LEFT_OUT:
        message = pattern.sub(replacement, message)
    if unknown:
        message = _UNKNOWN_NAME.sub(_without_value, message)
    message = _QUOTED_VALUE.sub(_without_value, message)
    message = _EVERY_QUOTED.sub(lambda found: found[0] if _NAME.fullmatch(found["text"]) else _emptied(found), message)
    if unknown:
        message = _ENUMERATED.sub(r"\g<one>", message)
        message = _closed(_CUT.sub(r"\g<one>", message)) if _CUT.search(message) else message
    return visible(message.strip(), _LONGEST)


def _closed(message: str) -> str:
    """A message with the brackets closed that are open where it was cut."""
    awaited = ""
    for char in message:
        if char in "([{":
            awaited = ")]}"["([{".index(char)] + awaited
        elif awaited.startswith(char):
            awaited = awaited[1:]
    return message + awaited


def _without_value(found: re.Match[str]) -> str:
    return f"{found['what']} {_emptied(found)}"


def _emptied(found: re.Match[str]) -> str:
    return f"{found['q']}…{found['q']}"


_FIRST = {"{": "object", "[": "array", '"': "string", "t": "boolean", "f": "boolean", "n": "null"}


def json_type(text: str | None) -> str:
    """The JSON type of a text, which may be cut; integers and other numbers are two."""
    text = text or ""
    return _FIRST.get(text[:1]) or ("number" if set(text) & set(".eE") else "integer")
