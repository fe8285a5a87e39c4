"""Frames as programs print them, escaped, cut off or in a notation of their language, are read or told by name."""

from __future__ import annotations

import html
import io
import json
from urllib.parse import quote, quote_plus

import pytest

from conformance.session.readers import read
from conformance.spec.model import Side

UNUSUAL = {"type": "error", "event_id": "e\\1", "error": {"message": "It's \"5\" o'clock\n\t→ 😀 \\n C:\\x"}}


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("notation", ["str", "bytes", "go", "rust", "json"])
def test_what_a_program_has_escaped_is_what_was_sent(notation: str, ascii_only: bool) -> None:
    text = json.dumps(UNUSUAL, ensure_ascii=ascii_only)
    said = {
        "str": repr(text),
        "bytes": repr(text.encode()),
        "go": json.dumps(text, ensure_ascii=ascii_only).replace("\\ud83d\\ude00", "\\U0001f600"),
        "rust": json.dumps(text, ensure_ascii=False).replace("→", "\\u{2192}"),
        "json": json.dumps(text),
    }
    assert [one.text for one in read(io.StringIO(f"recv {said[notation]}\n")).frames] == [text]


_UNQUOTED = "!'()*~"
"""What JavaScript leaves as it is."""
ESCAPED = {
    "html": lambda text: f"<td>recv {html.escape(text)}</td>",
    "numbers": lambda text: f"recv {html.escape(text).replace('&quot;', '&#34;')}",
    "form": lambda text: f"POST frame={quote_plus(text)}&n=1 received",
    "address": lambda text: f"GET /log?frame={quote(text, safe=_UNQUOTED)} HTTP/1.1",
}


@pytest.mark.parametrize("form", ESCAPED)
def test_what_is_escaped_for_html_or_an_address_is_what_was_sent(form: str) -> None:
    event = {
        "type": "error",
        "event_id": "e&amp;1",
        "error": {"message": 'It\'s <b>5</b> + 1 → 100% {"a": [1]} &quot;'},
    }
    text = json.dumps(event, ensure_ascii=False)
    (frame,) = read(io.StringIO(f"connected\n{ESCAPED[form](text)}\n")).frames
    assert (frame.side, frame.text) == (Side.SERVER, text)


@pytest.mark.parametrize("before", ["", "recv ", "12:00 INFO got "])
def test_what_an_event_says_itself_about_html_and_addresses_is_left_alone(before: str) -> None:
    text = json.dumps({"type": "error", "event_id": "e", "error": {"message": "{&quot;a&quot;} %7B%22a%22%7D &amp;"}})
    assert [frame.text for frame in read(io.StringIO(f"connected\n{before}{text}\n")).frames] == [text]


@pytest.mark.parametrize(
    ("line", "left_out"),
    [
        ('> TEXT \'{"type":"input_audio_buffer.append","audio":"AA...AAAA"}\' [3247 bytes]', True),
        ('< TEXT \'{"type":"error","event_id":"e",..."say":"It\\\'s"}\' [text, 191 bytes, continued]', True),
        ('got b\'{"type":"error","event_id":"e…"}\' [191 bytes]', True),
        ('< TEXT \'{"type":"error","event_id":"e..."}\' [34 bytes]', False),
        ('< TEXT \'{"type":"error","event_id":"→..."}\' [36 bytes]', False),
        ('< TEXT \'{"type":"error","event_id":"e"}\' [500 bytes]', False),
    ],
)
def test_a_frame_whose_middle_is_left_out_is_cut_off(line: str, left_out: bool) -> None:
    transcript = read(io.StringIO(f"connected\n{line}\n"))
    assert [frame.text is None for frame in transcript.frames] == [left_out]
    assert [note.why for note in transcript.notes[1:]] == ["a frame that is cut off"] * left_out


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("sent {type: 'session.update', session: {type: 'realtime'}}", "JavaScript prints objects"),
        (">> {\n  event_id: 'e',\n  type: 'session.update'\n}", "JavaScript prints objects"),
        ('rx Ok(ResponseOutputTextDelta(ResponseTextDelta { event_id: "e0", delta: "Hi" }))', "Rust prints values"),
        (
            "ResponseCreatedEvent(event_id='e1', response=Response(id='r'), type='response.created')",
            "Python prints objects",
        ),
        ("<- {type=session.update, event_id=c1, session={type=realtime}}", "Java prints objects"),
        ("<- RealtimeEvent[type=session.update, eventId=c1]", "Java prints objects"),
        ("send map[event_id:c1 session:map[type:realtime] type:session.update]", "Go prints maps"),
        ('recv %{"type" => "session.update", "session" => %{}}', "Elixir prints maps"),
    ],
)
def test_a_frame_in_a_notation_that_cannot_be_read_is_told_with_its_name(line: str, what: str) -> None:
    transcript = read(io.StringIO(f"connected\n{line}\n"))
    (frame,) = transcript.frames
    assert frame.text is None
    assert [note.why for note in transcript.notes[1:]] == [f"a frame as {what}, not JSON"]
