"""Logs that are one document: a JSON array, pretty-printed JSON, a HAR file, a cassette in YAML.

The frames are the first list, anywhere in the document, with an entry that can only be a frame, or else the first with
an entry that holds one: a line of a log, or a record. A HAR file may hold several connections, each with a list
``_webSocketMessages`` of its own: the first is read, and the others are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from json import JSONDecodeError
from typing import Any

import yaml

from conformance.session.readers.lines import frames_held
from conformance.session.readers.record import Note, frames_of, is_of_a_session, numbered
from conformance.session.transcript import Frame, NotATranscript
from conformance.spelling import begun

_HAR = "_webSocketMessages"


def json_values(text: str) -> list[Any]:
    """All JSON values of a text, one after another, each on as many lines as it likes.

    Raises:
        NotATranscript: the text is not JSON.
    """
    values, position = list[Any](), 0
    while position < len(text):
        if text[position] in " \t\r\n,\x1e":
            position += 1
            continue
        try:
            value, position = begun(text, position)
        except JSONDecodeError as error:
            raise NotATranscript(f"not JSON: {error.msg} at line {error.lineno} column {error.colno}") from None
        except RecursionError:
            raise NotATranscript("the JSON nests too deep") from None
        values.append(value)
    return values


def yaml_value(text: str) -> Any:
    """The value of a YAML document.

    Raises:
        NotATranscript: the text is not YAML.
    """
    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # a safe loader either way
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotATranscript(f"not YAML: {' '.join(str(error).split())[:200]}") from None


def url_of(value: Any) -> str | None:
    """The address of the first WebSocket connection that a HAR file or a cassette names."""
    match value:
        case {"request": {"url": str(url)}, **rest} if _HAR in rest or url.startswith(("ws:", "wss:")):
            return url
        case {"url": str(url)} if url.startswith(("ws:", "wss:")):
            return url
    return next((found for inner in _inner(value) if (found := url_of(inner))), None)


def frames(value: Any, note: Note) -> Iterator[Frame]:
    """The frames of a document; ``note`` is called with the place of each entry that is none, and why."""
    for is_one, frames_in in ((is_of_a_session, frames_of), (frames_held, frames_held)):
        connections = list(_lists(value, is_one))
        for name, _ in connections[1:]:
            note(name, "another connection: only the first is read")
        for place, entries in connections[:1]:
            yield from numbered(((f"{place}/{index}", frames_in(entry)) for index, entry in enumerate(entries)), note)
            return


def _lists(value: Any, is_one: Callable[[Any], object], place: str = "") -> Iterator[tuple[str, list[Any]]]:
    """The lists with an entry that is one of what is looked for, with their places."""
    if isinstance(value, list):
        if any(is_one(entry) for entry in value):
            yield place, value
            return
        for index, entry in enumerate(value):
            yield from _lists(entry, is_one, f"{place}/{index}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, is_one, f"{place}/{name}")


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
