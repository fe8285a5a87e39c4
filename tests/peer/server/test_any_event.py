"""Whatever a client sends, legal, odd or broken, is served or refused; what comes back is JSON and has its shape."""

from __future__ import annotations

import json
from typing import Any

import pytest

import strategies
from conformance.jsontext import text_of
from conformance.peer.server.reading import Faulty, read
from conformance.peer.server.words import Words
from conformance.session import Connection, Frame, Header, Monitor, Side
from conformance.session.model.line import Line
from conformance.session.model.realtime import Session
from conformance.session.model.settings import Kind, beginning
from conformance.session.model.translation import Translation
from conformance.spec import load_dialect
from strategies.payload import Payload

DIALECT = load_dialect("openai-ga")
TYPES = sorted(
    name
    for names in DIALECT.events.values()
    for name in names
    if Side.CLIENT in DIALECT.sides[name] and "ClientEvent" in name
)
SHAPES = {"event.shape", "event.limits", "event.id-unique", "error.event-id-known"}

CONTRADICTED = "/turn_detection/type"
"""A client may choose semantic_vad for a transcription session, and a server may not show it: so the document says."""


def payloads(name: str) -> list[Payload]:
    kinds: tuple[strategies.Kind, ...] = ("valid", "edge", "invalid")
    seeded = [one for kind in kinds for one in strategies.seeded(name, kind, seed=1, count=15, dialect="openai-ga")]
    return [*strategies.covering(name, "openai-ga"), *seeded]


class Played:
    """A session without a connection, with what came of it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.frames: list[Frame] = []
        line = Line(lambda event: self.note(Side.SERVER, text_of(event)))
        settings = beginning(kind, line.new("sess"))
        self.line = line
        translates = kind is Kind.TRANSLATION
        self.session = Translation(line, Words(), settings) if translates else Session(line, Words(), settings)
        self.session.open()

    def note(self, side: Side, text: str) -> None:
        json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
        text.encode()
        self.frames.append(Frame(len(self.frames) + 1, side, text=text))

    def send(self, text: str) -> None:
        try:
            self.frames.append(Frame(len(self.frames) + 1, Side.CLIENT, text=text))
            event: dict[str, Any] = read(text, self.kind)
        except Faulty as fault:
            self.line.refuse(fault.refusal, fault.event)
            return
        self.session.receive(event)
        for _ in range(30):
            if self.session.tracks:
                self.session.tracks.step(0.0)


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("kind", Kind)
def test_any_payload_of_a_client_event(kind: Kind, name: str) -> None:
    played = Played(kind)
    for payload in payloads(name):
        played.send(payload.text)
    header = Header(connection=Connection.NEW, sides=(Side.CLIENT, Side.SERVER))
    monitor = Monitor(header)
    found = [one for frame in played.frames for one in monitor.feed(frame) if one.rule in SHAPES]
    assert [f"{one.rule} {one.frame}: {one}" for one in found if not one.at.endswith(CONTRADICTED)] == []
