"""Each planted defect is told by the rule that claims it, and by no other but for those that it names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from conformance.peer.server import DEFECTS, ReferenceServer
from conformance.peer.server.sound import tone
from conformance.requirements.level import Level
from conformance.session import Connection, Side
from conformance.session.simulate import simulated
from tests.peer.server.driver import REGISTER, Driver, Play, played, said
from tests.peer.server.plays import LIFECYCLES, Lifecycle, create, message, settings, speak, whole
from tests.session.golden import load_sessions, transcript


async def text(driver: Driver) -> None:
    """Two turns in text, each to its very end."""
    await settings(driver, output_modalities=["text"])
    for words in ("Good day", "And good night"):
        await ask(driver, words)


async def ask(driver: Driver, words: str, **response: object) -> None:
    """A turn of the user; what the server says last is waited for."""
    await driver.send("conversation.item.create", item=message(words))
    await driver.send("response.create", **({"response": response} if response else {}))
    await driver.until("rate_limits.updated")


async def one_text(driver: Driver) -> None:
    await settings(driver, output_modalities=["text"])
    await ask(driver, "Good day")


async def audio(driver: Driver) -> None:
    for words in ("Good day", "And good night"):
        await ask(driver, words)


async def one_audio(driver: Driver) -> None:
    await ask(driver, "Good day")


async def without_output(driver: Driver) -> None:
    await ask(driver, "nothing")


async def ignored_update(driver: Driver) -> None:
    await settings(driver, instructions="Be kind.")
    await driver.send("session.update", session={"type": "realtime", "instructions": "Be brief."})
    await driver.settle()


async def ignored_request(driver: Driver) -> None:
    await one_text(driver)
    await driver.send("response.create")
    await linger(driver)


async def linger(driver: Driver) -> None:
    """Give the server its time, in turns: it could have answered ten times over."""
    for _ in range(100):
        await driver.settle()


async def two_items(driver: Driver) -> None:
    await driver.send("conversation.item.create", item=message("one"))
    await driver.send("conversation.item.create", item=message("two"))
    await driver.settle()


async def answered(driver: Driver) -> None:
    await driver.send("conversation.item.create", item=message("one"))
    await driver.until("response.done")


async def own_id(driver: Driver) -> None:
    await create(driver, message("one", id="mine"))


async def wishes(driver: Driver) -> None:
    await ask(driver, "Good day", max_output_tokens=100, metadata={"n": "1"})


async def nothing_to_cancel(driver: Driver) -> None:
    await driver.send("response.cancel")
    await driver.send("session.update", session={"type": "realtime", "instructions": "Be kind."})
    await driver.until("session.updated")


async def refused_update(driver: Driver) -> None:
    await driver.ask("session.update", session={"type": "realtime", "model": "another"})


async def insertions(driver: Driver) -> None:
    await driver.send("conversation.item.create", item=message("one", id="mine"))
    await driver.send("conversation.item.create", item=message("two"))
    await driver.send("conversation.item.create", item=message("zero"), previous_item_id="root")
    await driver.send("conversation.item.create", item=message("one and a half"), previous_item_id="mine")
    await driver.settle()


async def nowhere(driver: Driver) -> None:
    await driver.send("conversation.item.create", item=message("nowhere"), previous_item_id="nothing")
    await driver.settle()


async def two_at_once(driver: Driver) -> None:
    await settings(driver, output_modalities=["text"])
    for _ in range(2):
        await driver.send("conversation.item.create", item=message("Good day"))
        await driver.send("response.create")
        await driver.until("rate_limits.updated")


async def outside(driver: Driver) -> None:
    beside = {"conversation": "none", "output_modalities": ["text"]}
    await ask(driver, "Good day", **beside)


async def edits(driver: Driver) -> None:
    """What is done to items, without waiting for answers that may not come."""
    item_id = await create(driver, message("one", id="mine"))
    await driver.send("conversation.item.retrieve", item_id=item_id)
    await driver.send("conversation.item.delete", item_id=item_id)
    await driver.settle()


async def unknown_items(driver: Driver) -> None:
    await create(driver, message("one", id="mine"))
    await driver.send("conversation.item.delete", item_id="never_was")
    await driver.send("conversation.item.retrieve", item_id="never_was")
    await driver.send("conversation.item.delete", item_id="mine")
    await driver.send("conversation.item.retrieve", item_id="mine")
    await driver.send("session.update", session={"type": "realtime"})
    await driver.until("session.updated")


async def cuts(driver: Driver) -> None:
    mine = await create(driver, message("Good day"))
    done = await driver.ask("response.create", "response.done")
    item_id = done["response"]["output"][0]["id"]
    await driver.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=100)
    await driver.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=9000)
    await driver.send("conversation.item.truncate", item_id=mine, content_index=0, audio_end_ms=0)
    await driver.settle()


async def other_voice(driver: Driver) -> None:
    await one_audio(driver)
    await settings(driver, instructions="Be kind.")
    session = {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}
    await driver.send("session.update", session=session)
    await driver.settle()


async def commits(driver: Driver) -> None:
    """Push to talk, without waiting for answers that may not come."""
    await settings(driver, audio={"input": {"turn_detection": None}})
    await driver.send("input_audio_buffer.append", audio=tone(500))
    await driver.send("input_audio_buffer.clear")
    await driver.send("input_audio_buffer.commit")
    await driver.settle()
    await driver.send("input_audio_buffer.append", audio=tone(500))
    await driver.send("input_audio_buffer.commit")
    await driver.settle()


async def one_turn(driver: Driver) -> None:
    await speak(driver)
    await driver.until("rate_limits.updated")


async def transcribed_turn(driver: Driver) -> None:
    await settings(driver, audio={"input": {"transcription": {"model": "gpt-4o-transcribe"}}})
    await speak(driver)
    await driver.until("rate_limits.updated")


async def unanswered_turn(driver: Driver) -> None:
    await speak(driver)
    await driver.until("conversation.item.done")
    await linger(driver)


async def detection_off(driver: Driver) -> None:
    await settings(driver, audio={"input": {"turn_detection": None}})
    await driver.settle()


async def timed_out(driver: Driver) -> None:
    await settings(driver, audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 5000}}})
    await one_text_answer(driver)
    await driver.until("input_audio_buffer.timeout_triggered")
    await linger(driver)


async def one_text_answer(driver: Driver) -> None:
    await ask(driver, "Good day", output_modalities=["text"])


async def translated(driver: Driver) -> None:
    for _ in range(3):
        await driver.send("session.input_audio_buffer.append", audio=tone(300))
    await driver.send("session.close")
    await driver.closed()


def _translation(play: Play) -> Lifecycle:
    return Lifecycle(play, LIFECYCLES["translation"].address, settles=False)


SESSIONS = [
    *(simulated(seed, connection=kind)[1] for seed in range(12) for kind in (Connection.NEW, Connection.WEBRTC)),
    *(transcript(golden)[1] for golden in load_sessions("openai-ga")),
]
SHOWN: Mapping[Lifecycle, str] = {
    LIFECYCLES["updates"]: "errs-twice",
    Lifecycle(insertions): "root-is-last appends-always",
    Lifecycle(nowhere): "appends-to-the-unknown",
    LIFECYCLES[
        "tool_round"
    ]: "calls-without-an-end changes-call-ids changes-names changes-arguments swallows-arguments "
    "calls-what-is-not-there calls-against-the-choice",
    LIFECYCLES["mcp"]: "lists-without-beginning ends-calls-that-did-not-begin swallows-arguments-for-servers "
    "brings-no-result",
    Lifecycle(text): "resets-instructions repeats-event-ids limits-as-object session-id-of-another-form "
    "echoes-client-events "
    "updates-unasked updated-with-the-clients-id new-session-id other-model lives-longer "
    "shows-a-part adds-twice uses-ids-again done-twice shouts "
    "users-are-incomplete follows-an-unknown-item follows-nothing "
    "done-is-another repeats-response-ids changes-conversation ends-twice speaks-after-the-end counts-items-from-one "
    "counts-nothing counts-audio-in-text forgets-the-context speaks-first changes-its-settings shows-its-own-limit "
    "shows-no-output ends-without-the-item created-late opens-late counts-parts-of-another adds-before-opening "
    "forgets-what-it-said closes-the-conversation-late opens-no-part opens-parts-twice adds-to-the-end ends-no-stream "
    "swallows-text ends-parts-empty leaves-parts-open",
    Lifecycle(one_text): "adds-an-item deletes-unasked keeps-answers-out",
    Lifecycle(audio): "shows-its-own-voice changes-its-voice opens-text-for-audio swallows-words plays-over-websocket",
    Lifecycle(one_audio): "begins-semantic begins-deaf begins-fast begins-without-choice begins-with-noise-reduction "
    "begins-without-truncation",
    Lifecycle(without_output): "answers-in-another-modality",
    Lifecycle(ignored_update): "ignores-an-update forgets-instructions",
    Lifecycle(ignored_request): "ignores-a-request",
    Lifecycle(two_items): "ignores-a-create swaps-items",
    Lifecycle(answered): "answers-unasked",
    Lifecycle(own_id): "takes-another-id",
    Lifecycle(wishes): "shows-no-wishes loses-metadata counts-beyond-the-limit",
    Lifecycle(refused_update, settles=False): "error-names-nobody",
    Lifecycle(nothing_to_cancel, settles=False): "ignores-cancelling",
    Lifecycle(two_at_once): "overlaps",
    Lifecycle(outside): "adds-what-is-outside",
    Lifecycle(edits): "deletes-silently keeps-items-to-itself",
    Lifecycle(unknown_items, settles=False): "deletes-the-unknown makes-items-up remembers-deleted-items",
    Lifecycle(cuts): "cuts-elsewhere cuts-the-unspoken cuts-the-user",
    Lifecycle(other_voice): "changes-voice",
    Lifecycle(commits): "ignores-a-commit commits-nothing commits-without-an-item commits-elsewhere clears-silently "
    "clears-unasked",
    Lifecycle(detection_off): "hears-when-off opens-twice becomes-a-transcription",
    Lifecycle(one_turn): "starts-twice stops-another stops-late stops-before-it-starts stops-at-once hears-the-future "
    "transcribes-unasked",
    Lifecycle(unanswered_turn): "answers-no-turn",
    Lifecycle(timed_out): "waits-without-end",
    Lifecycle(transcribed_turn): "transcribes-the-unknown transcribes-another-part swallows-what-was-heard "
    "transcribes-twice transcribes-after-the-end transcribes-never shows-probabilities",
    _translation(translated): "never-closes translates-after-the-close turns-time-back shows-what-it-hears",
}
"""The sessions in which defects show."""
BY_DEFECT = {name: lifecycle for lifecycle, names in SHOWN.items() for name in names.split()}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_told_by_its_rule(name: str) -> None:
    defect, lifecycle = DEFECTS[name], BY_DEFECT[name]
    with ReferenceServer(defect=name) as server:
        url = f"{server.base_url}{lifecycle.address}"
        driver = played(server, partial(whole, lifecycle), url, lifecycle.connection)
    findings = driver.findings()
    assert {one.rule for one in findings} == {defect.rule, *defect.besides}, "\n".join(said(findings))


def test_defects_speak_of_rules_that_bind_and_explain_what_else_is_told() -> None:
    for defect in DEFECTS.values():
        assert all(REGISTER[rule].level is not Level.FREE for rule in (defect.rule, *defect.besides)), defect.name
        assert bool(defect.besides) == bool(defect.why), defect.name
        assert defect.rule not in defect.besides
    twice = [rule for rule, count in Counter(one.rule for one in DEFECTS.values()).items() if count > 1]
    assert twice == []
    assert sorted(BY_DEFECT) == sorted(DEFECTS)


def test_the_sessions_are_right_where_the_server_is() -> None:
    with ReferenceServer() as server:
        for lifecycle in SHOWN:
            if lifecycle.play is not answered:
                url = f"{server.base_url}{lifecycle.address}"
                driver = played(server, partial(whole, lifecycle), url, lifecycle.connection)
                assert said(driver.findings()) == [], lifecycle.play


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_takes_any_session(name: str) -> None:
    """Whatever a right server and its client say goes its way without an accident."""
    defect = DEFECTS[name]
    for frames in SESSIONS:
        memory: dict[str, Any] = {}
        for frame in frames:
            if frame.text:
                way = defect.sends if frame.side is Side.SERVER else defect.reads
                assert all("type" in event for event in way(json.loads(frame.text), memory))
