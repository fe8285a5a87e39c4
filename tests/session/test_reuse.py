"""An id of an item that is used again is told once, as the cause of all that seems to be wrong with the item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.session.lint import lint
from conformance.session.readers import Transcript
from conformance.session.transcript import Frame, Header
from tests.session.golden import load_sessions, transcript

SESSIONS = {one.id: one for one in load_sessions("openai-ga")}
CAUSE = "item.id-unique"
TOLD = {"item.added-once", "response.item-one-response", "response.item-added-order", "item.done-previous"}
"""What is told of the event that gives the id again."""


def broken(header: Header, frames: list[Frame]) -> list[str]:
    numbered = [replace(one, number=number) for number, one in enumerate(frames, 1)]
    return [one.rule for one in lint(Transcript(header, iter(numbered))).findings]


def renamed(session: str, item: str, other: str) -> tuple[Header, list[Frame]]:
    header, frames = transcript(SESSIONS[session])
    return header, [
        replace(one, text=one.text.replace(f'"{item}"', f'"{other}"')) if one.text else one for one in frames
    ]


@pytest.mark.parametrize(
    ("session", "item", "other"),
    [
        ("text-answer", "item_4", "item_2"),  # an answer has the id of another answer
        ("text-answer", "item_3", "item_1"),  # a message has that of another message
        ("text-answer", "item_4", "item_1"),  # an answer has that of a message
    ],
)
def test_the_cause_is_told_once_and_nothing_that_follows(session: str, item: str, other: str) -> None:
    found = broken(*renamed(session, item, other))
    assert found.count(CAUSE) == 1
    assert set(found) <= {CAUSE, *TOLD}


def test_the_sentence_names_both_frames() -> None:
    header, frames = renamed("text-answer", "item_4", "item_2")
    (told,) = [one for one in lint(Transcript(header, iter(frames))).findings if one.rule == CAUSE]
    assert str(told) == "response.output_item.added of item_2 comes although frame 10 gave this id to another item"
    assert told.frame == 27


@pytest.mark.parametrize("damage", ["text-answer/item-added-twice", "conversation-edits/duplicate-accepted"])
def test_an_item_that_comes_twice_is_no_other(damage: str) -> None:
    session = SESSIONS[damage.partition("/")[0]]
    header, frames = transcript(session, next(one for one in session.damages if one.id == damage))
    done = next(one for one in frames if one.text and '"conversation.item.done"' in one.text)
    found = broken(header, [*frames[:-1], done, frames[-1]])
    assert "item.added-once" in found
    assert "item.added-before-done" in found
    assert CAUSE not in found
