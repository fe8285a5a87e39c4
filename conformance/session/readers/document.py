"""Logs that are one document: a JSON array, pretty-printed JSON, a HAR file, a cassette in YAML.

The frames are a list, anywhere in the document, with an entry that can only be a frame, or else one with an entry that
holds one: a line of a log, or a record. A HAR file may hold several connections, each with a list
``_webSocketMessages`` of its own: the first with an event of the Realtime API is read, and the others are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import yaml

from conformance.session.readers.lines import frames_held, is_row
from conformance.session.readers.record import Note, frames_of, has_known, is_of_a_session, numbered
from conformance.session.transcript import Frame, NotATranscript
from conformance.spelling import begun

ANOTHER = "another connection"
"""How the note begins about a list that is not read."""
_HAR = "_webSocketMessages"


def json_values(text: str) -> list[Any] | None:
    """All JSON values of a text, one after another, each on as many lines as it likes; ``None`` if it is not JSON."""
    values, position = list[Any](), 0
    while position < len(text):
        if text[position] in " \t\r\n,\x1e":
            position += 1
            continue
        try:
            value, position = begun(text, position)
        except (ValueError, RecursionError):
            return None
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
    """The address of the WebSocket connection that is read, or of the first that a HAR file or a cassette names."""
    return next((url for url, read in (*_urls(value),) if read), None) or next((url for url, _ in _urls(value)), None)


def _urls(value: Any) -> Iterator[tuple[str, bool]]:
    """The addresses of all connections, and whether each has an event of the Realtime API."""
    match value:
        case {"request": {"url": str(url)}, **rest} if _HAR in rest or url.startswith(("ws:", "wss:")):
            yield url, any(has_known(_frames_of(one)) for _, entries in _lists(rest, _is_one) for one in entries)
        case {"url": str(url)} if url.startswith(("ws:", "wss:")):
            yield url, False
        case _:
            for inner in _inner(value):
                yield from _urls(inner)


def frames(value: Any, note: Note) -> Iterator[Frame]:
    """The frames of a document; ``note`` is called with the place of each entry that is none, and why."""
    for is_one, frames_in in ((_is_one, _frames_of), (frames_held, frames_held)):
        connections = list(_lists(value, is_one))
        if connections:
            read = next((one for one in connections if any(map(has_known, map(frames_in, one[1])))), connections[0])
            for name, _ in connections:
                if name != read[0]:
                    note(name, f"{ANOTHER}: only {read[0] or 'the list of all'} is read")
            place, entries = read
            yield from numbered(((f"{place}/{index}", frames_in(entry)) for index, entry in enumerate(entries)), note)
            return


def _is_one(entry: Any) -> bool:
    return is_row(entry) or is_of_a_session(entry)


def _frames_of(entry: Any) -> tuple[Frame, ...]:
    return frames_held(entry) if is_row(entry) else frames_of(entry)


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
