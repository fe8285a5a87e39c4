"""Others' recordings, in the forms that people have them in, are read as the same session."""

from __future__ import annotations

import gzip
import io
import json
import pprint
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli import main
from conformance.session.readers import Transcript, open_transcript, read
from conformance.session.transcript import Connection
from conformance.spec.model import Side

UPDATE = {"type": "session.update", "event_id": "e1", "session": {"type": "realtime"}}
UPDATED = {"type": "session.updated", "event_id": "e2", "session": {"type": "realtime"}}
PING = {"type": "ping", "event_id": "e3"}
EVENTS = [("client", UPDATE), ("server", UPDATED), ("server", PING)]
WORDS = {"client": "sent", "server": "received"}


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


URL = "wss://host/v1/realtime?model=m"


def har(*connections: list[dict[str, Any]]) -> dict[str, Any]:
    plain = {"request": {"url": "https://host/index.html"}, "response": {"status": 200}}
    return {
        "log": {
            "entries": [plain] + [{"request": {"url": URL}, "_webSocketMessages": messages} for messages in connections]
        }
    }


MESSAGES = [
    {"type": {"client": "send", "server": "receive"}[side], "time": 1.5, "opcode": 1, "data": json.dumps(event)}
    for side, event in EVENTS
]
CASSETTE = {
    "version": 1,
    "interactions": [
        {
            "request": {"url": "wss://host/v1/realtime?call_id=rtc_1"},
            "messages": [{"direction": WORDS[side], "data": json.dumps(event)} for side, event in EVENTS],
        }
    ],
}
LOGGED = [f"{WORDS[side]} {json.dumps(event)}" for side, event in EVENTS]
FORMS = {
    "docker": lines(*({"log": f"{line}\n", "stream": "stderr", "time": "2026-01-01T00:00:00Z"} for line in LOGGED)),
    "strings": json.dumps([json.dumps(event) for _, event in EVENTS]),
    "elastic": json.dumps({"hits": {"hits": [{"_id": "1", "_source": {"message": line}} for line in LOGGED]}}),
    "loki": json.dumps({"data": {"result": [{"values": [["1700000000", line] for line in LOGGED]}]}}),
    "document-on-one-line": json.dumps(
        {"call": {"events": [{"source": side, "payload": one} for side, one in EVENTS]}}
    ),
    "direction-event": lines(*({"direction": side, "event": event} for side, event in EVENTS)),
    "sent-received": lines(*({"direction": WORDS[side], "data": json.dumps(event)} for side, event in EVENTS)),
    "source": lines(*({"time": "10:00", "source": side, "event": event} for side, event in EVENTS)),
    "source-beside": lines(
        *({"source": side, **event} for side, event in EVENTS[:2]), {"direction": "server", "event": PING}
    ),
    "bare": lines(*(event for _, event in EVENTS)),
    "array": json.dumps([event for _, event in EVENTS]),
    "array-of-records": json.dumps([{"direction": side, "event": event} for side, event in EVENTS]),
    "pretty-array": json.dumps([event for _, event in EVENTS], indent=2),
    "pretty-one-after-another": "\n".join(json.dumps(event, indent=2) for _, event in EVENTS),
    "har": json.dumps(har(MESSAGES)),
    "har-pretty": json.dumps(har(MESSAGES), indent=2),
    "wscat": "".join(f"{'>' if side == 'client' else '<'} {json.dumps(event)}\n" for side, event in EVENTS),
    "console": "".join(
        f"[10:00:0{n}] app.js:12 {'->' if side == 'client' else '<-'} {json.dumps(event)} (12 bytes)\n"
        for n, (side, event) in enumerate(EVENTS)
    ),
    "words": "".join(
        f"12:00 DEBUG ws: {'Sending' if side == 'client' else 'received:'} {json.dumps(event)}\n"
        for side, event in EVENTS
    ),
    "names-before": "".join(
        f"{'>' if side == 'client' else '<'} {event['type'] if '.' in event['type'] else ''} {json.dumps(event)}\n"
        for side, event in EVENTS
    ),
    "names-of-directions": lines(
        *({"dir": {"client": "c2s", "server": "s2c"}[side], "payload": e} for side, e in EVENTS)
    ),
    "in-brackets": "".join(f"[{side}] {json.dumps(event)}\n" for side, event in EVENTS),
    "after-other-words": "".join(
        f"10:00:01.123 [worker-0] DEBUG a.b.Realtime - {WORDS[side]} an event : {json.dumps(event)}\n"
        for side, event in EVENTS
    ),
    "logger-s-record": lines(
        *({"level": "debug", "ts": 1.5, "msg": WORDS[side], "ev": event} for side, event in EVENTS)
    ),
    "logger-s-message": lines(
        *({"level": 30, "type": "log", "msg": f"ws {WORDS[side]} {json.dumps(event)}"} for side, event in EVENTS)
    ),
    "words-before-a-frame": lines(
        *({"event": "ws message", "direction": WORDS[side], "message": json.dumps(one)} for side, one in EVENTS)
    ),
    "words-in-the-same-string": "".join(
        f"level=info msg={json.dumps(f'{WORDS[side]} {json.dumps(event)}')} source=console\n" for side, event in EVENTS
    ),
    "captured-packets": json.dumps(
        [
            {"_source": {"layers": {"websocket": {"payload": {"payload.text": json.dumps(event)}}}}}
            for _, event in EVENTS
        ]
    ),
    "list-for-each-side": json.dumps(
        {name: [{"t": n, **event} for n, (side, event) in enumerate(EVENTS) if side == name] for name in WORDS}
    ),
    "stream-of-events": "".join(f"data: {json.dumps(event)}\n\n" for _, event in EVENTS),
    "csv": "".join('1,{},"{}"\n'.format(side, json.dumps(event).replace('"', '""')) for side, event in EVENTS),
    "python-s-repr": "".join(f"{WORDS[side]} {event!r}\n" for side, event in EVENTS),
    "python-s-repr-alone": "".join(f"{event!r}\n" for _, event in EVENTS),
    "pretty-after-words": "".join(f"{WORDS[side]} event: {json.dumps(event, indent=2)}\n" for side, event in EVENTS),
    "rows": lines(*([side, number, event] for number, (side, event) in enumerate(EVENTS))),
    "rows-of-text": lines(*([WORDS[side], json.dumps(event)] for side, event in EVENTS)),
    "list-of-rows": json.dumps({"log": [[side, number, event] for number, (side, event) in enumerate(EVENTS)]}),
    "python-s-string": "".join(f"{WORDS[side]} {json.dumps(event)!r}\n" for side, event in EVENTS),
    "python-s-bytes": "".join(f"{WORDS[side]} {json.dumps(event).encode()!r}\n" for side, event in EVENTS),
    "python-s-message": "".join(f"got WSMessage(data={json.dumps(event)!r}, extra='')\n" for _, event in EVENTS),
    "go-s-quotes": "".join(f"{WORDS[side]} {json.dumps(json.dumps(event))}\n" for side, event in EVENTS),
    "logfmt": "".join(
        f'time=10:00 msg="a frame" dir={"out" if side == "client" else "in"} data={json.dumps(json.dumps(event))}\n'
        for side, event in EVENTS
    ),
    "rust-s-text": "".join(
        f"DEBUG ws: {'tx' if side == 'client' else 'rx'}: Text(Utf8Bytes(b{json.dumps(json.dumps(event))}))\n"
        for side, event in EVENTS
    ),
    "coloured": "".join(f"{json.dumps(event)}\n".replace('"type"', '\x1b[34m"type"\x1b[0m') for _, event in EVENTS),
    "quoted-as-it-is": "".join(f"{WORDS[side]} '{json.dumps(event)}'\n" for side, event in EVENTS),
    "python-s-list": repr(EVENTS),
    "python-s-list-of-events": repr([event for _, event in EVENTS]),
    "body-in-a-body": json.dumps(
        [{"sender": side, "type": "text", "body": {"text": json.dumps(event)}} for side, event in EVENTS]
    ),
    "message-in-a-message": json.dumps(
        {
            "messages": [
                {"type": WORDS[side], "data": {"type": "text", "content": json.dumps(event)}} for side, event in EVENTS
            ]
        }
    ),
    "stamped-events": lines(*({**event, "timestamp": "10:00:01", "_n": n} for n, (_, event) in enumerate(EVENTS))),
    "stamped-events-with-directions": lines(*({"_ts": 1, "_dir": WORDS[side], **event} for side, event in EVENTS)),
    "byte-order-mark": "\ufeff\n" + lines(*(event for _, event in EVENTS)),
}

BELOW = {
    "pretty-further-in": "".join(
        f"[10:00] DEBUG (7): {WORDS[side]}\n{textwrap.indent('event: ' + json.dumps(event, indent=2), '    ')}\n"
        for side, event in EVENTS
    ),
    "pretty-below": "".join(
        f"ws text message {'->' if side == 'client' else '<-'} host:443\n"
        f"{textwrap.indent(json.dumps(event, indent=2), '    ')}\n\n"
        for side, event in EVENTS
    ),
    "python-s-pretty-printer": "".join(f"{WORDS[side]}\n{pprint.pformat(event, width=40)}\n" for side, event in EVENTS),
}
"""Forms with a line of words above each event."""


def events_of(transcript: Transcript) -> list[tuple[str, Any]]:
    return [(frame.side.value, json.loads(frame.text or "")) for frame in transcript.frames]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_as_the_same_session(form: str) -> None:
    transcript = read(io.StringIO(FORMS[form]))
    assert events_of(transcript) == EVENTS
    assert transcript.notes == []


@pytest.mark.parametrize("form", BELOW)
def test_an_event_is_read_where_it_is_printed_below_other_words(form: str) -> None:
    transcript = read(io.StringIO(BELOW[form]))
    assert events_of(transcript) == EVENTS
    assert [note.why for note in transcript.notes] == ["no frame of a session"] * 3


def test_a_block_that_is_no_event_hides_none() -> None:
    text = "options {\n  retry: true\n" + "".join(f"  {line}\n" for line in LOGGED) + "done\n"
    transcript = read(io.StringIO(text))
    assert events_of(transcript) == EVENTS
    assert [note.where for note in transcript.notes] == [1, 2, 6]


def test_an_event_that_is_cut_off_ends_where_the_next_one_begins() -> None:
    cut = "".join(f"{WORDS[side]} {json.dumps(event, indent=2)}\n" for side, event in EVENTS).split("\n")
    del cut[3:6]
    read_anew = read(io.StringIO("\n".join(cut)))
    frames = list(read_anew.frames)
    assert [frame.text is None for frame in frames] == [True, False, False]
    assert [note.where for note in read_anew.notes] == [1]


@pytest.mark.parametrize(
    "times",
    [
        [1700000000.5, 1700000001.0],
        [1700000000500, 1700000001000],
        [1700000000500000000, 1700000001000000000],
        ["2026-01-01T00:00:00.500Z", "2026-01-01T00:00:01Z"],
        ["2026-01-01 00:00:00.500+02:00", "2026-01-01 00:00:01+02:00"],
    ],
)
@pytest.mark.parametrize("form", ["beside", "inside"])
def test_times_are_seconds_however_they_were_written(times: list[Any], form: str) -> None:
    names = {"beside": ("direction", "time"), "inside": ("msg", "@timestamp")}[form]
    text = lines(
        *({names[0]: WORDS[side], names[1]: t, "event": one} for t, (side, one) in zip(times, EVENTS, strict=False))
    )
    first, second = (frame.t for frame in read(io.StringIO(text)).frames)
    assert first is not None
    assert second is not None
    assert second - first == pytest.approx(0.5)


def test_what_gzip_has_packed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cassette.yaml.gz"
    path.write_bytes(gzip.compress(yaml.safe_dump(CASSETTE).encode()))
    with open_transcript(path) as transcript:
        assert events_of(transcript) == EVENTS


@pytest.mark.parametrize("command", [["session", "lint"], ["session", "show"], ["judge"]])
def test_a_packed_file_that_is_cut_off_is_told_so(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bare.jsonl.gz"
    path.write_bytes(gzip.compress(FORMS["bare"].encode() * 200)[:-40])
    assert main([*command, str(path)]) == 4
    assert f"{path}: packed by gzip, and cut off or damaged; `gzip -dc" in capsys.readouterr().err


def test_a_cassette_is_read_with_its_address() -> None:
    transcript = read(io.StringIO(yaml.safe_dump(CASSETTE)), "cassette.yaml")
    assert events_of(transcript) == EVENTS
    assert transcript.header.connection is Connection.SIDEBAND


def test_a_document_of_yaml_for_each_frame_is_one_recording() -> None:
    records = [{"direction": side, "event": event} for side, event in EVENTS]
    transcript = read(io.StringIO(yaml.safe_dump_all(records)), "log.yaml")
    assert events_of(transcript) == EVENTS


def test_a_har_file_says_which_connection_it_is() -> None:
    assert read(io.StringIO(json.dumps(har(MESSAGES)))).header.connection is Connection.NEW


def test_of_several_connections_the_first_is_read_and_the_others_are_noted() -> None:
    transcript = read(io.StringIO(json.dumps(har(MESSAGES, MESSAGES))))
    assert len(list(transcript.frames)) == 3
    assert [note.where for note in transcript.notes] == ["/log/entries/2/_webSocketMessages"]


def test_the_connection_with_events_of_the_realtime_api_is_read() -> None:
    other = [{"type": "receive", "time": 1, "opcode": 1, "data": '{"type":"connected"}'}]
    both = har(other, MESSAGES)
    both["log"]["entries"][1]["request"]["url"] = "ws://localhost:5173/?call_id=no"
    transcript = read(io.StringIO(json.dumps(both)))
    assert events_of(transcript) == EVENTS
    assert transcript.header.url == URL
    (note,) = transcript.notes
    read_one = "/log/entries/2/_webSocketMessages"
    assert (note.where, note.why) == (
        "/log/entries/1/_webSocketMessages",
        f"another connection: only {read_one} is read",
    )


SIDES: dict[str, list[dict[str, Any]]] = {"client": [UPDATE], "server": [PING, UPDATED]}


def test_a_list_for_each_side_is_one_recording_where_times_tell_the_order() -> None:
    times = {"client": [2.0], "server": [1.0, 3.0]}
    log = {
        side: [{"from": side, "t": t, "event": event} for t, event in zip(times[side], events, strict=True)]
        for side, events in SIDES.items()
    }
    transcript = read(io.StringIO(json.dumps(log)))
    assert events_of(transcript) == [("server", PING), ("client", UPDATE), ("server", UPDATED)]
    assert transcript.notes == []


def test_of_a_list_for_each_side_without_times_one_is_read_and_the_other_told() -> None:
    transcript = read(io.StringIO(json.dumps({"session": SIDES})))
    assert events_of(transcript) == [("client", UPDATE)]
    assert [(note.where, note.why) for note in transcript.notes] == [
        (
            "/session/server",
            "the other side, and no times say what of it came before what of /session/client, which is read; "
            "judge this list as a file of its own",
        )
    ]


def test_the_exact_text_of_a_frame_is_kept_where_the_form_has_it() -> None:
    text = '{"type":"session.update",  "n":1.0,"n":-0}'
    for form in (lines({"direction": "sent", "data": text}), f"> {text}\n"):
        assert [frame.text for frame in read(io.StringIO(form)).frames] == [text]


SPELT = (
    '{"type":"error","n":' + "9" * 5000 + ',"m":-0,"f":1.00,"e":1e999,"twice":1,"twice":2,"s":"\\ud83d"}',
    '{"type":"error","plain":[1,2.5,{"é":null}]}',
)


@pytest.mark.parametrize("event", SPELT, ids=["unusual", "plain"])
@pytest.mark.parametrize(
    "form", ["%s\n", '{"direction":"server","event":%s}\n', '[%s,"x"]', '{"a":[{"b":%s}]}', "> %s\n"]
)
def test_an_event_inside_a_record_stays_as_it_was_spelt(form: str, event: str) -> None:
    assert [frame.text for frame in read(io.StringIO(form % event)).frames] == [event]


def test_a_binary_frame_of_a_har_file_is_bytes() -> None:
    messages = [MESSAGES[0], {"type": "receive", "time": 1, "opcode": 2, "data": "AP8="}]
    frames = list(read(io.StringIO(json.dumps(har(messages)))).frames)
    assert (frames[1].side, frames[1].data) == (Side.SERVER, b"\x00\xff")


def test_an_event_with_a_text_of_its_own_is_not_taken_for_that_text() -> None:
    done = {"type": "response.output_text.done", "event_id": "e1", "text": "Hi"}
    for record in (done, {"source": "server", **done}, {"direction": "received", **done}):
        assert events_of(read(io.StringIO(lines(record)))) == [("server", done)]


def test_events_that_a_console_only_counts_were_not_kept() -> None:
    log = lines({"source": "server", "event": PING, "count": 3}, {"source": "client", "event": UPDATE, "count": 1})
    log += lines({"source": "server", "data": "no json", "count": 2})
    frames = list(read(io.StringIO(log)).frames)
    assert [(frame.number, frame.text is None) for frame in frames] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
        (5, True),
    ]
    assert frames[1].large is not None
    assert frames[1].large.type == "ping"


def test_a_server_s_log_has_its_arrows_the_other_way() -> None:
    log = f"<- {json.dumps(UPDATE)}\n-> {json.dumps(UPDATED)}\n"
    assert events_of(read(io.StringIO(log))) == EVENTS[:2]


def test_a_line_about_a_frame_is_none() -> None:
    log = f"INFO sent type=session.update bytes=12\nuser(type='admin')\n{json.dumps(UPDATED)}\n"
    assert [frame.text for frame in read(io.StringIO(log)).frames] == [json.dumps(UPDATED)]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_what_powershell_writes_is_read(order: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.txt"
    file.write_bytes(f"\ufeff{FORMS['words']}".encode(order))
    with open_transcript(file) as transcript:
        assert [frame.side for frame in transcript.frames] == [side for side, _ in EVENTS]
    main(["judge", str(file)])
    judged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in judged] == [event["type"] for _, event in EVENTS]


@pytest.mark.parametrize(("command", "said"), [("session lint", "3 frames"), ("judge", '"event": "ping"')])
def test_a_pipe_is_read_once_and_whole(command: str, said: str) -> None:
    run = [sys.executable, "-m", "conformance", *command.split(), "/dev/stdin"]
    ran = subprocess.run(run, input=FORMS["bare"], capture_output=True, text=True, timeout=120, check=False)
    assert said in ran.stdout
