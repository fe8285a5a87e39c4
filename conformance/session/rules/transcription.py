"""Rules of input transcription: where it may come, what it is about, and the texts that its deltas add up to."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.session.event import MISSING, Event, at
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, EndCheck, Findings, open_at_end, unexpected, wrong
from conformance.session.rules.usage import total_of
from conformance.session.state import State

_EVENTS = "conversation.item.input_audio_transcription."
_WITH_LANGUAGES = "gpt-transcribe"
_LOGPROBS = "item.input_audio_transcription.logprobs"


def configured(state: State, event: Event) -> Iterable[Finding]:
    """Transcriptions come only where they are on."""
    if state.settings.known and not state.settings.transcribed:
        although = "audio.input.transcription is null"
        return [unexpected("transcription.configured", event, although, state.settings.shown_in)]
    return ()


def index(state: State, event: Event) -> Iterable[Finding]:
    """``content_index`` is the place of an ``input_audio`` part."""
    item, place = state.conversation.items.get(event.item_id), event.integer("content_index")
    if item is None or place is None:
        return ()
    if at(item.data, ("content", str(place), "type")) != "input_audio":
        expected = Words("the place of an input_audio part")
        return [wrong("transcription.index", event, "/content_index", expected, place, item.number)]
    return ()


def concatenated(state: State, event: Event) -> Findings:
    """The deltas add up to the transcript, blanks at its ends aside."""
    deltas, got = state.turns.transcript_of(event), event.text("transcript")
    expected = "".join(deltas).strip()
    if deltas and got is not None and got.strip() != expected:
        yield wrong("transcription.concat", event, "/transcript", expected, got)
    elif deltas and got != "".join(deltas):
        yield wrong("transcription.concat-exact", event, "/transcript", "".join(deltas), got)


def logprobs(state: State, event: Event) -> Findings:
    """Log probabilities come only where the session includes them."""
    include = state.settings.at("include")
    asked = isinstance(include, list) and _LOGPROBS in include
    if event.data.get("logprobs") and include is not MISSING and not asked and not state.settings.pending("include"):
        yield unexpected(
            "transcription.logprobs", event, f"`include` does not have {_LOGPROBS}", state.settings.shown_in
        )


def languages(state: State, event: Event) -> Findings:
    """``languages`` comes from one model alone."""
    model = state.settings.at("audio", "input", "transcription", "model")
    if event.data.get("languages") and isinstance(model, str) and not model.startswith(_WITH_LANGUAGES):
        although = f"the transcription model is {model}"
        yield unexpected("transcription.languages-model", event, although, state.settings.shown_in)


def counted(state: State, event: Event) -> Findings:
    """The input tokens of a transcription are those of their details."""
    details, got = event.object("usage", "input_token_details"), event.integer("usage", "input_tokens")
    if got is not None and details and (total := total_of(details)) != got:
        yield wrong("transcription.usage", event, "/usage/input_tokens", total, got)


def unanswered(state: State) -> Findings:
    """Each committed turn gets a transcription, or is told that it failed."""
    for turn in state.turns.by_item.values():
        if turn.transcribes and not turn.transcribed:
            expected = f"{_EVENTS}completed or .failed"
            yield open_at_end(
                "transcription.every-turn", turn.committed, "input_audio_buffer.committed", expected, turn.item
            )


CHECKS = (
    Check(("transcription.configured",), (f"{_EVENTS}*",), configured),
    Check(("transcription.index",), (f"{_EVENTS}*",), index),
    Check(("transcription.concat", "transcription.concat-exact"), (f"{_EVENTS}completed",), concatenated),
    Check(("transcription.usage",), (f"{_EVENTS}completed",), counted),
    Check(("transcription.languages-model",), (f"{_EVENTS}completed",), languages),
    Check(("transcription.logprobs",), (f"{_EVENTS}delta", f"{_EVENTS}completed"), logprobs),
)
AT_END = (EndCheck(("transcription.every-turn",), unanswered),)
