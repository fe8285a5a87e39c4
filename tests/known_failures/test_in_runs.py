"""``--known-failures`` in a real run: green on what is known, red on anything new, and the file kept up to date."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.cli import main
from conformance.errors import UsageError
from conformance.options import OPTIONS
from conformance.suite.selection import select
from tests import forked
from tests.known_failures.files import AMISS, BIN, KNOWN, LOST, ROOT, file

# Loses members; which ones is set from outside, as if releases came and went.
LOSSY = """\
import json
import os
from conformance.reference.adapter import ADAPTER as reference

hello = reference.hello

def roundtrip(type, text):
    written = json.loads(reference.roundtrip(type, text))
    for name in os.environ.get("LOSES", "usage").split():
        written.pop(name, None)
    return json.dumps(written, separators=(",", ":"))
"""
MY_SDK = """\
from conformance.reference.adapter import ADAPTER as reference

class Usage(str):
    @classmethod
    def from_json(cls, text):
        return cls(reference.roundtrip("RealtimeResponseUsage", text))

    def to_json(self):
        return str(self)
"""
SLUGS = ("audio-null", "completed-text", "metadata-null", "metadata-one", "usage-null")
NARROW = (f"--vectors={','.join(f'RealtimeResponse/{slug}' for slug in SLUGS)}", "--checks=round-trip")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "lossy.py").write_text(LOSSY)
    return tmp_path


def run(
    project: Path, *arguments: str, program: str = "pytest", selected: Sequence[str] = NARROW, **extra: str
) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    command = [str(BIN / program), *(["run"] if program != "pytest" else []), "--impl=lossy", *selected, *arguments]
    environment = {**inherited, "COLUMNS": "100", "PYTHONPATH": str(project), **extra}
    return forked.run(command, cwd=project, env=environment, timeout=120)


def screen(output: str) -> str:
    """What the suite itself has to say at the end."""
    return output.partition(" Realtime conformance ")[2].partition("\n")[2]


def without_examples(shown: str) -> list[str]:
    """A screen without the examples, which may be others with the same reason, and without the time."""
    return [line for line in shown.splitlines() if line and not line.startswith(("    ", "==="))]


def records(project: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (project / ".conformance/results.jsonl").read_text().splitlines()]


GATED = "--known-failures=known-failures.yaml"
UPDATED = (GATED, "--update-known-failures")


def test_a_run_is_green_on_what_is_known_and_says_how_much_that_is(project: Path) -> None:
    file(project, KNOWN)
    ran = run(project, GATED, program="realtime-conformance")
    assert (ran.returncode, ran.stderr) == (0, "")
    shown = screen(ran.stdout)
    assert "Known failures: 4, by 2 entries of known-failures.yaml\n" in shown
    assert (
        "\nCONFORMS, but for 4 known failures (known-failures.yaml): 5 verdicts on 1 type and 5 golden vectors\n"
        in shown
    )
    # They are counted, and not shown one by one.
    assert re.search(r"1 passed, 4 xfailed in", ran.stdout)
    assert "metadata-one" not in ran.stdout
    table = {words[0]: words[1:] for line in shown.splitlines() if len(words := line.split()) == 7}
    assert table["check"] == ["pass", "fail", "known", "warn", "free", "unsupported"]
    assert table["round-trip"] == ["1", "·", "4", "·", "·", "·"]
    *_, footer = written = records(project)
    assert {one["case"]: one.get("known") for one in written if one["kind"] == "verdict"} == {
        "RealtimeResponse/audio-null": "https://issues.example/7",
        "RealtimeResponse/completed-text": "usage is not ours",
        "RealtimeResponse/metadata-null": "https://issues.example/7",
        "RealtimeResponse/metadata-one": "https://issues.example/7",
        "RealtimeResponse/usage-null": None,
    }
    assert footer["exit"] == 0


def test_each_way_to_be_not_as_listed_is_red_and_has_its_line_whatever_the_number_of_processes(project: Path) -> None:
    path = file(project, AMISS)
    ran = run(project, GATED)
    shown = screen(ran.stdout)
    assert ran.returncode == 1
    problems = [line.partition(" or ")[0] for line in shown.splitlines() if line.startswith("known-failures.yaml:")]
    assert problems == [
        "known-failures.yaml:7: unexpected pass: RealtimeResponse/usage-null (round-trip) passes now",
        "known-failures.yaml:12: wrong reason: RealtimeResponse/completed-text (round-trip) fails for another reason",
        "known-failures.yaml:14: matches nothing: the dialect has no case RealtimeResponse/audio-nil; "
        "did you mean RealtimeResponse/audio-null",
        "known-failures.yaml:16: listed twice: RealtimeResponse/audio-null (round-trip), at line 2 already",
        "known-failures.yaml:19: expired: on 2020-01-01: waiting",
    ]
    assert f"    listed  crashed\n    now     {LOST}\n" in shown
    assert f"Unlisted failures, each reason with one example\n\n{LOST} — 1 case: round-trip\n" in shown
    assert "\nDOES NOT CONFORM: 2 of 5 golden vectors fail (2 of 5 verdicts on 1 type)\n" in shown
    assert records(project)[-1]["exit"] == 1
    assert path.read_text() == AMISS
    parallel = run(project, GATED, "-n2")
    assert (parallel.returncode, without_examples(screen(parallel.stdout))) == (1, without_examples(shown))


def test_what_is_not_as_listed_is_red_though_nothing_fails_that_is_not_listed(project: Path) -> None:
    file(project, KNOWN.replace("completed-text]", "completed-text, RealtimeResponse/usage-null]"))
    ran = run(project, GATED)
    assert ran.returncode == 1
    assert "1 passed, 4 xfailed" in ran.stdout
    assert "\n--update-known-failures brings the file up to date\n" in ran.stdout
    assert "\nNOT AS LISTED: 1 problem with known-failures.yaml\n" in ran.stdout


def test_an_update_needs_a_persons_words_for_what_is_new_and_then_the_run_is_green(project: Path) -> None:
    path = project / "known-failures.yaml"
    ran = run(project, *UPDATED)
    assert ran.returncode == 4
    assert (
        "\nknown-failures.yaml is not updated: 4 new failures need a reason in your words: --why TEXT\n" in ran.stdout
    )
    assert not path.exists()
    ran = run(project, *UPDATED, "--why=waiting for 2.0")
    assert ran.returncode == 0
    assert "\nknown-failures.yaml updated: 4 failures added\n" in ran.stdout
    assert "\nCONFORMS, but for 4 known failures (known-failures.yaml): " in ran.stdout
    assert path.read_text() == (
        "failures:\n  - cases:\n"
        + "".join(f"      - RealtimeResponse/{slug}\n" for slug in SLUGS[:-1])
        + f'    checks: [round-trip]\n    reason: "{LOST}"\n    why: waiting for 2.0\n'
    )
    assert records(project)[-1]["exit"] == 0
    before = path.stat()
    ran = run(project, *UPDATED, "-n2")
    assert (ran.returncode, path.stat()) == (0, before)
    assert "\nknown-failures.yaml is up to date\n" in ran.stdout


def test_an_update_solves_every_problem_but_what_has_expired(project: Path) -> None:
    path = file(project, AMISS)
    ran = run(project, *UPDATED, "--why=new")
    assert ran.returncode == 0, screen(ran.stdout)
    assert "AUDIO-NIL" not in path.read_text().upper()
    assert "expires" not in path.read_text()
    expired = path.read_text() + "    expires: 2020-01-01\n"
    path.write_text(expired)
    ran = run(project, *UPDATED)
    assert (ran.returncode, path.read_text()) == (1, expired)
    assert f"known-failures.yaml:{len(expired.splitlines())}: expired: on 2020-01-01: new\n" in ran.stdout


OF_0_1 = """\
# written by 0.1
failures:
  - cases:
      - RealtimeResponse/audio-null
      - RealtimeResponse/completed-text   # by design
    checks: [round-trip]
    reason: "lost or invented: …/usage: expected another value, got null"
    why: waiting for 2.0
  - cases: [RealtimeResponse/metadata-null, RealtimeResponse/metadata-one]
    checks: [round-trip]
    reason: 'lost or invented: …/usage: expected ano…'
    why: waiting for 2.0
"""


def test_reasons_in_the_words_of_0_1_are_wrong_and_one_update_corrects_them(project: Path) -> None:
    path = file(project, OF_0_1)
    ran = run(project, GATED)
    assert ran.returncode == 1
    problems = [line for line in screen(ran.stdout).splitlines() if line.startswith("known-failures.yaml:")]
    assert problems == [
        "known-failures.yaml:7: wrong reason: RealtimeResponse/audio-null and 1 more (round-trip) "
        "fail for another reason",
        "known-failures.yaml:11: wrong reason: RealtimeResponse/metadata-null and 1 more (round-trip) "
        "fail for another reason",
    ]
    ran = run(project, *UPDATED)
    assert ran.returncode == 0
    assert "\nknown-failures.yaml updated: 2 reasons corrected\n" in ran.stdout
    assert path.read_text() == OF_0_1.replace(
        '"lost or invented: …/usage: expected another value, got null"', f'"{LOST}"'
    ).replace("'lost or invented: …/usage: expected ano…'", f"'{LOST}'")
    assert run(project, GATED).returncode == 0


def test_reasons_copied_from_the_screen_and_from_the_results_pin_their_failures(project: Path) -> None:
    selected = ("--types=RealtimeResponseUsage", "--checks=round-trip", "--generated=5")
    loses = {"LOSES": "input_token_details total_tokens"}

    def gated(*entries: tuple[list[str], str]) -> subprocess.CompletedProcess[str]:
        listed = [{"cases": cases, "checks": ["round-trip"], "reason": reason, "why": "x"} for cases, reason in entries]
        file(project, yaml.safe_dump({"failures": listed}, allow_unicode=True))
        return run(project, GATED, selected=selected, **loses)

    shown = screen(run(project, selected=selected, **loses).stdout).splitlines()
    (of_screen,) = [line for line in shown if line.startswith("/total_tokens is dropped — ")]
    assert re.fullmatch(r".* — \d+ cases: round-trip", of_screen)
    of_results = {one["case"]: one["reason"] for one in records(project) if one.get("status") == "fail"}
    assert of_results["RealtimeResponseUsage/all-members"] == "/input_token_details is dropped (and 1 more)"
    of_generated = of_results["RealtimeResponseUsage/generated/round-trip"]
    assert re.fullmatch(r"/total_tokens is dropped \(in \d+ of \d+ payloads\)", of_generated)
    assert gated(*(([case], reason) for case, reason in of_results.items())).returncode == 0
    for reason in (of_screen, of_generated, f"{of_screen[:12]}…", f"{of_screen[:-8]}…"):
        assert gated(([*of_results], reason)).returncode == 0
    loses["LOSES"] = "input_token_details"
    ran = gated((["RealtimeResponseUsage/all-members"], of_screen))
    assert ran.returncode == 1
    assert f"    listed  {of_screen}\n    now     /input_token_details is dropped\n" in screen(ran.stdout)


def test_the_documented_entry_is_as_listed_by_the_documented_run(project: Path) -> None:
    page = (ROOT / "docs" / "known-failures.md").read_text(encoding="utf-8")
    (module,) = re.findall(r"^```python file=release_1_4.py\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    (entry,) = re.findall(r"^```yaml\n(failures:.*?)^```$", page, re.DOTALL | re.MULTILINE)
    (project / "release_1_4.py").write_text(module)
    (project / "my_sdk.py").write_text(MY_SDK)
    file(project, entry)
    ran = run(project, GATED, selected=["--impl=release_1_4", "--types=RealtimeResponseUsage", "--checks=round-trip"])
    shown = screen(ran.stdout)
    assert "\nKnown failures: 5, by 1 entry of known-failures.yaml\n" in shown
    assert "Not as listed" not in shown


def test_a_run_that_was_stopped_rewrites_nothing(project: Path) -> None:
    path = file(project, "failures: []\n")
    ran = run(project, *UPDATED, "--why=x", "-x")
    assert (ran.returncode, path.read_text()) == (1, "failures: []\n")
    assert "\nknown-failures.yaml is not updated: the run did not go to its end\n" in ran.stdout


def test_what_fails_beside_the_suite_stays_red_after_an_update(project: Path) -> None:
    (project / "test_own.py").write_text("def test_own():\n    assert False\n")
    ran = run(project, *UPDATED, "--why=x", "test_own.py")
    assert ran.returncode == 1
    assert "\nknown-failures.yaml updated: " in ran.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "known-failures.yaml: no such file; a run with --update-known-failures makes one"),
        ("failures:\n  - case: []\n", "known-failures.yaml:2: unknown member 'case'; did you mean cases?"),
    ],
)
def test_a_broken_file_is_one_line_before_anything_runs(project: Path, text: str | None, message: str) -> None:
    if text is not None:
        file(project, text)
    ran = run(project, GATED)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr.strip() == f"ERROR: {message}"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"update_known_failures": True}, "--update-known-failures needs --known-failures=FILE"),
        ({"known_failures": "x", "why": "y"}, "--why is for the entries that --update-known-failures adds"),
        ({"known_failures": "x", "update_known_failures": True, "why": " "}, "--why is empty: give a reason"),
    ],
)
def test_an_option_that_needs_another_one_says_so(given: dict[str, Any], message: str) -> None:
    none = {flag[2:].replace("-", "_"): None for flag in OPTIONS}
    with pytest.raises(UsageError, match=f"^{re.escape(message)}"):
        select({**none, "impl": "reference", "strict_levels": False, "update_known_failures": False, **given})


@pytest.mark.parametrize("processes", [(), ("-n2",)], ids=["alone", "-n2"])
def test_the_results_of_an_update_are_as_green_as_its_screen(processes: tuple[str, ...], project: Path) -> None:
    update = ("--known-failures=known.yaml", "--update-known-failures", "--why=waiting", "--results=r.jsonl")
    ran = run(project, *update, *processes)
    assert ran.returncode == 0, ran.stdout
    verdicts = [json.loads(line) for line in (project / "r.jsonl").read_text().splitlines()[1:-1]]
    failed = [one for one in verdicts if one["status"] == "fail"]
    assert len(failed) > 1
    assert all(one["known"] == "waiting" for one in failed)
    assert main(["report", str(project / "r.jsonl"), "--gate"]) == 0
