"""Reads transcripts, and others' recordings of sessions as transcripts.

What is read: the project's own format; JSON Lines of ``{"direction", "event"}``, of ``{"direction", "data"}``, of
``{"source", …}`` or of bare events; a JSON array, or pretty-printed JSON; a HAR file; a cassette in YAML; a console log
with arrows; any of these packed by gzip. A line that holds no frame is noted and passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from conformance.files import DAMAGED, NOT_UNPACKED, encoding_of, open_bytes
from conformance.session.readers import document, lines, notations, record
from conformance.session.transcript import Connection, Frame, Header, NotATranscript, read_frame, read_header
from conformance.spelling import object_in

NOT_TEXT = "not text: unpack it if it is an archive, and export the messages as text if it is a capture of packets"
"""What is said of a file whose first line has a NUL, or that is compressed."""
_YAML = (".yaml", ".yml")
_GZIP = "\x1f\udc8b"
"""How a compressed file begins, read as text."""


@dataclass(frozen=True, slots=True)
class Note:
    """A part of a file that was passed over: its line or its JSON Pointer, and why."""

    where: int | str
    why: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A header and the frames after it. ``frames`` is read once; ``notes`` fills while it is."""

    header: Header
    frames: Iterator[Frame]
    notes: list[Note] = field(default_factory=list)


class Lines(Protocol):
    """What is read of a file: its lines, or all that is left of it."""

    def __iter__(self) -> Iterator[str]:
        """The lines that were not read yet."""

    def read(self) -> str:
        """All that was not read yet."""


def read(file: Lines, name: str = "") -> Transcript:
    """Read a recording of any form, frame by frame where the form allows it.

    Raises:
        NotATranscript: it is of no form that can be read.
    """
    notes: list[Note] = []

    def note(where: int | str, why: str) -> None:
        notes.append(Note(where, why))

    skipped, first = _first_line(file)
    if "\0" in first or first.startswith(_GZIP):
        raise NotATranscript(NOT_TEXT)
    value = object_in(first)
    if value is not None and "transcript" in value:
        return Transcript(read_header(value), record.numbered(_own_lines(file, skipped + 1, note), note), notes)
    if name.endswith(_YAML):
        return _of_document([document.yaml_value(first + file.read())], note, notes)
    if first.startswith("[") or (first.startswith("{") and value is None):
        rest = first + file.read()
        values = document.json_values(rest)
        if values is None and (printed := notations.python_list(rest)) is not None:
            values = [printed]
        if values is not None:
            return _of_document(values, note, notes, record.not_utf8(rest))
        return Transcript(Header(), lines.frames(chain([""] * skipped, rest.splitlines()), note), notes)
    if value is not None and isinstance(value.get("log"), dict):
        return _of_document([value], note, notes, record.not_utf8(first))
    if value is None or record.is_of_a_session(value) or lines.frames_held(value):
        return Transcript(Header(), lines.frames(chain([""] * skipped, [first], file), note), notes)
    # A document on one line, unless there are more: a file that grows has no more yet.
    between, second = _first_line(file)
    if not second and any(document.frames(value, lambda *_: None)):
        return _of_document([value], note, notes, record.not_utf8(first))
    there = chain([""] * skipped, [first], [""] * between, [second], file)
    return Transcript(Header(), lines.frames(there, note), notes)


@contextmanager
def open_transcript(path: Path) -> Iterator[Transcript]:
    """The recording in a file, which is open while its frames are read.

    Raises:
        NotATranscript: it is not a recording of any form.
        OSError: the file cannot be read.
    """
    try:
        with TextIOWrapper(open_bytes(path), encoding_of(path), "surrogateescape") as file:
            yield read(file, path.name.removesuffix(".gz"))
    except NOT_UNPACKED:
        raise NotATranscript(DAMAGED) from None


def _of_document(values: list[Any], note: record.Note, notes: list[Note], wrong: str | None = None) -> Transcript:
    # A text of several values is a list of them.
    value = values[0] if len(values) == 1 and not (isinstance(values[0], dict) and "type" in values[0]) else values
    frames = document.frames(value, note)
    first = next(frames, None)
    if first is None:
        raise NotATranscript("no frames of a session in it")
    url, every = document.url_of(value), chain([first], frames)
    if wrong is not None:
        note("", wrong)
        every = chain(record.undecoded(every, wrong))
    return Transcript(_with_url(url), every, notes)


def _with_url(url: str | None) -> Header:
    if url is None:
        return Header()
    query = parse_qs(urlsplit(url).query)
    return replace(Header(), url=url, connection=Connection.SIDEBAND if "call_id" in query else Connection.NEW)


def _first_line(file: Lines) -> tuple[int, str]:
    """How many blank lines a file begins with, and the first other one."""
    skipped = 0
    for line in file:
        if line.strip("\ufeff \t\r\n"):
            return skipped, line.lstrip("\ufeff \t")
        skipped += 1
    return skipped, ""


def _own_lines(file: Lines, before: int, note: record.Note) -> Iterator[tuple[int, tuple[Frame, ...]]]:
    for number, line in enumerate(file, start=before + 1):
        if line.strip():
            value = object_in(line) or {}
            if "transcript" in value:
                note(number, "another recording: only the first is read")
                return
            try:
                frames = (read_frame(value, 0),)
                yield number, tuple(record.undecoded(frames, why)) if (why := record.not_utf8(line)) else frames
            except ValueError:
                yield number, record.cut_off(line)
