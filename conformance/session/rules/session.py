"""Rules of the session's settings: what it starts with, and how updates are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.jsontext import pointer
from conformance.session.event import MISSING, Event, Path, at, same
from conformance.session.finding import Finding, Words
from conformance.session.rules.check import Check, Findings, unexpected, wrong
from conformance.session.state import State

_SETTINGS: tuple[Path, ...] = (
    ("instructions",),
    ("output_modalities",),
    ("tools",),
    ("tool_choice",),
    ("max_output_tokens",),
    ("truncation",),
    ("include",),
    ("prompt",),
    ("audio", "input", "format"),
    ("audio", "input", "transcription"),
    ("audio", "input", "noise_reduction"),
    ("audio", "input", "turn_detection"),
    ("audio", "output", "format"),
    ("audio", "output", "voice"),
    ("audio", "output", "speed"),
)
"""The settings that an update may change, each as a whole. ``tracing`` is not here: it may be shown in another form."""
_OFF = (("prompt",), *(("audio", "input", name) for name in ("transcription", "noise_reduction", "turn_detection")))
"""Those that ``null`` switches off. What it does to others is not documented."""

_DEFAULTS: Mapping[str, tuple[tuple[Path, Any], ...]] = {
    "session.default-vad": ((("audio", "input", "turn_detection", "type"), "server_vad"),),
    "session.default-vad-values": (
        (("audio", "input", "turn_detection", "threshold"), 0.5),
        (("audio", "input", "turn_detection", "prefix_padding_ms"), 300),
        (("audio", "input", "turn_detection", "create_response"), True),
        (("audio", "input", "turn_detection", "interrupt_response"), True),
    ),
    "session.default-output": (
        (("output_modalities",), ["audio"]),
        (("max_output_tokens",), "inf"),
        (("audio", "output", "speed"), 1),
    ),
    "session.default-tools": ((("tools",), []), (("tool_choice",), "auto")),
    "session.default-off": (
        (("tracing",), None),
        (("audio", "input", "transcription"), None),
        (("audio", "input", "noise_reduction"), None),
    ),
    "session.default-truncation": ((("truncation",), "auto"),),
    "session.default-silence": ((("audio", "input", "turn_detection", "silence_duration_ms"), 500),),
}


_OF_SPEECH = ("model", "output_modalities", "instructions", "tools", "tool_choice", "max_output_tokens", "audio")
"""The members that a speech session shows, beside those that the document requires."""


def shown(state: State, event: Event) -> Findings:
    """A speech session shows what it is and how it is set."""
    session = event.object("session")
    if session.get("type") == "realtime" and (absent := [name for name in _OF_SPEECH if name not in session]):
        expected = Words(", ".join(f"/{name}" for name in _OF_SPEECH))
        yield wrong(
            "session.object", event, "/session", expected, Words(f"without {', '.join(f'/{one}' for one in absent)}")
        )


def defaults(state: State, event: Event) -> Findings:
    """A session for which nothing was set starts with the documented values."""
    session = event.object("session")
    if session.get("type") != "realtime":
        return
    for rule, values in _DEFAULTS.items():
        for path, expected in values:
            got = at(session, path)
            # Whether a member may be absent is the payload's rule.
            if got is not MISSING and not same(got, expected):
                yield wrong(rule, event, pointer(("session", *path)), expected, got)


def whole(state: State, event: Event) -> Findings:
    """session.updated shows the whole session."""
    session, created = event.object("session"), state.settings.created
    shown = _members(session)
    absent = [pointer(path) for path in _members(created) if path not in shown]
    if absent:
        got = Words(f"without {', '.join(absent)}")
        yield wrong("session.updated-full", event, "/session", Words("all members of session.created"), got)


def merged(state: State, event: Event) -> Findings:
    """session.updated shows what the update set, and keeps what it did not name."""
    settings, session = state.settings, event.object("session")
    update = settings.answered(session)
    if update is None or any(one.unsure for one in settings.updates):
        return
    # A prompt template brings instructions and tools of its own.
    of_prompt = update.session.get("prompt") is not None
    others = [_members(one.session) for one in settings.updates if one is not update]
    now, asked, earlier = _members(session), _members(update.session), _members(settings.shown)
    for path in _SETTINGS:
        got, wanted = now.get(path, MISSING), asked.get(path, MISSING)
        if got is MISSING or any(path in other for other in others):
            continue
        if wanted is None and path not in _OFF:
            continue
        if wanted is not MISSING:
            # An empty text for instructions brings the default text back on the official service.
            if path != ("instructions",) or wanted != "":
                yield from _effective(event, pointer(("session", *path)), wanted, got, update.number)
            continue
        before = earlier.get(path, MISSING)
        if before is not MISSING and not of_prompt and not same(got, before):
            place = pointer(("session", *path))
            yield wrong("session.partial", event, place, before, got, settings.shown_in, update.number)


def _effective(event: Event, place: str, wanted: Any, got: Any, number: int) -> Findings:
    """What was set is shown; the server may show more members of it."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name, value in wanted.items():
            # A server keeps the credentials of MCP servers to itself, and may show the rest in another form.
            of_server = wanted.get("type") == "mcp" and name not in ("type", "server_label")
            if not of_server and (value is not None or got.get(name) is not None):
                yield from _effective(event, f"{place}{pointer([name])}", value, got.get(name, MISSING), number)
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for index, value in enumerate(wanted):
            yield from _effective(event, f"{place}/{index}", value, got[index], number)
    elif not same(wanted, got) and not (wanted == [] and got is None):
        yield wrong("session.updated-effective", event, place, wanted, got, number)


def _members(session: Mapping[str, Any]) -> dict[Path, Any]:
    # Its own members, and those of its audio in each direction.
    found: dict[Path, Any] = {(name,): value for name, value in session.items()}
    for direction in ("input", "output"):
        inner = at(session, ("audio", direction))
        if isinstance(inner, dict):
            found |= {("audio", direction, name): value for name, value in inner.items()}
    return found


def voice_kept(state: State, event: Event) -> Findings:
    """Once the session has had audio output, its voice stays."""
    path = ("session", "audio", "output", "voice")
    got, before = event.at(path), state.settings.at(*path[1:])
    if state.responses.voice and MISSING not in (got, before) and not same(got, before):
        yield wrong("session.voice-locked", event, pointer(path), before, got, state.settings.shown_in)


def no_responses(state: State, event: Event) -> Iterable[Finding]:
    """A transcription session makes no responses."""
    if state.settings.at("type") == "transcription":
        return [unexpected("session.transcription-no-responses", event, "the session is a transcription session")]
    return ()


CHECKS = (
    Check(("session.object",), ("session.created",), shown),
    Check(tuple(_DEFAULTS), ("session.created",), defaults),
    Check(("session.updated-full",), ("session.updated",), whole),
    Check(("session.updated-effective", "session.partial"), ("session.updated",), merged),
    Check(("session.voice-locked",), ("session.updated",), voice_kept),
    Check(("session.transcription-no-responses",), ("response.created",), no_responses),
)
