"""The transport to an adapter program pins a fault on the request that brings it about, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes.leftovers import left_over

from conformance.adapter import Direction, Hello, Kind, Op, Outcome, Request
from conformance.adapter.broken import AdapterBroken
from conformance.adapter.declared import direction_of
from conformance.adapter.stdio import Limits, Stdio
from conformance.errors import UsageError

FAKES = Path(__file__).parents[1] / "fakes"
SHORT = Limits(timeout=0.5, grace=0.2)

Fake = Callable[..., Stdio]


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    return tmp_path / "pids"


@pytest.fixture
def fake(pids: Path) -> Iterator[Fake]:
    """Open fakes by name; afterwards all are closed and none of their processes is left."""
    opened = []

    def open_fake(name: str, limits: Limits | None = None) -> Stdio:
        connection = Stdio([sys.executable, str(FAKES / f"{name}.py"), str(pids)], limits)
        opened.append(connection)
        return connection

    yield open_fake
    for connection in opened:
        connection.close()
    assert left_over(pids) == []


def thing(text: str | bytes, type_: str = "Thing", op: Op = Op.ROUNDTRIP) -> Request:
    return Request(op, type_, text)


def ask_all(connection: Stdio, texts: list[str]) -> list[Outcome]:
    return list(connection.stream(thing(text) for text in texts))


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [outcome.kind.value for outcome in outcomes]


AMONG_OTHERS = [f"before {n}" for n in range(40)] + ["now"] + [f"after {n}" for n in range(100)]


def assert_only_now_is(kind: Kind, outcomes: list[Outcome]) -> str:
    """Every request but the one that triggers the fake is answered with its own text; return the message of that."""
    expected = [Outcome(Kind.OK, text=text) for text in AMONG_OTHERS]
    culprit = outcomes[40]
    expected[40] = culprit
    assert outcomes == expected
    assert culprit.kind is kind
    assert culprit.text is None
    return culprit.message or ""


def test_the_program_says_what_it_is(fake: Fake) -> None:
    assert fake("honest").hello == Hello(
        "fake", "1", "python", "default", "fake", frozenset({"Thing"}), frozenset({Op.ROUNDTRIP})
    )


def test_a_program_of_the_first_version_is_understood(fake: Fake) -> None:
    connection = fake("speaks_version_1")
    assert direction_of(connection.hello, "Thing") is Direction.BOTH
    assert connection.ask(thing("1")) == Outcome(Kind.OK, text="1")


def test_one_question_has_one_outcome(fake: Fake) -> None:
    connection = fake("honest")
    assert connection.ask(thing('{"a":"ü\u2028😀"}')) == Outcome(Kind.OK, text='{"a":"ü\u2028😀"}')
    assert connection.ask(thing("")) == Outcome(Kind.OK, text="")


def test_outcomes_come_in_the_order_asked(fake: Fake) -> None:
    texts = [str(n) for n in range(1000)]
    assert ask_all(fake("honest"), texts) == [Outcome(Kind.OK, text=text) for text in texts]


def test_answers_may_come_in_any_order(fake: Fake) -> None:
    texts = [str(n) for n in range(32)]
    assert [outcome.text for outcome in ask_all(fake("slow_and_out_of_order"), texts)] == texts


@pytest.mark.parametrize("window", [1, 2, 3, 64])
def test_requests_are_taken_at_most_a_window_ahead(fake: Fake, window: int) -> None:
    taken = 0

    def source() -> Iterator[Request]:
        nonlocal taken
        for n in range(200):
            taken += 1
            yield thing(str(n))

    outcomes = fake("honest", Limits(window=window)).stream(source())
    for yielded, outcome in enumerate(outcomes):
        assert outcome.text == str(yielded)
        assert taken - yielded <= window
    assert taken == 200


def test_full_pipes_do_not_deadlock(fake: Fake) -> None:
    texts = [str(n) * 500_000 for n in range(10)] * 7
    assert [outcome.text for outcome in ask_all(fake("honest"), texts)] == texts


def test_what_is_not_declared_is_not_asked(fake: Fake) -> None:
    connection = fake("answers_ok_to_anything")
    asked = [
        thing("1", type_="Other"),
        thing("2", op=Op.TYPED),
        thing(b"\xff"),
        thing("\ud800"),
        thing("3"),
    ]
    outcomes = list(connection.stream(asked))
    assert kinds(outcomes) == ["unsupported"] * 4 + ["ok"]
    assert [outcome.message for outcome in outcomes[:4]] == [
        "fake does not declare the type Other",
        "fake does not declare the operation typed",
        "fake does not declare that it takes bytes",
        "fake does not declare that it takes bytes",
    ]


def test_a_crash_is_pinned_on_the_request_that_brings_it_about(fake: Fake) -> None:
    message = assert_only_now_is(Kind.CRASHED, ask_all(fake("crashes"), AMONG_OTHERS))
    assert message == "the program was killed by SIGSEGV; its stderr ends with:\nabout to fall over"


def test_several_requests_may_crash(fake: Fake) -> None:
    texts = ["now 1", "fine", "now 2", "now 3", "fine", "now 4"]
    outcomes = ask_all(fake("crashes"), texts)
    assert kinds(outcomes) == ["crashed", "ok", "crashed", "crashed", "ok", "crashed"]


def test_a_crash_on_every_kth_request_is_seen_and_the_others_are_answered(fake: Fake) -> None:
    outcomes = ask_all(fake("crashes_on_every_fifth", Limits(window=1)), [str(n) for n in range(12)])
    assert kinds(outcomes) == ["ok"] * 4 + ["crashed"] + ["ok"] * 4 + ["crashed"] + ["ok"] * 2


def test_a_crash_that_does_not_come_back_is_not_swallowed(fake: Fake) -> None:
    outcomes = ask_all(fake("crashes_once"), ["first", "now", "third"])
    assert sorted(kinds(outcomes)) == ["crashed", "ok", "ok"]
    (message,) = [outcome.message for outcome in outcomes if outcome.kind is Kind.CRASHED]
    assert message is not None
    assert message.startswith("the program exited with code 3")
    assert "none of them does it alone" in message


def test_an_exit_without_an_answer_is_a_crash_even_with_code_0(fake: Fake) -> None:
    message = assert_only_now_is(Kind.CRASHED, ask_all(fake("exits_silently"), AMONG_OTHERS))
    assert message == "the program exited with code 0 without an answer"


def test_a_request_that_hangs_times_out_alone(fake: Fake) -> None:
    message = assert_only_now_is(Kind.TIMEOUT, ask_all(fake("hangs", SHORT), AMONG_OTHERS))
    assert message == "no answer within 0.5 s"


def test_the_time_limit_is_for_each_answer_not_for_all_that_is_in_flight(fake: Fake) -> None:
    outcomes = ask_all(fake("slow", SHORT), ["slow"] * 8)
    assert kinds(outcomes) == ["ok"] * 8


def test_a_program_that_stops_reading_full_pipes_times_out(fake: Fake) -> None:
    texts = ["now", "x" * 1_000_000, "y" * 1_000_000]
    outcomes = ask_all(fake("hangs", SHORT), texts)
    assert kinds(outcomes) == ["timeout", "ok", "ok"]


def test_endless_lines_that_nobody_asked_for_are_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("floods_stdout"), AMONG_OTHERS))
    assert message == """no seq of 1 or more: '{"note": "nobody asked"}'"""


def test_an_endless_line_is_garbled_once_it_is_over_the_limit(fake: Fake) -> None:
    limits = Limits(line=1_000_000)
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("floods_stdout_without_newline", limits), AMONG_OTHERS))
    assert message == "a line of more than 1000000 bytes"


def test_a_flood_on_stderr_is_drained_until_the_time_is_over(fake: Fake) -> None:
    message = assert_only_now_is(Kind.TIMEOUT, ask_all(fake("floods_stderr", SHORT), AMONG_OTHERS))
    assert message.startswith("no answer within 0.5 s; its stderr ends with:\n")
    assert len(message) < 5000


def test_stderr_is_not_judged(fake: Fake) -> None:
    texts = [str(n) for n in range(50)]
    assert kinds(ask_all(fake("logs_to_stderr"), texts)) == ["ok"] * 50


def test_a_second_answer_to_a_request_is_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("answers_twice"), AMONG_OTHERS))
    assert message == "answered a second time"


def test_text_that_is_not_json_is_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("answers_garbage"), AMONG_OTHERS))
    assert message == "not a line of JSON: 'Warning: this library is deprecated'"


@pytest.mark.parametrize("others", [100, 1, 0])
def test_noise_behind_an_answer_is_pinned_on_that_answer(fake: Fake, others: int) -> None:
    outcomes = ask_all(fake("talks_after_answering"), ["before", "now"] + ["after"] * others)
    assert kinds(outcomes) == ["ok", "garbled"] + ["ok"] * others
    assert (outcomes[1].message or "").startswith("not a line of JSON: 'done'")


def test_an_answer_to_no_request_is_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("wrong_seq"), AMONG_OTHERS))
    assert message.endswith(", which was not asked")


def test_an_answer_without_outcome_is_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("lacks_outcome"), AMONG_OTHERS))
    assert message.startswith("an answer without outcome: ")


def test_an_ok_without_text_is_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("ok_without_text"), AMONG_OTHERS))
    assert message == "ok without a text"


def test_an_outcome_that_only_the_transport_sees_is_garbled(fake: Fake) -> None:
    message = assert_only_now_is(Kind.GARBLED, ask_all(fake("says_timeout"), AMONG_OTHERS))
    assert message == "an adapter may not send the outcome 'timeout'"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("crashes", Kind.CRASHED),
        ("exits_silently", Kind.CRASHED),
        ("hangs", Kind.TIMEOUT),
        ("floods_stdout", Kind.GARBLED),
        ("answers_garbage", Kind.GARBLED),
        ("wrong_seq", Kind.GARBLED),
    ],
)
def test_a_fault_of_a_single_question_leaves_the_next_one_alone(fake: Fake, name: str, kind: Kind) -> None:
    connection = fake(name, SHORT)
    assert connection.ask(thing("now")).kind is kind
    assert connection.ask(thing("next")) == Outcome(Kind.OK, text="next")


def test_restarts_are_bounded_and_the_rest_is_told_so(fake: Fake) -> None:
    connection = fake("crashes", Limits(window=1, restarts=2))
    outcomes = ask_all(connection, ["now", "now", "now", "fine", "fine"])
    assert kinds(outcomes) == ["crashed"] * 5
    last = "the program was killed by SIGSEGV; its stderr ends with:\nabout to fall over"
    assert [outcome.message for outcome in outcomes] == [last] * 3 + [
        f"given up after 2 restarts, the last fault: {last}"
    ] * 2


def test_a_program_that_does_not_start_again_is_given_up(fake: Fake) -> None:
    connection = fake("does_not_come_back", Limits(window=1))
    outcomes = ask_all(connection, ["fine", "now", "fine", "fine"])
    assert kinds(outcomes) == ["ok", "crashed", "crashed", "crashed"]
    assert outcomes[3].message == (
        "given up, it did not start again after a fault: the program exited with code 1 without an answer; "
        "its stderr ends with:\nthe licence server is down"
    )


def test_a_question_may_be_asked_while_a_stream_is_under_way(fake: Fake) -> None:
    connection = fake("crashes")
    for n, outcome in enumerate(connection.stream(thing(str(n)) for n in range(150))):
        assert outcome.text == str(n)
        if n in (0, 70):
            assert connection.ask(thing("aside")).text == "aside"
            assert connection.ask(thing("now")).kind is Kind.CRASHED


def test_an_abandoned_stream_does_not_disturb_what_is_asked_next(fake: Fake) -> None:
    connection = fake("honest")
    for outcome in connection.stream(thing(str(n)) for n in range(150)):
        if outcome.text == "70":
            break
    assert connection.ask(thing("next")).text == "next"
    assert [outcome.text for outcome in ask_all(connection, ["a", "b"])] == ["a", "b"]


def test_a_closed_connection_cannot_be_asked(fake: Fake) -> None:
    connection = fake("honest")
    stream = connection.stream(thing(str(n)) for n in range(500))
    next(stream)
    connection.close()
    connection.close()
    with pytest.raises(ValueError, match="the connection is closed"):
        connection.ask(thing("1"))
    with pytest.raises(ValueError, match="the connection is closed"):
        list(stream)


def test_grandchildren_go_too(fake: Fake, pids: Path) -> None:
    connection = fake("leaves_a_grandchild")
    assert connection.ask(thing("fine")).kind is Kind.OK
    connection.close()
    assert len(pids.read_text().split()) == 2
    assert left_over(pids) == []


def test_a_crash_is_seen_although_a_grandchild_holds_the_pipes(fake: Fake) -> None:
    outcome = fake("leaves_a_grandchild").ask(thing("now"))
    assert outcome.kind is Kind.CRASHED
    assert outcome.message == "the program exited with code 7 without an answer"


def test_a_program_that_ignores_bye_and_sigterm_is_killed(fake: Fake, pids: Path) -> None:
    with fake("ignores_bye_and_sigterm", SHORT) as connection:
        assert connection.ask(thing("fine")).kind is Kind.OK
    assert left_over(pids) == []


@pytest.mark.parametrize("how", ["raise RuntimeError", "sys.exit(3)", "stream = None; connection = None"])
def test_nothing_is_left_when_the_suite_ends_without_closing(pids: Path, how: str) -> None:
    suite = f"""
import sys
from conformance.adapter import Op, Request
from conformance.adapter.stdio import Stdio
connection = Stdio([sys.executable, {str(FAKES / "ignores_bye_and_sigterm.py")!r}, {str(pids)!r}])
stream = connection.stream(Request(Op.ROUNDTRIP, "Thing", str(n)) for n in range(500))
next(stream)
{how}
"""
    subprocess.run([sys.executable, "-c", suite], stderr=subprocess.DEVNULL, check=False, timeout=60)
    assert left_over(pids) == []


def test_nothing_is_left_when_the_suite_is_interrupted(pids: Path) -> None:
    suite = f"""
import sys
from conformance.adapter import Op, Request
from conformance.adapter.stdio import Stdio
connection = Stdio([sys.executable, {str(FAKES / "hangs.py")!r}, {str(pids)!r}])
print("open", flush=True)
connection.ask(Request(Op.ROUNDTRIP, "Thing", "now"))
"""
    with subprocess.Popen(
        [sys.executable, "-c", suite], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(60) != 0
    assert left_over(pids) == []


def test_a_program_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"^cannot run \./no-such-adapter: No such file or directory$"):
        Stdio(["./no-such-adapter"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("never_answers", "no answer within 0.5 s"),
        (
            "prints_a_banner",
            "not a line of JSON: 'Fake adapter 1.0 starting'\n"
            "Standard output is for answers alone, from its first line on: anything else belongs on standard error",
        ),
    ],
)
def test_a_program_that_does_not_introduce_itself_is_broken(fake: Fake, pids: Path, name: str, why: str) -> None:
    with pytest.raises(AdapterBroken) as caught:
        fake(name, Limits(timeout=0.5, start=0.5))
    assert str(caught.value).endswith(f" did not answer hello: {why}")
    assert left_over(pids) == []


def test_a_program_that_dies_at_once_is_broken_and_its_stderr_shown() -> None:
    with pytest.raises(AdapterBroken) as caught:
        Stdio([sys.executable, "-c", "raise SystemExit('no licence')"])
    assert str(caught.value).endswith(
        "the program exited with code 1 without an answer; its stderr ends with:\nno licence"
    )
