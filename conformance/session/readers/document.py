"""Logs that are one document: a JSON array, pretty-printed JSON, a HAR file, a cassette in YAML.

The frames are a list, anywhere in the document, with an entry that can only be a frame, or else one with an entry that
holds one: a line of a log, or a record. A HAR file may hold several connections, each with a list
``_webSocketMessages`` of its own: the first with an event of the Realtime API is read, and the others are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import yaml

from conformance.session.readers.lines import frames_held, is_row
from conformance.session.readers.record import Note, frames_of, has_known, is_of_a_session, numbered, side_of_word
from conformance.session.transcript import Frame, NotATranscript
from conformance.spec.model import Side
from conformance.spelling import begun

ANOTHER = "another connection"
"""How the note begins about a list that is not read."""
OTHER_SIDE = "the other side, and no times say what of it came before what of"
"""How the note begins about the list of the other side."""
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
    """The value of a YAML document; a list of the values where there are several.

    Raises:
        NotATranscript: the text is not YAML.
    """
    try:
        values = [*yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))]  # a safe loader either way
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotATranscript(f"not YAML: {' '.join(str(error).split())[:200]}") from None
    return values[0] if len(values) == 1 else values


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


def frames(value: Any, note: Note, *, single: bool = False) -> Iterator[Frame]:
    """The frames of a document; ``note`` is called with the place of each entry that is none, and why.

    Where each side has a list of its own, both are read if times say what came first, or if every frame is judged as
    a ``single`` one.
    """
    for is_one, frames_in in ((_is_one, _frames_of), (frames_held, frames_held)):
        connections = list(_lists(value, is_one))
        if connections:
            read = next((one for one in connections if any(map(has_known, map(frames_in, one[1])))), connections[0])
            rows: Iterable[_Row] = _rows(*read, frames_in)
            for name, entries in connections:
                if name == read[0]:
                    continue
                if not _are_sides(read[0], name):
                    note(name, f"{ANOTHER}: only {read[0] or 'the list of all'} is read")
                    continue
                both = [*_rows(*read, frames_in), *_rows(name, entries, frames_in)]
                if single:
                    rows = both
                elif _timed(both):
                    rows = sorted(both, key=_time)
                else:
                    note(name, f"{OTHER_SIDE} {read[0]}, which is read; judge this list as a file of its own")
            yield from numbered(rows, note)
            return


_Row: TypeAlias = tuple[str, tuple[Frame, ...]]
"""The place of an entry, and its frames."""


def _rows(name: str, entries: list[Any], frames_in: Callable[[Any], tuple[Frame, ...]]) -> Iterator[_Row]:
    return ((f"{name}/{index}", frames_in(entry)) for index, entry in enumerate(entries))


def _are_sides(one: str, other: str) -> bool:
    """Whether two lists are beside each other, and are named for the two sides."""
    (parent, _, name), (beside, _, second) = one.rpartition("/"), other.rpartition("/")
    return parent == beside and {side_of_word(name), side_of_word(second)} == {*Side}


def _timed(rows: list[_Row]) -> bool:
    return all(frame.t is not None for _, found in rows for frame in found)


def _time(row: _Row) -> float:
    """When an entry came; what holds no frame comes first, where it is noted."""
    return next((frame.t for frame in row[1] if frame.t is not None), 0.0)


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
