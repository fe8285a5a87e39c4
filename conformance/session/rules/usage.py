"""Rules of usage that the shape of an event does not say: whether there is any, and what is right in its session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.session.event import MISSING, Event
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, Findings, wrong
from conformance.session.state import State

_AUDIO = ("response", "usage", "output_token_details", "audio_tokens")


def present(state: State, event: Event) -> Iterable[Finding]:
    """A completed response has used something."""
    usage = event.at(("response", "usage"))
    if event.text("response", "status") == "completed" and usage in (None, MISSING):
        return [wrong("usage.present", event, "/response/usage", Words("what the response has used"), usage)]
    return ()


def counted(state: State, event: Event) -> Findings:
    """A response in text counts no audio, and no response more tokens than it may have."""
    audio, tokens = event.integer(*_AUDIO), event.integer("response", "usage", "output_tokens")
    limit = event.integer("response", "max_output_tokens")
    if event.at(("response", "output_modalities")) == ["text"] and audio:
        yield wrong("usage.text-no-audio", event, "/" + "/".join(_AUDIO), 0, audio)
    if limit is not None and tokens is not None and tokens > limit:
        yield wrong("usage.within-limit", event, "/response/usage/output_tokens", Words(f"{limit} or less"), tokens)


def grows(state: State, event: Event) -> Iterable[Finding]:
    """The context of a response is not smaller than that of the one before it."""
    tokens, (number, before) = state.context_of(event), state.context
    if tokens is not None and tokens < before:
        place = "/response/usage/input_tokens"
        return [wrong("usage.context-grows", event, place, Words(f"{before} or more"), tokens, number)]
    return ()


def cached(state: State, event: Event) -> Iterable[Finding]:
    """The cached tokens are those of their details."""
    usage = ("response", "usage", "input_token_details")
    details, got = event.object(*usage, "cached_tokens_details"), event.integer(*usage, "cached_tokens")
    if got is not None and details and (total := total_of(details)) != got:
        return [wrong("usage.cached", event, "/" + "/".join((*usage, "cached_tokens")), total, got)]
    return ()


def total_of(details: Mapping[str, Any]) -> int:
    """The tokens of all kinds that details count; those that were cached are of one of the kinds."""
    kinds = (name for name in details if name.endswith("_tokens") and name != "cached_tokens")
    return sum(count for name in kinds if type(count := details[name]) is int)


CHECKS = (
    Check(("usage.present",), ("response.done",), present),
    Check(("usage.cached",), ("response.done",), cached),
    Check(("usage.text-no-audio", "usage.within-limit"), ("response.done",), counted),
    Check(("usage.context-grows",), ("response.done",), grows),
)
