"""Moves about responses: asked for, cancelled, outside the conversation, with calls of a function."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import Any

from conformance.peer.explore.model import (
    PATIENCE,
    Event,
    Move,
    Pick,
    Session,
    Turn,
    expect,
    kept,
    provokes,
    saved,
    send,
    until,
)
from conformance.peer.scenario import Step

_MOST_MEANWHILE = 3
"""How many moves are made while a response is in progress; then it is cancelled, for it ends in some seconds."""
_TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def _says(trigger: str, session: Session) -> Turn:
    """The user says the words for which a response is long, or calls a function."""
    item_id, after = _named("user", session)
    content = [{"type": "input_text", "text": {"$trigger": trigger}}]
    item = {"id": item_id, "type": "message", "role": "user", "content": content}
    created = send({"type": "conversation.item.create", "item": item})
    added = expect({"type": "conversation.item.added", "item": {"id": item_id}}, "item.create-acked")
    return [created, added], replace(after, items=(*after.items, item_id))


def _create(**response: Any) -> Step:
    return send({"type": "response.create", "response": response})


def _done(name: str, status: str, shows: str | None = None) -> Step:
    done = {"type": "response.done", "response": {"id": saved(name), "status": status}}
    return until(done, shows, PATIENCE)


def _created(name: str) -> Step:
    return until({"type": "response.created", "response": {"id": kept(name)}}, "response.create-acked")


def _in_text(session: Session, pick: Pick[Any]) -> Turn:
    name, after = _named("response", session)
    return [
        _create(output_modalities=["text"]),
        _created(name),
        _done(name, "completed", "response.create-acked"),
    ], after


def _in_audio(session: Session, pick: Pick[Any]) -> Turn:
    name, after = _named("response", session)
    answer = f"answer_{after.made}"
    heard = until({"type": "response.output_audio.delta", "item_id": kept(answer)}, within=PATIENCE)
    steps = [_create(output_modalities=["audio"]), _created(name), heard, _done(name, "completed")]
    return steps, replace(after, answers=(*after.answers, answer))


def _outside(session: Session, pick: Pick[Any]) -> Turn:
    name, after = _named("outside", session)
    content = [{"type": "input_text", "text": "Say hello."}]
    asked: Event = {
        "conversation": "none",
        "output_modalities": ["text"],
        "metadata": {"which": name},
        "input": [{"type": "message", "role": "user", "content": content}],
    }
    created = {"type": "response.created", "response": {"id": kept(name), "metadata": {"which": name}}}
    return [_create(**asked), until(created, "response.create-acked"), _done(name, "completed")], after


def _at_length(session: Session, pick: Pick[Any]) -> Turn:
    said, session = _says("long", session)
    name, after = _named("response", session)
    steps = [*said, _create(output_modalities=["text"]), _created(name)]
    return steps, replace(after, running=name, since=0, long=True)


def cancelled(session: Session) -> Turn:
    """Cancel the response in progress, with which no session should end."""
    assert session.running is not None
    cancel = send({"type": "response.cancel"})
    return [cancel, _done(session.running, "cancelled", "response.cancel-acked")], replace(session, running=None)


def _cancel_by_id(session: Session, pick: Pick[Any]) -> Turn:
    assert session.running is not None
    cancel = send({"type": "response.cancel", "response_id": saved(session.running)})
    return [cancel, _done(session.running, "cancelled", "response.cancel-by-id")], replace(session, running=None)


def _call(session: Session, pick: Pick[Any]) -> Turn:
    said, session = _says("tool", session)
    name, after = _named("response", session)
    call = f"call_{after.made}"
    made: Event = {"type": "response.function_call_arguments.done", "call_id": kept(call)}
    steps = [
        *said,
        _create(output_modalities=["text"], tools=[_TOOL], tool_choice={"type": "function", "name": "get_weather"}),
        _created(name),
        until(made, "call.made", PATIENCE),
        _done(name, "completed"),
    ]
    return steps, replace(after, calls=(*after.calls, call))


def _output(session: Session, pick: Pick[Any]) -> Turn:
    call = pick(session.calls)
    item = {"type": "function_call_output", "call_id": saved(call), "output": '{"sky": "clear"}'}
    added = {"type": "conversation.item.added", "item": {"type": "function_call_output", "call_id": saved(call)}}
    steps = [send({"type": "conversation.item.create", "item": item}), expect(added, "item.create-acked")]
    return steps, replace(session, calls=tuple(one for one in session.calls if one != call))


def _named(kind: str, session: Session) -> tuple[str, Session]:
    """A name for the id of one more thing."""
    return f"{kind}_{session.made + 1}", replace(session, made=session.made + 1)


def _idle(session: Session) -> bool:
    return session.running is None


def _asks(session: Session) -> bool:
    """Whether an answer comes at once."""
    return session.running is None and not session.long


_running, _waits = attrgetter("running"), attrgetter("calls")


def goes_on(session: Session) -> bool:
    """Whether moves other than cancelling are made."""
    return session.running is None or session.since < _MOST_MEANWHILE


_TEXT, _AUDIO = frozenset({"text-out"}), frozenset({"audio-out"})
_LONG, _TOOLS = _TEXT | {"long trigger"}, _TEXT | {"tools", "tool trigger"}
_meanwhile = provokes(_create(output_modalities=["text"]), "response.second-refused")
_cancel_nothing = provokes(send({"type": "response.cancel"}), "response.cancel-none")
_cancel_unknown = provokes(
    send({"type": "response.cancel", "response_id": "resp_that_never_was"}), "response.cancel-by-id"
)

MOVES = (
    Move("ask for an answer in text", _in_text, _asks, _TEXT),
    Move("ask for an answer in audio", _in_audio, _asks, _AUDIO),
    Move("ask outside the conversation", _outside, _idle, _TEXT),
    Move("ask for a long answer", _at_length, _idle, _LONG),
    Move("ask outside the conversation meanwhile", _outside, _running, _LONG),
    Move("ask for a second answer meanwhile", _meanwhile, _running, _LONG),
    Move("cancel the answer", lambda session, _: cancelled(session), _running, _LONG),
    Move("cancel the answer by its id", _cancel_by_id, _running, _LONG),
    Move("cancel without an answer", _cancel_nothing, _idle),
    Move("cancel an answer that never was", _cancel_unknown),
    Move("ask for what calls a function", _call, _idle, _TOOLS),
    Move("give the output of a call", _output, _waits, _TOOLS),
)
