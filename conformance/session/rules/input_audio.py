"""Rules of the input audio buffer and of speech detection: turns, their times, and the responses that they start."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.session.event import MISSING, Event
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, EndCheck, Findings, open_at_end, unexpected, wrong
from conformance.session.rules.sound import milliseconds
from conformance.session.state import State
from conformance.session.state.responses import Cause


def off(state: State, event: Event) -> Iterable[Finding]:
    """With ``turn_detection`` null no speech is detected."""
    if state.settings.detects_turns() is False:
        return [unexpected("vad.off-silent", event, "turn_detection is null", state.settings.shown_in)]
    return ()


def alternating(state: State, event: Event) -> Findings:
    """speech_started and speech_stopped take turns."""
    speaking, turn = state.turns.speaking, state.turns.by_item.get(event.item_id)
    if event.type.endswith("started"):
        if speaking:
            although = f"the speech of {speaking.item} has not stopped"
            yield unexpected("vad.started-stopped", event, although, speaking.started)
    elif turn and turn.stopped:
        yield unexpected("vad.started-stopped", event, "the speech has stopped already", turn.stopped)


def times(state: State, event: Event) -> Findings:
    """The offsets of a turn do not run backwards, and a turn ends with the silence that was asked for."""
    name, got = _offset(event)
    if got is None:
        return
    turn = state.turns.by_item.get(event.item_id)
    if name == "audio_start_ms":
        before = state.turns.latest
        least, number = (before.start_ms, before.started) if before else (None, 0)
        least = 0 if least is None else least
    else:
        least, number = (turn.start_ms, turn.started) if turn else (None, 0)
    if least is not None and got < least:
        yield wrong("vad.times", event, f"/{name}", Words(f"{least} or more"), got, number)
    elif turn and least is not None and state.settings.turn_setting("type") == "server_vad" and name == "audio_end_ms":
        silence = state.settings.turn_setting("silence_duration_ms")
        if isinstance(silence, int) and got - least < silence:
            yield wrong("vad.times-silence", event, f"/{name}", Words(f"{least + silence} or more"), got, number)


def within(state: State, event: Event) -> Iterable[Finding]:
    """The offsets of a turn lie within the audio that was sent."""
    name, got = _offset(event)
    sent = milliseconds(state.turns.appended, state.settings.at("audio", "input", "format"))
    if got is not None and sent is not None and got > sent + 1:
        return [wrong("vad.times-within", event, f"/{name}", Words(f"{sent:.0f} or less"), got)]
    return ()


def _offset(event: Event) -> tuple[str, int | None]:
    """The member that says when speech has started or stopped, and what it says."""
    name = "audio_start_ms" if event.type.endswith("started") else "audio_end_ms"
    return name, event.integer(name)


def committed(state: State, event: Event) -> Findings:
    """A commit has a cause: the client's, the end of speech, or an idle timeout."""
    turn = state.turns.by_item.get(event.item_id)
    if not state.turns.commits and not (turn and (turn.stopped or turn.timed_out)):
        although = "no input_audio_buffer.commit, no speech_stopped and no timeout_triggered is the reason for it"
        yield unexpected("buffer.committed-caused", event, although)


def empty(state: State, event: Event) -> Findings:
    """An empty buffer is not committed."""
    if len(state.turns.commits) == 1 and state.turns.empty and state.settings.detects_turns() is False:
        although = "nothing was appended since the last commit or clear"
        yield unexpected("buffer.commit-empty", event, although, *state.turns.commits)


def timeout(state: State, event: Event) -> Findings:
    """An idle timeout comes only where one is set."""
    known, limit = state.settings.detects_turns() is not None, ("audio", "input", "turn_detection", "idle_timeout_ms")
    if known and state.settings.at(*limit) in (None, MISSING):
        yield unexpected("vad.timeout-configured", event, "idle_timeout_ms is not set", state.settings.shown_in)


def of_turn(state: State, event: Event) -> Findings:
    """A response that a turn starts is of the conversation, and comes after the item of the turn."""
    if state.cause_of(event) is not Cause.TURN:
        return
    turn = state.turns.due[0]
    response = event.object("response")
    if response.get("conversation_id", MISSING) is None:
        expected = Words("the id of the conversation")
        yield wrong("vad.response-in-conversation", event, "/response/conversation_id", expected, None, turn.committed)
    if turn.item not in state.conversation.items and turn.item not in state.conversation.deleted:
        although = f"conversation.item.added of its turn {turn.item} has not come"
        yield unexpected("vad.response-after-item", event, although, turn.committed)


def once(state: State, event: Event) -> Iterable[Finding]:
    """A turn starts one response by itself."""
    turn = state.turns.answered
    if state.cause_of(event) is Cause.NOTHING and turn is not None:
        although = f"its turn {turn.item} has started a response already"
        return [unexpected("vad.one-response-per-turn", event, although, turn.committed)]
    return ()


def goes_on(state: State, event: Event) -> Iterable[Finding]:
    """Speech ends a response with ``interrupt_response``: nothing more begins in it."""
    response = state.responses.by_id.get(event.text("response_id") or "")
    if response and response.interrupted and not response.done:
        although = f"speech in frame {response.interrupted} has interrupted its response"
        return [unexpected("vad.interrupt", event, although, response.interrupted)]
    return ()


def uncommitted(state: State, event: Event) -> Iterable[Finding]:
    """Without turn detection the client commits audio before it asks for the response to it."""
    asked, unsaid = event.object("response"), state.turns.unsaid
    aside = asked.get("conversation") == "none" or asked.get("input") is not None
    if unsaid and not aside and state.settings.detects_turns() is False:
        although = f"the audio since frame {unsaid} is not committed, and turn_detection is null"
        return [unexpected("buffer.client-commits", event, although, unsaid)]
    return ()


def interrupted(state: State, event: Event) -> Findings:
    """Speech ends a response only with ``interrupt_response``, and only one of the conversation."""
    if event.at(("response", "status_details", "reason")) != "turn_detected":
        return
    response = state.responses.by_id.get(event.text("response", "id") or "")
    unchanged = response is not None and state.settings.shown_in < response.number
    if unchanged and state.settings.turn_setting("interrupt_response") is False:
        yield unexpected("vad.no-interrupt", event, "interrupt_response is false", state.settings.shown_in)
    if response and response.outside:
        yield unexpected("vad.interrupt-not-oob", event, "the response is outside the conversation", response.number)


def unanswered(state: State) -> Findings:
    """With ``create_response`` a turn that ends starts a response."""
    for turn in state.turns.by_item.values():
        if turn.expected:
            expected = "response.created"
            yield open_at_end(
                "vad.create-response", turn.committed, "input_audio_buffer.committed", expected, turn.item
            )


_SPEECH = ("input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped")

CHECKS = (
    Check(("vad.off-silent",), _SPEECH, off),
    Check(("vad.started-stopped",), _SPEECH, alternating),
    Check(("vad.times", "vad.times-silence"), _SPEECH, times),
    Check(("vad.times-within",), _SPEECH, within),
    Check(("buffer.committed-caused",), ("input_audio_buffer.committed",), committed),
    Check(("buffer.commit-empty",), ("input_audio_buffer.committed",), empty),
    Check(("vad.timeout-configured",), ("input_audio_buffer.timeout_triggered",), timeout),
    Check(("vad.response-in-conversation", "vad.response-after-item"), ("response.created",), of_turn),
    Check(("vad.one-response-per-turn",), ("response.created",), once),
    Check(("vad.interrupt",), ("response.output_item.added",), goes_on),
    Check(("buffer.client-commits",), ("response.create",), uncommitted),
    Check(("vad.no-interrupt", "vad.interrupt-not-oob"), ("response.done",), interrupted),
)
AT_END = (EndCheck(("vad.create-response",), unanswered),)
