"""Rules of truncation: a client cuts no more than it has received."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.session.event import Event
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, EndCheck, Findings, open_at_end, unexpected, wrong
from conformance.session.rules.sound import milliseconds
from conformance.session.state import State
from conformance.spec.model import Side


def within(state: State, event: Event) -> Iterable[Finding]:
    """``audio_end_ms`` is not beyond the audio of the part."""
    part, end = state.responses.part_of(event), event.integer("audio_end_ms")
    received = milliseconds(part.audio, state.settings.at("audio", "output", "format")) if part else None
    if received is not None and end is not None and end > received + 1:
        rule = "truncate.client-within" if event.side is Side.CLIENT else "truncate.too-long"
        return [wrong(rule, event, "/audio_end_ms", Words(f"{received:.0f} or less"), end)]
    return ()


def of_assistant(state: State, event: Event) -> Iterable[Finding]:
    """Only a message of the assistant is truncated."""
    item = state.conversation.items.get(event.item_id)
    if item and item.data.get("role") != "assistant":
        kind = item.data.get("role") or item.data.get("type")
        return [unexpected("truncate.not-assistant", event, f"the item is not the assistant's but {kind}", item.number)]
    return ()


def cut_off(state: State) -> Findings:
    """A client truncates the audio that speech has cut off, for it knows how much of that was played."""
    for item_id, number in state.responses.cut_off.items():
        yield open_at_end("client.interrupt-truncates", number, "response.done", "conversation.item.truncate", item_id)


CHECKS = (
    Check(
        ("truncate.client-within", "truncate.too-long"),
        ("conversation.item.truncate", "conversation.item.truncated"),
        within,
    ),
    Check(("truncate.not-assistant",), ("conversation.item.truncated",), of_assistant),
)
AT_END = (EndCheck(("client.interrupt-truncates",), cut_off),)
