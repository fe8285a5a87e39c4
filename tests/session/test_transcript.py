"""The format of transcripts: what is written is read again as it was, within the memory of a small machine."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conformance.session.readers import read
from conformance.session.transcript import (
    LARGE,
    Connection,
    Frame,
    Header,
    NotATranscript,
    Replaced,
    Side,
    Writer,
    frame_record,
    header_record,
)

SCHEMA = json.loads((files("conformance") / "session" / "transcript.schema.json").read_text(encoding="utf-8"))
HEADER = Header(
    connection=Connection.SIDEBAND,
    complete=True,
    sides=(Side.CLIENT, Side.SERVER),
    replaced=frozenset({Replaced.AUDIO}),
    url="wss://host/v1/realtime?call_id=rtc_1",
)
CUT_OFF = "a frame that is cut off"
FRAMES = [
    Frame(1, Side.CLIENT, 0.0, open={"User-Agent": "app"}),
    Frame(2, Side.CLIENT, 0.25, text='{"type":"session.update", "n": 1.0, "n": -0}'),
    Frame(3, Side.SERVER, 0.5, text="{broken"),
    Frame(4, Side.SERVER, None, data=b"\x00\xff"),
    Frame(5, Side.SERVER, 1, text='{"lone":"\ud800","é":"\u2028"}'),
    Frame(6, Side.SERVER, 2, close=(4000, "invalid_request_error.x")),
    Frame(7, Side.CLIENT, 2, close=(None, "")),
]


def written(frames: list[Frame], header: Header = HEADER, *, keep_large: bool = False) -> str:
    file = io.StringIO()
    writer = Writer(file, header, keep_large=keep_large)
    for frame in frames:
        writer.write(frame)
    return file.getvalue()


def test_what_is_written_is_read_again() -> None:
    transcript = read(io.StringIO(written(FRAMES)))
    assert transcript.header == HEADER
    assert list(transcript.frames) == FRAMES
    assert transcript.notes == []


def test_a_transcript_is_text_in_utf_8() -> None:
    assert written(FRAMES).encode("utf-8")


@pytest.mark.parametrize(
    "record",
    [header_record(HEADER), header_record(Header()), *map(frame_record, FRAMES)],
    ids=lambda record: "-".join(record),
)
def test_every_line_keeps_the_schema(record: dict[str, object]) -> None:
    Draft202012Validator(SCHEMA).validate(record)


@pytest.mark.parametrize("kind", ["text", "data"])
def test_a_large_frame_is_kept_as_length_and_digest(kind: str) -> None:
    text = json.dumps({"type": "input_audio_buffer.append", "audio": "A" * LARGE})
    frame = Frame(1, Side.CLIENT, text=text) if kind == "text" else Frame(1, Side.CLIENT, data=text.encode())
    (kept,) = read(io.StringIO(written([frame]))).frames
    assert kept.large is not None
    assert (kept.large.length, len(kept.large.sha256)) == (len(text), 64)
    assert kept.large.type == ("input_audio_buffer.append" if kind == "text" else None)
    Draft202012Validator(SCHEMA).validate(frame_record(kept))
    assert list(read(io.StringIO(written([frame], keep_large=True))).frames) == [frame]


def test_credentials_are_never_written() -> None:
    opened = Frame(
        1,
        Side.CLIENT,
        open={
            "Authorization": "Bearer sk-secret",
            "api-key": "sk-secret",
            "Cookie": "sk-secret",
            "X-Custom": "sk-secret",
            "Sec-WebSocket-Protocol": "realtime, openai-insecure-api-key.sk-secret",
            "User-Agent": "app/1",
        },
    )
    header = Header(url="wss://user:sk-secret@host/v1/realtime?model=m&api-key=sk-secret#sk-secret")
    text = written([opened], header)
    assert "sk-secret" not in text
    assert "model=m" in text
    assert "realtime, …" in text
    assert "app/1" in text


def test_credentials_in_an_event_are_never_written() -> None:
    tool = {"type": "mcp", "server_label": "wiki", "authorization": "sk-secret", "headers": {"X": "sk-secret"}}
    event = {"type": "session.update", "session": {"type": "realtime", "tools": [tool]}}
    text = written([Frame(1, Side.CLIENT, text=json.dumps(event))])
    assert "sk-secret" not in text
    (frame,) = read(io.StringIO(text)).frames
    tool |= {"authorization": "…", "headers": "…"}
    assert json.loads(frame.text or "") == event


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"transcript":2}', "line 1: transcript version 2; this suite reads 1"),
        ('{"transcript":1,"colour":1}', "line 1: unknown members: colour"),
        ('{"transcript":1,"connection":"other"}', "line 1: 'other' is not a valid Connection"),
    ],
)
def test_a_header_that_does_not_fit_is_an_error(line: str, message: str) -> None:
    with pytest.raises(NotATranscript) as caught:
        read(io.StringIO(line + "\n"))
    assert str(caught.value) == message


def test_a_broken_line_is_noted_and_the_rest_is_read() -> None:
    text = written(FRAMES[:2]) + '{"from":"server"}\nno json\n{"from":"server","text":"x","bytes":""}\n'
    transcript = read(io.StringIO(text + json.dumps(frame_record(FRAMES[5])) + "\n"))
    frames = list(transcript.frames)
    assert [frame.large is not None for frame in frames] == [False, False, True, True, True, False]
    assert [(note.where, note.why) for note in transcript.notes] == [(4, CUT_OFF), (5, CUT_OFF), (6, CUT_OFF)]


def test_memory_does_not_grow_with_the_length_of_a_transcript(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from conformance.session.readers import open_transcript
from conformance.session.transcript import Frame, Header, Writer
from conformance.spec.model import Side
path, count = Path(sys.argv[1]), int(sys.argv[2])
with path.open("w", encoding="utf-8") as file:
    writer = Writer(file, Header())
    for number in range(1, count + 1):
        writer.write(Frame(number, Side.SERVER, number / 100, text='{"type":"response.output_text.delta"}'))
with open_transcript(path) as transcript:
    assert sum(1 for _ in transcript.frames) == count
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

    def kibibytes(count: int) -> int:
        command = [sys.executable, "-c", program, str(tmp_path / "long.jsonl"), str(count)]
        return int(subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout)

    assert kibibytes(100_000) - kibibytes(100) < 8 * 1024
