"""A results file is read whole, read as incomplete, or refused in one line that names file and position."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from result_files import added, gone, header, verdict, write

from conformance import cli
from conformance.checks.finding import Finding, What
from conformance.errors import UsageError
from conformance.requirements.level import Level
from conformance.results.reader import read

PROGRAM = str(Path(sys.executable).parent / "realtime-conformance")
VERDICTS = [
    verdict("RealtimeResponse/usage-absent", check="accepts"),
    verdict("RealtimeResponse/usage-null", "fail", gone("/usage", "null")),
]
LONG = '{"a":"' + "x" * 5_000 + '"}'


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    explained = verdict(
        "RealtimeResponse/id",
        "fail",
        gone("/a"),
        level="should",
        known="https://example.org/1",
        requirements=(("decode.x", "It is so."),),
        sent="{}",
        expected="1",
        actual="2",
        reproduce="do it",
    )
    found = read(write(tmp_path / "r.jsonl", [*VERDICTS, explained]))
    assert found.complete
    assert found.footer is not None
    assert (dict(found.footer.totals), found.footer.exit, found.footer.seconds) == ({"pass": 1, "fail": 2}, 1, 1.5)
    assert (found.header.label, found.header.dialect, found.header.strict) == ("sdk 1.0.0", "async-openai", False)
    first, _, last = found.verdicts
    assert (first.key, first.failed, first.level) == (("RealtimeResponse/usage-absent", "accepts"), False, Level.MUST)
    assert last == explained
    assert last.findings == (Finding(What.LOST, "/a", "1"),)
    assert last.reason == "/a is dropped"
    assert not last.gates()
    assert last.gates(strict=True)


def test_payloads_can_be_cut_or_left_out(tmp_path: Path) -> None:
    # The validator and the reports need what a finding is about, whatever is left out.
    added_one, why = added("/a", LONG[:1_500]), (("decode.x", "It is so."),)
    path = write(tmp_path / "r.jsonl", [verdict("T/a", "fail", added_one, sent=LONG, requirements=why, known="7")])
    (whole,), (cut,), (without,) = (read(path, width=width).verdicts for width in (None, 10, 0))
    assert whole.sent == LONG
    assert cut.sent == LONG[:10] + "…" == cut.findings[0].got
    assert (without.sent, without.requirements, without.reason) == (None, (), "/a is invented")
    assert (without.findings, without.known) == ((added_one,), "7")


def test_a_file_cut_anywhere_in_its_last_lines_is_complete_or_incomplete(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", VERDICTS)
    whole = path.read_bytes()
    *_, verdict_line, footer_line = whole.splitlines(keepends=True)
    tail = len(verdict_line) + len(footer_line)
    for kept in range(len(whole) - tail, len(whole) + 1):
        path.write_bytes(whole[:kept])
        found = read(path)
        # A line break alone may be missing: what the last line says is all there.
        assert found.complete is (kept >= len(whole) - 1), kept
        in_verdict = kept < len(whole) - len(footer_line) - 1
        assert len(found.verdicts) == (1 if in_verdict else 2), kept


def test_a_file_cut_in_its_header_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", VERDICTS)
    first = path.read_bytes().splitlines(keepends=True)[0]
    for kept in range(len(first) - 1):
        path.write_bytes(first[:kept])
        with pytest.raises(UsageError, match="empty, or cut in its first line"):
            read(path)


def replaced(number: int, text: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        lines = lines_of(path)
        lines[number - 1] = text
        path.write_text("".join(lines), encoding="utf-8")

    return change


def changed_header(**changed: object) -> Callable[[Path], None]:
    return replaced(1, json.dumps({"kind": "header", "format": 4, **header(), **changed}) + "\n")


def test_results_of_another_format_say_how_to_make_them_anew(tmp_path: Path) -> None:
    path = write(tmp_path / "old runs.jsonl", VERDICTS)
    changed_header(format=3, impl="stdio:./run me", dialect={"name": "openai-ga", "version": 1})(path)
    with pytest.raises(UsageError) as told:
        read(path)
    assert str(told.value) == (
        f"{path}, line 1: results of format 3, this suite reads format 4: make them anew with realtime-conformance run "
        f"'--impl=stdio:./run me' --dialect=openai-ga '--results={path}', "
        "or read the file with the release that wrote it"
    )


def is_a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def appended(text: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8") and None


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, ": No such file or directory"),
    "a directory": (is_a_directory, ": Is a directory"),
    "empty": (lambda path: path.write_bytes(b""), ": empty, or cut in its first line: a results file starts"),
    "a cut header": (lambda path: path.write_text('{"kind":"hea'), ": empty, or cut in its first line"),
    "not UTF-8": (lambda path: path.write_bytes(path.read_bytes() + b"\xff\n"), ": not UTF-8 (invalid start byte)"),
    "text": (lambda path: path.write_text("hello\nyou\n"), ", line 1: not JSON ("),
    "someone else's JSON Lines": (lambda path: path.write_text('{"a":1}\n{"a":2}\n'), ", line 1: not a results file"),
    "a list": (lambda path: path.write_text("[]\n"), ", line 1: not a line of a results file (not an object)"),
    "an older format": (
        changed_header(format=3),
        ", line 1: results of format 3, this suite reads format 4: make them",
    ),
    "a later format": (changed_header(format=5), ", line 1: results of format 5, this suite reads format 4: make them"),
    "a format without a name": (
        changed_header(format="\u001b[2J\n", impl=7, dialect=None),
        ", line 1: results of format \\u001b[2J\\u000a, this suite reads format 4: make them",
    ),
    "a poor header": (changed_header(seed="0"), ", line 1: not a header of a results file: seed: "),
    "not JSON in the middle": (replaced(2, '{"kind":\n'), ", line 2: not JSON ("),
    "deep JSON": (replaced(3, "[" * 100_000 + "\n"), ", line 3: not JSON ("),
    "a poor verdict": (replaced(3, '{"kind":"verdict","case":"T/a"}\n'), ", line 3: not a verdict of a results file: "),
    "a verdict of the old shape": (
        replaced(3, '{"kind":"verdict","case":"T/a","type":"T","check":"x","level":"must","status":"pass"}\n'),
        ", line 3: not a verdict of a results file: ",
    ),
    "a name that is not text": (
        replaced(3, '{"kind":"verdict","case":"T/\\ud800","subject":"T","check":"x","level":"must","status":"pass"}\n'),
        ", line 3: not a verdict of a results file: a name is not Unicode text",
    ),
    "a name that acts on a terminal": (
        replaced(
            3, '{"kind":"verdict","case":"T/a","subject":"T","check":"\\u001b[2J","level":"must","status":"pass"}\n'
        ),
        ", line 3: not a verdict of a results file: check: ",
    ),
    "another kind": (replaced(3, '{"kind":"remark"}\n'), ", line 3: not a line of a results file (kind 'remark')"),
    "a second header": (
        replaced(2, json.dumps({"kind": "header", "format": 4, **header()}) + "\n"),
        ", line 2: not a line of a results file (kind 'header')",
    ),
    "a wrong count": (
        replaced(4, '{"kind":"footer","totals":{"pass":5},"exit":0,"seconds":1}\n'),
        ", line 4: the footer counts 0 of fail, the file has 1",
    ),
    "a wrong count of each": (
        replaced(4, '{"kind":"footer","totals":{"fail":2},"exit":0,"seconds":1}\n'),
        ", line 4: the footer counts 2 of fail, the file has 1",
    ),
    "a count of what there is not": (
        replaced(4, '{"kind":"footer","totals":{"fail":1,"pass":6,"\\u001bbanana":-5},"exit":0,"seconds":1}\n'),
        ", line 4: the footer counts -5 of \\u001bbanana, the file has 0",
    ),
    "a verdict twice": (
        lambda path: replaced(3, lines_of(path)[1])(path),
        ", line 3: RealtimeResponse/usage-absent is judged twice by accepts",
    ),
    "a wrong share": (
        replaced(
            4,
            '{"kind":"footer","totals":{"fail":1,"pass":1},"exit":0,"seconds":1,"shares":{"read":{"right":2,"of":2},'
            '"sent":{"right":0,"of":0},"correct":{"right":1,"of":2}}}\n',
        ),
        ", line 4: the footer has 2 of 2 read, the verdicts 1 of 2",
    ),
    "a poor footer": (replaced(4, '{"kind":"footer","totals":{}}\n'), ", line 4: not a footer of a results file: "),
    "a line after the footer": (appended('{"kind":"verdict"}\n'), ", line 5: there is more after the footer"),
    "half a line after the footer": (appended('{"kind'), ", line 5: there is more after the footer"),
}
COMMANDS = {
    "compare, the old": ["compare", "{broken}", "{sound}", "--markdown={out}"],
    "compare, the new": ["compare", "{sound}", "{broken}", "--markdown={out}"],
    "combine": ["combine", "{out}", "{broken}"],
    "history": ["history", "{out}", "{sound}", "{broken}"],
    "report, html": ["report", "{sound}", "{broken}", "--html={out}"],
    "report, markdown": ["report", "{sound}", "{broken}", "--markdown={out}"],
    "report, junit": ["report", "{sound}", "{broken}", "--junit={out}"],
    "report, badge": ["report", "{broken}", "--badge={out}"],
    "report, sarif": ["report", "{sound}", "{broken}", "--sarif={out}"],
}


def files(folder: Path, command: str) -> tuple[list[str], Path, Path]:
    """The command's words, the file to be broken, and the file that it would write, which holds something already."""
    sound, broken, out = (folder / name for name in ("sound.jsonl", "broken.jsonl", "out"))
    write(sound, VERDICTS)
    shutil.copy(sound, broken)
    out.write_text("" if command == "history" else "precious\n", encoding="utf-8")
    words = [word.format(sound=sound, broken=broken, out=out) for word in COMMANDS[command]]
    return words, broken, out


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_not_a_results_file_is_refused_with_its_place(tmp_path: Path, how: str) -> None:
    path = write(tmp_path / "r.jsonl", VERDICTS)
    change, said = BROKEN[how]
    change(path)
    with pytest.raises(UsageError) as told:
        read(path)
    assert str(told.value).startswith(f"{path}{said}")
    assert len(str(told.value).splitlines()) == 1
    assert str(told.value).isprintable()


@pytest.mark.parametrize("how", ["missing", "a directory", "a cut header", "not UTF-8", "not JSON in the middle"])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_a_results_file_is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, how: str
) -> None:
    words, broken, out = files(tmp_path, command)
    before = out.read_bytes()
    change, said = BROKEN[how]
    change(broken)
    assert cli.main(words) == 4
    output = capsys.readouterr()
    assert output.out == ""
    (line,) = output.err.splitlines()
    assert line.startswith(f"realtime-conformance: {broken}{said}")
    assert out.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {"sound.jsonl", "broken.jsonl", "out"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    words, broken, out = files(tmp_path, command)
    if command == "combine":
        placed = [replace(one, index=index) for index, one in enumerate(VERDICTS)]
        write(broken, placed, options={"shard": "1/1"})
    out.unlink()
    out.mkdir()
    assert cli.main(words) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert str(out) in line
    assert "s a directory" in line
    assert list(out.iterdir()) == []


def test_a_real_process_says_it_the_same_way(tmp_path: Path) -> None:
    words, broken, out = files(tmp_path, "compare, the new")
    broken.write_text("{}\n", encoding="utf-8")
    ran = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr == (
        f"realtime-conformance: {broken}, line 1: not a results file of this suite: its first line is not a header\n"
    )
    assert out.read_text(encoding="utf-8") == "precious\n"
