"""Defects of audio: the input buffer, speech detection, transcription, playing, and translation."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.peer.server.defects.defect import Defect, Event, Memory
from conformance.peer.server.defects.ways import (
    adds,
    becomes,
    both,
    changes,
    drops,
    edits,
    first,
    has,
    holds,
    lingers,
    notes_items,
    refuses,
    remembers,
    repeats,
)

_BUFFER = "input_audio_buffer"
_STARTED, _STOPPED = f"{_BUFFER}.speech_started", f"{_BUFFER}.speech_stopped"
_COMMITTED = f"{_BUFFER}.committed"
_ITEM = ("conversation.item.added", "conversation.item.done")
_TRANSCRIPTION = "conversation.item.input_audio_transcription"
_PLAYED = "output_audio_buffer"
_OF_USER = has(item__role="user")


def _commit_nothing(event: Event, memory: Memory) -> list[Event]:
    content = [{"type": "input_audio", "transcript": None}]
    item = {"id": "item_of_silence", "type": "message", "role": "user", "status": "completed", "content": content}
    last = memory["item"]["id"] if "item" in memory else None
    named = {"previous_item_id": last, "item": item}
    committed = {"type": _COMMITTED, "previous_item_id": last, "item_id": item["id"]}
    return [committed, {"type": _ITEM[0], **named}, {"type": _ITEM[1], **named}]


def _empty_commit(event: Event, memory: Memory) -> bool:
    """Only the refusal of the first commit that is refused, which is of an empty buffer."""
    refused = refuses(f"{_BUFFER}.commit")(event, memory) and not memory.get("emptied")
    memory["emptied"] = memory.get("emptied") or refused
    return bool(refused)


def _answers(event: Event, memory: Memory) -> Iterator[Event]:
    """Nothing of a response that nobody has asked for goes out."""
    of_response = event["type"].startswith("response.") or event["type"] == "rate_limits.updated"
    if not (of_response or (event["type"] in _ITEM and event["item"].get("role") == "assistant")):
        yield event


def _falls_silent(event: Event, memory: Memory) -> Iterator[Event]:
    """Nothing comes after an idle timeout but errors."""
    if event["type"] == "error" or not memory.get("timed_out"):
        yield event
    memory["timed_out"] = memory.get("timed_out") or event["type"] == f"{_BUFFER}.timeout_triggered"


def _early(event: Event, memory: Memory) -> None:
    event["audio_end_ms"] = memory["start"] - 10


def _short(event: Event, memory: Memory) -> None:
    event["audio_end_ms"] = memory["start"] + 100


def _note_start(event: Event, memory: Memory) -> Iterator[Event]:
    if event["type"] == _STARTED:
        event["audio_start_ms"] += 20
        memory["start"] = event["audio_start_ms"]
    yield event


def _transcribes(event: Event, memory: Memory) -> list[Event]:
    usage = {"type": "duration", "seconds": 1.0}
    named = {"item_id": event["item_id"], "content_index": 0}
    # It comes once the item is there.
    memory["transcript"] = {"type": f"{_TRANSCRIPTION}.completed", **named, "transcript": "Hello.", "usage": usage}
    return []


def _transcript_after_item(event: Event, memory: Memory) -> list[Event]:
    return [memory.pop("transcript")] if "transcript" in memory else []


def _plays(event: Event, memory: Memory) -> list[Event]:
    kind = "started" if event["type"] == "response.content_part.added" else "stopped"
    return [{"type": f"{_PLAYED}.{kind}", "response_id": event.get("response_id") or event["response"]["id"]}]


DEFECTS = (
    Defect("ignores-a-commit", "buffer.commit-acked", "a commit gets no answer", reads=drops(f"{_BUFFER}.commit")),
    Defect(
        "commits-nothing",
        "buffer.commit-empty",
        "an empty buffer is committed",
        both(notes_items, becomes("error", make=_commit_nothing, when=_empty_commit)),
        remembers,
        besides=("item.previous-last",),
        why="the server does not know the item that it has committed",
    ),
    Defect(
        "commits-without-an-item",
        "buffer.committed-item",
        "what was committed is not added to the conversation",
        drops(*_ITEM, when=_OF_USER),
    ),
    Defect(
        "commits-elsewhere",
        "buffer.committed-previous",
        "the commit names another place than the item gets",
        changes(_COMMITTED, previous_item_id="item_unknown"),
    ),
    Defect("clears-silently", "buffer.clear-acked", "a clear gets no answer", drops(f"{_BUFFER}.cleared")),
    Defect(
        "clears-unasked",
        "buffer.cleared-solicited",
        "the buffer is cleared after each commit",
        adds(_COMMITTED, make={"type": f"{_BUFFER}.cleared"}),
    ),
    Defect(
        "hears-when-off",
        "vad.off-silent",
        "speech is told although detection is off",
        adds(
            "session.updated",
            make={"type": _STARTED, "audio_start_ms": 0, "item_id": "item_of_noise"},
            when=has(session__audio__input__turn_detection=None),
        ),
    ),
    Defect("starts-twice", "vad.started-stopped", "speech starts twice and stops once", repeats(_STARTED)),
    Defect(
        "stops-another",
        "vad.item-id",
        "speech stops under another `item_id`",
        changes(_STOPPED, item_id="item_another"),
    ),
    Defect(
        "stops-late",
        "vad.order",
        "speech stops after it was committed",
        holds(_STOPPED, until=_COMMITTED),
        besides=("buffer.committed-caused",),
        why="nothing has stopped when it is committed",
    ),
    Defect(
        "stops-before-it-starts",
        "vad.times",
        "speech stops before it has started",
        both(_note_start, edits(_STOPPED, edit=_early)),
    ),
    Defect(
        "stops-at-once",
        "vad.times-silence",
        "speech stops without the silence that ends it",
        both(_note_start, edits(_STOPPED, edit=_short)),
    ),
    Defect(
        "hears-the-future",
        "vad.times-within",
        "speech stops beyond the audio that was sent",
        changes(_STOPPED, audio_end_ms=lambda old: old + 60_000),
    ),
    Defect("answers-no-turn", "vad.create-response", "a turn gets no response", _answers),
    Defect(
        "waits-without-end",
        "vad.idle-timeout",
        "nothing is committed after an idle timeout",
        _falls_silent,
    ),
    Defect(
        "transcribes-unasked",
        "transcription.configured",
        "a turn is transcribed although transcription is off",
        both(adds(_COMMITTED, make=_transcribes), adds(_ITEM[1], make=_transcript_after_item)),
    ),
    Defect(
        "transcribes-the-unknown",
        "transcription.item",
        "a transcript names an item that is not there",
        changes(f"{_TRANSCRIPTION}.delta", f"{_TRANSCRIPTION}.completed", item_id="item_unknown"),
        besides=("transcription.every-turn",),
        why="the turn itself gets none",
    ),
    Defect(
        "transcribes-another-part",
        "transcription.index",
        "a transcript names a part that is not audio",
        changes(f"{_TRANSCRIPTION}.delta", f"{_TRANSCRIPTION}.completed", content_index=1),
    ),
    Defect(
        "swallows-what-was-heard",
        "transcription.concat",
        "the first delta of a transcript of the user is lost",
        drops(f"{_TRANSCRIPTION}.delta", when=first),
    ),
    Defect(
        "transcribes-twice",
        "transcription.end-once",
        "a transcription is completed twice",
        repeats(f"{_TRANSCRIPTION}.completed"),
    ),
    Defect(
        "transcribes-after-the-end",
        "transcription.no-delta-after-end",
        "a delta comes after the transcription is completed",
        lingers(f"{_TRANSCRIPTION}.delta", after=f"{_TRANSCRIPTION}.completed"),
    ),
    Defect(
        "transcribes-never",
        "transcription.every-turn",
        "no transcription is completed",
        drops(f"{_TRANSCRIPTION}.completed"),
    ),
    Defect(
        "shows-probabilities",
        "transcription.logprobs",
        "log probabilities come without being asked for",
        changes(f"{_TRANSCRIPTION}.completed", logprobs=[{"token": "Hello", "logprob": -0.1, "bytes": [72]}]),
    ),
    Defect(
        "plays-over-websocket",
        "output-buffer.webrtc-only",
        "a connection that gets the audio is told that it is played",
        both(
            adds("response.content_part.added", make=_plays, when=has(part__type="audio")),
            adds("response.done", make=_plays),
        ),
    ),
    Defect("never-closes", "translation.close", "session.close gets no answer", drops("session.closed")),
    Defect(
        "translates-after-the-close",
        "translation.closed-last",
        "a delta comes after session.closed",
        adds(
            "session.closed",
            make={"type": "session.output_transcript.delta", "delta": "late", "elapsed_ms": 100_000},
        ),
    ),
    Defect(
        "turns-time-back",
        "translation.elapsed",
        "`elapsed_ms` goes back",
        changes("session.output_transcript.delta", elapsed_ms=lambda old: 100_000 - old),
    ),
    Defect(
        "shows-what-it-hears",
        "translation.input-transcript-configured",
        "transcripts of the input come although transcription is off",
        adds(
            "session.output_transcript.delta",
            make=lambda event, _: [
                {"type": "session.input_transcript.delta", "delta": "word", "elapsed_ms": event["elapsed_ms"]}
            ],
        ),
    ),
)
