"""What is shown is matched with the answers by their order: it may be late, and an answer may be nobody's wish."""

from __future__ import annotations

from dataclasses import replace

from playing import SCENARIOS

from conformance.peer.client.answers import answers
from conformance.peer.client.contract import Kind, Surfaced
from conformance.peer.client.played import Act, Fate, Played, Turn

PLAYED = Played(
    SCENARIOS["tools/cancelled-call"],
    10.0,
    (Act("connect", Fate.DONE, 0, 1), Act("say", Fate.ANSWERED, 1, 10), Act("say", Fate.ANSWERED, 10, 20)),
    shown=(),
    turns=(),
    connections=(),
)


def turn(text: str, began: float, *, changed: bool = False, audio: int = 0) -> Turn:
    return Turn(text, audio, changed, began, began + 1)


def found(turns: list[Turn], shown: list[tuple[float, str | int]]) -> list[str]:
    """The sentences about these answers, where these pieces of words or numbers of bytes are shown at these times."""
    pieces = tuple(
        (at, Surfaced(Kind.AUDIO, {"bytes": one}) if isinstance(one, int) else Surfaced(Kind.TEXT, {"delta": one}))
        for at, one in shown
    )
    return [sentence for _, sentence in answers(replace(PLAYED, turns=tuple(turns), shown=pieces), {})]


FIRST, SECOND = turn("one two", 2), turn("three", 11)
CUT = turn("one two", 2, changed=True)


def test_an_answer_may_be_shown_when_its_user_has_gone_on() -> None:
    assert found([FIRST, SECOND], [(3, "one "), (10.5, "two"), (12, "three")]) == []
    assert found([FIRST, SECOND], [(3, "one "), (12, "two"), (13, "three")]) == []


def test_an_answer_that_nobody_wished_for_is_shown_like_any_other() -> None:
    of_the_client = turn("by itself ", 9)
    assert found([CUT, of_the_client, SECOND], [(10.5, "by itself "), (12, "three")]) == []
    assert found([CUT, of_the_client, SECOND], [(12, "three")]) == [
        'the pieces of the answer are "three", expected "by itself "'
    ]


def test_the_last_pieces_of_a_changed_answer_may_come_in_the_next_one() -> None:
    assert found([CUT, SECOND], [(3, "one "), (11.1, "two"), (12, "three")]) == []
    assert found([replace(CUT, audio=8), replace(SECOND, audio=4)], [(3, 2), (11.1, 6), (12, 4)]) == []


def test_words_that_are_lost_doubled_or_made_up_are_told() -> None:
    lost = 'the pieces of the answer are "thr", expected "three"'
    assert found([FIRST, SECOND], [(3, "one two"), (12, "thr")]) == [lost]
    doubled = 'the pieces of the answer are "threethree", expected "three"'
    assert found([CUT, SECOND], [(3, "one two"), (12, "three"), (12, "three")]) == [doubled]
    repeated = 'the pieces of the answer are "two three", expected "three"'
    assert found([CUT, SECOND], [(3, "one two"), (12, "two "), (12, "three")]) == [repeated]
    made_up = 'the pieces of the answer are "so on three", expected "three"'
    assert found([CUT, SECOND], [(12, "so on "), (12, "three")]) == [made_up]
    assert found([replace(CUT, audio=8), replace(SECOND, audio=4)], [(3, 8), (12, 8)]) == [
        "8 bytes of sound are played, expected 4"
    ]


def test_line_breaks_around_messages_are_no_words() -> None:
    assert found([FIRST, SECOND], [(3, "\none "), (4, "two"), (4, "\n"), (12, "\nthree\n")]) == []
    assert found([SECOND], [(12, "\nthr\n")]) == ['the pieces of the answer are "thr", expected "three"']


def test_how_much_is_shown_before_a_client_gives_up_is_chance() -> None:
    *before, last = PLAYED.acts
    gives_up = replace(PLAYED, acts=(*before, replace(last, fate=Fate.FAILED)), turns=(FIRST,))
    pieces = ((3.0, Surfaced(Kind.TEXT, {"delta": "one "})),)
    assert list(answers(replace(gives_up, shown=pieces), {})) == []
