"""What is said of a client that gets no answer: that what it sends is wrong, if it is, and not that it hangs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from playing import DIALECT, SCENARIOS

from conformance.peer.client.judge import TOOL_ANSWERED, lives, sends
from conformance.peer.client.played import Act, Connection, Fate, Played
from conformance.session.transcript import Frame
from conformance.spec.model import Side

UPDATE = {"type": "session.update", "session": {"type": "realtime"}}
HANGS = "`say` is taken, and the server is not asked for an answer within 4 s: the client hangs"


def played(scenario: str, *sent: dict[str, Any]) -> Played:
    texts = [json.dumps(one) for one in sent]
    frames = [Frame(number, Side.CLIENT, text=text) for number, text in enumerate(texts, start=1)]
    acts = (Act("connect", Fate.DONE, 0, 1), Act("say", Fate.NOT_ASKED, 1, 5))
    connection = Connection("/v1/realtime", {}, frames, ended=True)
    return Played(SCENARIOS[scenario], 4.0, acts, (), (), (connection,))


def said(*sent: dict[str, Any]) -> list[str]:
    return [sentence for _, sentence in lives(played("turns/text", *sent), DIALECT)]


@pytest.mark.parametrize("asked", [{"type": "response.creat"}, {"type": "response.create", "response": {"voice": "x"}}])
def test_a_client_whose_request_is_refused_does_not_hang(asked: dict[str, Any]) -> None:
    (sentence,) = said(UPDATE, asked)
    assert sentence.startswith(f"`say` gets no answer, for what the client sends last is wrong: {asked['type']} ")


def test_a_client_that_asks_while_an_answer_is_being_given_does_not_hang() -> None:
    asks = {"type": "response.create"}
    one = played("turns/text", UPDATE, asks, asks)
    created = {"type": "response.created", "event_id": "event_9", "response": {"id": "resp_1", "status": "in_progress"}}
    first, second, third = one.connections[0].frames
    frames = [first, second, Frame(3, Side.SERVER, text=json.dumps(created)), replace(third, number=4)]
    (sentence,) = [
        said for _, said in lives(replace(one, connections=(replace(one.connections[0], frames=frames),)), DIALECT)
    ]
    assert sentence == (
        "`say` gets no answer, for what the client sends last is wrong: response.create comes although resp_1 of "
        "frame 3 is still in progress"
    )


@pytest.mark.parametrize("sent", [[UPDATE], [{"type": "session.updat"}, UPDATE]])
def test_a_client_that_sends_nothing_wrong_last_hangs(sent: list[dict[str, Any]]) -> None:
    assert said(*sent) == [HANGS]


@pytest.mark.parametrize("offered", [{}, {"tools": []}, {"tools": [{"type": "function", "name": "get_weather"}]}])
@pytest.mark.parametrize("event", ["session.update", "response.create"])
def test_a_client_that_offers_no_function_is_told_so(event: str, offered: dict[str, Any]) -> None:
    asked = [UPDATE, {"type": "response.create"}]
    place = {"session.update": "session", "response.create": "response"}[event]
    sent = [{**one, place: {**one.get(place, {}), **offered}} if one["type"] == event else one for one in asked]
    broken = [sentence for rule, sentence in sends(played("tools/call", *sent), DIALECT) if rule == TOOL_ANSWERED]
    none = "no function is offered: neither session.update nor response.create has `tools`"
    assert (none in broken) is not bool(offered.get("tools"))
