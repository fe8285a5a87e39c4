"""``adapters new`` writes a project that builds and passes as it stands, by the commands of its own README."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from filelock import FileLock
from projects import INSTALL, ROOT, commands, new

from conformance.adapter.smoke import smoke
from conformance.adapter.tcp import Tcp
from conformance.cli import main
from conformance.errors import UsageError
from conformance.kit.project import LANGUAGES, write_project
from conformance.options import OPTIONS
from conformance.spec import load_dialect
from tests.ports import reserved

BIN = Path(sys.executable).parent
SECONDS = 900
"""For another test to have built and run, on a busy machine."""
NEEDS = {"python": "python3", "node": "npm", "rust": "cargo", "go": "go", "java": "mvn"}
ADAPTERS = {
    "python": "adapter.py",
    "node": "adapter.js",
    "rust": "src/main.rs",
    "go": "adapter.go",
    "java": "src/main/java/Adapter.java",
}
DOCS = Path(__file__).parents[2] / "docs"
# One row of the table of types; a comma separates two.
ROWS = {
    "python": '"{}": example_sdk.SpeechStarted',
    "node": "{}: (text) => SpeechStarted.fromJson(text).toJson()",
    "rust": '("{}", through::<SpeechStarted>)',
    "go": '"{}": through[SpeechStarted]',
    "java": 'entry("{}", ExampleSdk.SpeechStarted.class)',
}
EVENT = "RealtimeServerEventInputAudioBufferSpeechStarted"
MOST_LINES = {"python": 30, "node": 60, "rust": 60, "go": 60, "java": 60}


def run(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    environment = {
        **inherited,
        "PATH": os.pathsep.join([str(BIN), inherited["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        # What runs for a second is not worth a second compiler, nor several collectors.
        "MAVEN_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    return subprocess.run(
        ["bash", "-c", command], cwd=project, env=environment, capture_output=True, text=True, timeout=500, check=False
    )


def attach(program: str, project: Path) -> frozenset[str]:
    """Start the adapter on a port, as a debugger would, attach to it twice, and return its types."""
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    with reserved() as port:
        where = f"127.0.0.1:{port}" if "conformance.adapter.serve" in program else port
        with subprocess.Popen(
            ["bash", "-c", f"exec {program} --listen {where}"], cwd=project, env=environment, stderr=subprocess.DEVNULL
        ) as listening:
            try:
                for _ in range(2):
                    with reached(port, listening) as connection:
                        smoke(connection)
                assert listening.poll() is None
                return connection.hello.types
            finally:
                listening.kill()


def reached(port: int, listening: subprocess.Popen[bytes]) -> Tcp:
    while True:
        assert listening.poll() is None
        try:
            return Tcp("127.0.0.1", port)
        except UsageError:  # refused: it does not listen yet
            time.sleep(0.05)


def done(command: str, project: Path) -> str:
    """What a command prints that succeeds."""
    ran = run(command, project)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture
def project(language: str, tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Path]:
    """A new project that can be built here."""
    if shutil.which(NEEDS[language]) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{NEEDS[language]} is not installed")
    if language != "rust":
        yield new(language, tmp_path / "project")
        return
    # Its dependencies are compiled once for all runs; the commands name the folder that cargo uses by default. To cargo
    # all projects there are one, which is built if its sources are newer: none is written before another has run.
    assert pytestconfig.cache is not None
    target = pytestconfig.cache.mkdir("kit-rust")
    with FileLock(target / "in-use.lock", timeout=SECONDS):
        made = new(language, tmp_path / "project")
        (made / "target").symlink_to(target, target_is_directory=True)
        yield made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_project_builds_and_passes_as_it_stands(language: str, project: Path) -> None:
    *builds, lint, suite = commands(project)
    for command in builds:
        done(command, project)
    assert done(lint, project).endswith(": no findings\n")
    assert attach(lint.removeprefix("realtime-conformance adapters lint "), project) == {EVENT}
    judged = done(suite, project)
    assert re.search(r"^CONFORMS: \d+ verdicts on 1 type and \d+ golden vectors$", judged, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_every_type_of_the_dialect_builds(language: str, project: Path) -> None:
    adapter = project / ADAPTERS[language]
    text = adapter.read_text()
    row = ROWS[language]
    assert text.count(row.format(EVENT)) == 1
    types = sorted(load_dialect("openai-ga").types)
    adapter.write_text(text.replace(row.format(EVENT), ",\n".join(map(row.format, types))))
    *builds, lint, _ = commands(project)
    for command in builds:
        done(command, project)
    assert attach(lint.removeprefix("realtime-conformance adapters lint "), project) == set(types)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_adapter_is_short_and_says_where_the_library_goes(language: str, tmp_path: Path) -> None:
    project = new(language, tmp_path)
    text = (project / ADAPTERS[language]).read_text()
    assert text.count("YOUR LIBRARY HERE") == 1
    body = re.sub(r"^import \(.*?^\)", "", text, flags=re.DOTALL | re.MULTILINE)
    code = [line for line in body.splitlines() if line.strip() and not re.match(r"\s*(//|#|/\*\*|import |use )", line)]
    assert len(code) <= MOST_LINES[language]
    assert len((project / "README.md").read_text().splitlines()) <= 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_known_failures_are_a_commented_empty_list(language: str, tmp_path: Path) -> None:
    text = (new(language, tmp_path) / "known-failures.yaml").read_text()
    assert yaml.safe_load(text) == {"failures": []}
    assert text.startswith("# ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_workflow_runs_what_its_readme_says_and_pins_what_it_uses(language: str, tmp_path: Path) -> None:
    project = new(language, tmp_path)
    text = (project / ".github/workflows/conformance.yml").read_text()
    workflow = yaml.safe_load(text)
    steps = workflow["jobs"]["conformance"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    *builds, lint, suite = commands(project)
    judge = suite.replace("--types='*SpeechStarted'", "--known-failures=known-failures.yaml")
    assert runs == [*builds, INSTALL, lint, judge]
    uses = re.findall(r"uses: (.*)", text)
    assert len(uses) == sum("uses" in step for step in steps) >= 2
    for used in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)
    assert workflow["permissions"] == {"contents": "read"}
    for flag in re.findall(r"(--[a-z-]+)=", suite):
        assert flag in OPTIONS


@pytest.mark.parametrize(
    ("language", "taken", "message"),
    [
        ("go", "file.txt", "{} is not empty: name an empty folder, or one that does not exist yet"),
        ("go", "", "{} is a file: name a folder"),
        (
            "pyton",
            None,
            "there is no project for 'pyton'; did you mean python? (there are python, node, rust, go, java; "
            f"for another language {DOCS / 'protocol.md'} is enough)",
        ),
    ],
)
def test_a_mistake_is_said_in_one_line_and_nothing_is_written(
    language: str, taken: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "project"
    if taken:
        folder.mkdir()
        (folder / taken).touch()
    elif taken == "":
        folder.touch()
    before = sorted(tmp_path.rglob("*"))
    assert main(["adapters", "new", "--lang", language, str(folder)]) == 4
    assert capsys.readouterr() == ("", f"realtime-conformance: {message.format(folder)}\n")
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new("go", tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert said[:-2] == sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
    assert said[-1] == f"Next: {tmp_path / 'README.md'}"


def test_the_list_of_adapters_is_what_the_command_gives_without_a_verb(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--json"], []):
        assert main(["adapters", *arguments]) == 0
        alone = capsys.readouterr().out
        assert main(["adapters", "list", *arguments]) == 0
        assert capsys.readouterr().out == alone
    assert main(["adapters", "--json", "list"]) == 0
    assert capsys.readouterr().out.startswith('{"name": ')


@pytest.mark.parametrize(("other", "language"), [("typescript", "node"), ("JavaScript", "node"), ("golang", "go")])
def test_a_language_by_another_name_has_its_project(other: str, language: str, tmp_path: Path) -> None:
    written = [path.relative_to(tmp_path / "other") for path in write_project(other, tmp_path / "other")]
    assert written == [path.relative_to(tmp_path / "own") for path in write_project(language, tmp_path / "own")]


def test_a_library_in_java_is_judged_with_its_own_json() -> None:
    """Maven gives one version of a dependency to all: what the adapter's own code names, a library gets as well."""
    sources = ROOT / "conformance/kit/templates/java/src/main/java"
    named = {path.stem for path in sources.glob("*.java") if "com.fasterxml" in path.read_text(encoding="utf-8")}
    assert named == {"ExampleSdk"}
    pom = (ROOT / "conformance/kit/templates/java/pom.xml").read_text(encoding="utf-8")
    in_place = pom[pom.index("YOUR LIBRARY HERE") : pom.index("</dependency>")]
    assert "jackson-databind" in in_place
    assert re.findall("<artifactId>(.*)</artifactId>", pom).count("jackson-databind") == 1
