"""What holds no frame is noted or refused in one line, and no text is too much for the readers."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.session.readers import read
from conformance.session.transcript import NotATranscript

UPDATE = {"type": "session.update", "event_id": "e1", "session": {"type": "realtime"}}
UPDATED = {"type": "session.updated", "event_id": "e2", "session": {"type": "realtime"}}


def test_lines_without_a_frame_are_noted_and_the_rest_is_read() -> None:
    log = f"connected\n-> {json.dumps(UPDATE)}\n\n-> {{cut off\n<- {json.dumps(UPDATED)}\n42\n"
    transcript = read(io.StringIO(log))
    frames = list(transcript.frames)
    # What was cut off may have been anything.
    assert [frame.text is None for frame in frames] == [False, True, False]
    assert [(note.where, note.why) for note in transcript.notes] == [
        (1, "no frame of a session"),
        (4, "a frame that is cut off"),
        (6, "no frame of a session"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]",
        '{"log": {"entries": []}}',
        # A recorded request for a client secret: tools have a `type`, as events have.
        '{\n"interactions": [{"request": {"session": {"tools": [{"type": "function", "name": "f"}]}}}]}',
    ],
)
def test_a_document_without_frames_is_an_error(text: str) -> None:
    with pytest.raises(NotATranscript, match="no frames of a session in it"):
        read(io.StringIO(text))


def test_a_broken_cassette_is_an_error_in_one_line() -> None:
    with pytest.raises(NotATranscript, match=r"^not YAML: "):
        read(io.StringIO("a: [1"), "cassette.yml")


PIECES = st.sampled_from(
    [
        *("[", "]", "{", "}", '"', ",", "\n", "-> ", "<- ", "> ", "log", "{}", "null", "1e999", "\ud800", "\x00"),
        *('{"type":"session.created"}', '{"transcript":1}', '{"direction":"server","event":{}}'),
        '{"from":"client","text":"{}"}',
    ]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(PIECES | st.text(max_size=3), max_size=12), st.sampled_from(["", "x.yaml"]))
def test_any_text_is_read_or_refused(pieces: list[str], name: str) -> None:
    frames = []
    with suppress(NotATranscript):
        frames = list(read(io.StringIO("".join(pieces)), name).frames)
    assert [frame.number for frame in frames] == list(range(1, len(frames) + 1))
