"""No text of others acts on a terminal or on a CI runner, in whichever command and by whichever way it comes."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from acts import ESCAPES, TEXT, raw

from conformance.cli import main, parser
from conformance.display import message, safe
from conformance.options import OPTIONS
from tests import forked

LONG = 300  # seconds
BIN = Path(sys.executable).parent
HEADER = {
    "kind": "header",
    "format": 4,
    "suite": TEXT,
    "dialect": {"name": TEXT, "version": 1},
    "requirements": 1,
    "implementation": {"name": TEXT, "version": TEXT, "language": TEXT, "profile": TEXT, "dialect": TEXT},
    "impl": TEXT,
    "environment": {"python": TEXT, "platform": TEXT, "pytest": TEXT},
    "options": {
        "types": [TEXT],
        "checks": [TEXT],
        "vectors": None,
        "generated": 1,
        "strict": False,
        "shard": None,
    },
    "seed": 0,
    "started": "2026-01-01T00:00:00+00:00",
}
VERDICT = {
    "kind": "verdict",
    "case": f"T/{TEXT}",
    "subject": TEXT,
    "check": "round-trip",
    "level": "must",
    "status": "fail",
    "reason": TEXT,
    "sent": TEXT,
    "expected": TEXT,
    "actual": TEXT,
    "reproduce": TEXT,
    "known": TEXT,
}


def _lines(*records: object) -> str:
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


FRAME = {"t": 0.1, "from": "server", "text": json.dumps({"type": "error", "error": {"message": TEXT}})}
FILES = {
    "results": _lines(HEADER, VERDICT),
    "results of another format": _lines({**HEADER, "format": TEXT}),
    "results with another member": _lines({**HEADER, TEXT: 1}),
    "results with another status": _lines(HEADER, {**VERDICT, "status": TEXT}),
    "known failures": f"failures:\n- cases: [{json.dumps(TEXT)}]\n  why: {json.dumps(TEXT)}\n  expires: 2020-01-01\n",
    "known failures with another member": f"failures:\n- {json.dumps(TEXT)}: 1\n",
    "transcript": _lines(
        {"transcript": 1, "dialect": "openai-ga", "connection": "new", "complete": True, "sides": ["client", "server"]},
        FRAME,
        {"t": 0.2, "from": "client", "text": TEXT},
        {"t": 0.3, "from": "server", "text": json.dumps({"type": TEXT, "event_id": TEXT, TEXT: TEXT})},
        {"t": 0.4, "from": "server", "close": {"code": 1000, "reason": TEXT}},
    ),
    "transcript with another side": _lines({"transcript": 1, "dialect": TEXT, "sides": [TEXT]}, FRAME),
    "an object": json.dumps({TEXT: TEXT}, ensure_ascii=False),
    "text": TEXT,
}


def commands(
    of: argparse.ArgumentParser | None = None, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command there is, whoever added it, with its parser; ``run`` is asked apart, as pytest has its options."""
    of = of or parser()
    below = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(path), of
    for name, one in below[0].choices.items() if below else ():
        if name != "run":
            yield from commands(one, (*path, name))


COMMANDS = dict(commands())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.stdin", io.StringIO())

    return tmp_path


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that go on until they are interrupted are, as soon as they wait."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupted)
    monkeypatch.setattr("signal.pause", interrupted)


def assert_harmless(arguments: list[str], shown: Mapping[str, str]) -> None:
    for stream, text in shown.items():
        assert not raw(text), (stream, arguments, raw(text)[:3])


def given(command: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
    every = [*command.split(), *arguments]
    main(every)
    printed = capsys.readouterr()
    assert_harmless(every, {"stdout": printed.out, "stderr": printed.err})


def values(of: argparse.ArgumentParser) -> tuple[list[argparse.Action], list[str]]:
    """The positional arguments of a command, and its options that take a value."""
    places = [action for action in of._actions if not action.option_strings]
    flags = [action.option_strings[-1] for action in of._actions if action.option_strings and action.nargs != 0]
    return places, flags


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("command", COMMANDS)
def test_no_file_acts_through_a_command(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places, _ = values(COMMANDS[command])
    if not places:
        pytest.skip("reads no file")
    for number, content in enumerate(FILES.values()):
        # The name acts, too; each file has one of its own, which some commands write to.
        path = here / f"{TEXT}{number}".replace("/", "")
        path.write_text(content, encoding="utf-8", errors="surrogatepass")
        # As many as there are places: where a case is named, it is the one of the results.
        given(command, capsys, *(f"T/{TEXT}" if place.dest == "case" else path.name for place in places))


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("command", COMMANDS)
def test_no_argument_acts_through_a_command(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places, flags = values(COMMANDS[command])
    (here / "file").write_text(FILES["results"], encoding="utf-8")
    for flag in ("--no-such", *flags):
        for value in (TEXT, "file"):
            given(command, capsys, *([value] * len(places)), f"{flag}={TEXT}")


@pytest.mark.parametrize(
    "option", [name for name, about in OPTIONS.items() if "action" not in about or "metavar" in about]
)
def test_no_option_acts_through_a_run(option: str, here: Path) -> None:
    (here / "file").write_text(FILES["known failures"])
    for value in (TEXT, "file") if option == "--known-failures" else (TEXT,):
        arguments = [
            str(BIN / "realtime-conformance"),
            "run",
            "--types=RealtimeResponseUsage",
            "--vectors=*",
            f"{option}={value}",
        ]
        done = forked.run(arguments, cwd=here, timeout=LONG)
        assert done.returncode in (0, 1, 4), done.stderr
        assert_harmless(arguments, {"stdout": done.stdout, "stderr": done.stderr})


PROGRAM = f"""
import json, sys
TEXT = {TEXT!r}
mode = sys.argv[1]
print(TEXT, file=sys.stderr, flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if mode == "stderr":
        sys.exit(3)
    if mode == "noise":
        print(TEXT, flush=True)
    answer = {{"seq": asked["seq"], "outcome": "rejected", "message": TEXT}}
    if asked["op"] == "bye":
        sys.exit()
    if asked["op"] == "hello":
        about = dict.fromkeys(("name", "version", "language", "profile"), TEXT)
        types = ["RealtimeResponseUsage", *([TEXT] if mode == "types" else [])]
        about |= {{"dialect": TEXT if mode == "dialect" else "*", "types": types, "ops": ["roundtrip"]}}
        answer = {{"seq": asked["seq"], "outcome": "ok", "hello": about | {{"homepage": TEXT, "issues": TEXT}}}}
    elif asked["type"] not in types:
        answer["outcome"] = "unsupported"
    elif mode == "dies" and asked["text"].startswith("{{"):
        sys.exit(3)
    elif mode == "outcome":
        answer["outcome"] = TEXT
    elif mode == "text":
        answer |= {{"outcome": "ok", "text": TEXT}}
    print(json.dumps(answer), flush=True)
"""
MODES = ("rejects", "stderr", "noise", "types", "dialect", "dies", "outcome", "text")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "command",
    [
        ("run", "--generated=0", "-v", "-rA", "--impl"),
        ("judge", "file", "--impl"),
        ("show", "RealtimeResponseUsage/falsy", "--dialect=async-openai", "--impl"),
        ("adapters", "lint"),
    ],
    ids=lambda command: command[0],
)
def test_no_program_acts(command: tuple[str, ...], mode: str, here: Path) -> None:
    (here / "program.py").write_text(PROGRAM)
    (here / "file").write_text("{}")
    program = f"{sys.executable} program.py {mode}"
    arguments = [*command[:-1], f"--impl=stdio:{program}"] if command[-1] == "--impl" else [*command, *program.split()]
    done = forked.run(
        [str(BIN / "realtime-conformance"), *arguments],
        cwd=here, timeout=LONG,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    # It was shown, and so could have acted; of what a program said before it died, the last line is.
    assert re.search(r"owned|vso", done.stdout + done.stderr)
    assert_harmless(arguments, {"stdout": done.stdout, "stderr": done.stderr})


def test_what_is_replaced_is_the_same_in_json() -> None:
    said = json.dumps([ESCAPES, "##[error]"], ensure_ascii=False)
    assert not raw(safe(said))
    assert json.loads(safe(said)) == json.loads(said)


def test_lines_and_columns_are_kept() -> None:
    assert safe("a\tb\n::c: d::e\n##f") == "a\tb\n\\u003a:c: d::e\n##f"


def test_no_line_of_a_message_begins_with_what_it_quotes() -> None:
    assert message("ours: theirs\nmore\n::error::x\n") == "ours: theirs\n    more\n    \\u003a:error::x"
