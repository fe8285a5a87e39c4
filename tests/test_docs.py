"""README and docs say what is so: tables equal the code, commands run as written, links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from html import unescape
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

import conformance
from conformance.peer.server import ReferenceServer
from tests import forked

ROOT = Path(conformance.__file__).parent.parent
BIN = Path(sys.executable).parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

ENDS_WITH_1 = {
    # The models keep counts in 31 bits.
    "pytest --tb=short test_usage.py",
    # Two frames are not legal.
    "realtime-conformance judge frames.jsonl",
    # The session is wrong.
    "realtime-conformance session lint recording.jsonl",
}

# What the examples call the library under test; it is the reference in disguise.
MY_SDK = """
from conformance.reference.adapter import ADAPTER


class Response:
    def __init__(self, text):
        self.text = text

    @classmethod
    def from_json(cls, text):
        return cls(ADAPTER.roundtrip("Realtime" + cls.__name__, text))

    def to_json(self):
        return self.text


class ResponseUsage(Response):
    pass


Usage = ResponseUsage
"""

# The same for the official dialect.
MY_OFFICIAL_SDK = """
from conformance.reference.official_adapter import ADAPTER


class Response:
    def __init__(self, text):
        self.text = text

    @classmethod
    def from_json(cls, text):
        return cls(ADAPTER.roundtrip("Realtime" + cls.__name__, text))

    def to_json(self):
        return self.text


class ServerEvent(Response):
    pass
"""

# What the page about clients calls the client under test; it is the reference client in disguise.
MY_CLIENT = """
from conformance.peer.client import Server
from conformance.peer.client.reference import Driver


class Session:
    def __init__(self, url, key, output):
        self.driver = Driver(self.shown)
        self.server = Server(url, "", "", key, output, None, ())

    def shown(self, kind, **members):
        callbacks = {"text": "on_text", "turn": "on_answered", "error": "on_error", "closed": "on_closed"}
        if kind in callbacks:
            getattr(self, callbacks[kind])(next(iter(members.values()), None))

    async def open(self):
        await self.driver.connect(self.server)

    async def ask(self, text):
        await self.driver.say(text)

    async def close(self):
        await self.driver.close()
"""

# What the page about servers starts as the server under test; it is the reference server in disguise.
MY_SERVER = """
import sys
import threading

from conformance.peer.server import ReferenceServer

with ReferenceServer(port=int(sys.argv[2])):
    threading.Event().wait()
"""
MY_ADDRESS = "127.0.0.1:8080"
"""Where the page about servers finds the server under test."""


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def commands(document: Path) -> list[str]:
    blocks = BLOCK.findall(document.read_text())
    return [line for language, _, text in blocks if language == "sh" for line in text.splitlines()]


def all_types(command: str) -> bool:
    """Whether a command judges an implementation by all types, of which those in the documents have two."""
    return "--impl=" in command and not any(option in command for option in ("--types=", "--vectors=", "judge", "show"))


def with_node(command: str) -> bool:
    return "node " in command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with every file that the documents show."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "my_sdk").mkdir()
    (here / "my_sdk/__init__.py").write_text(MY_SDK)
    (here / "my_sdk/realtime.py").write_text(MY_OFFICIAL_SDK)
    (here / "my_client.py").write_text(MY_CLIENT)
    (here / "my_server.py").write_text(MY_SERVER)
    (here / "known-failures.yaml").write_text("failures: []\n")
    for document in DOCUMENTS:
        for _, file, text in BLOCK.findall(document.read_text()):
            if file:
                (here / file).parent.mkdir(parents=True, exist_ok=True)
                (here / file).write_text(text)
    return here


def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
    """One line of a document, as its reader would run it: in a shell, unless it is nothing but a command of ours."""
    node = shutil.which("node")
    # Without cargo, so that recording does not wait for the crate to be built.
    path = [str(BIN), "/usr/bin", "/bin", *([str(Path(node).parent)] if node else [])]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    environment = {**inherited, "PATH": os.pathsep.join(path), "PYTHONPATH": str(ROOT)}
    if all_types(command):
        # What the reader waits half a minute for; nearly all of it is about types that the adapter does not have.
        environment["PYTEST_ADDOPTS"] = "--types=RealtimeResponse*,RealtimeServerEvent --generated=10"
    words = list(shlex.shlex(command, posix=True, punctuation_chars=True))
    if words[:2] == ["realtime-conformance", "golden"]:
        # It writes into the suite.
        environment["PYTHONPATH"] = str(copy(place.parent / "copy"))
    elif words[0] in ("pytest", "realtime-conformance") and not set("|<>") & set(words):
        program, *arguments = shlex.split(command)
        return forked.run([str(BIN / program), *arguments], cwd=place, env=environment)
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def copy(folder: Path) -> Path:
    """The suite, where that may be written to."""
    for part in ("conformance", "strategies", "golden"):
        # With what Python compiled: the times of the sources are copied too, so that it stays valid.
        if not (folder / part).exists():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("target"))
    return folder


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_runs_as_written(document: Path, place: Path) -> None:
    with ReferenceServer() as server:
        address = urlsplit(server.url).netloc
        _all_run(document, place, address)


def _all_run(document: Path, place: Path, address: str) -> None:
    for command in commands(document):
        if with_node(command):
            continue
        ran = run(command.replace(MY_ADDRESS, address), place)
        assert ran.returncode == int(command in ENDS_WITH_1), f"{command}\n{ran.stdout[-3000:]}\n{ran.stderr}"


def test_the_javascript_adapter_is_a_whole_one_of_40_lines(place: Path) -> None:
    if shutil.which("node") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("node is not installed")
    assert len((place / "adapter.mjs").read_text().splitlines()) <= 41
    (command,) = {command for document in DOCUMENTS for command in commands(document) if with_node(command)}
    ran = run(command, place)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "conformance: my-sdk 1.2.3 (default, javascript), dialect openai-ga, 1 type" in ran.stdout
    table = {words[0]: words[1:] for line in ran.stdout.splitlines() if len(words := line.split()) == 6}
    assert table["check"][:2] == ["pass", "fail"]
    # It reads all that is legal, loses nothing and survives everything; that it does not refuse is said, not judged.
    assert [name for name in ("accepts", "round-trip", "idempotent", "robust") if table[name][1] != "·"] == []
    assert "Took every invalid payload" in ran.stdout


def test_the_file_of_capabilities_has_ten_lines_at_most(place: Path) -> None:
    assert len((place / "capabilities.yaml").read_text().splitlines()) <= 10


def test_the_driver_of_a_client_is_a_whole_one_of_40_lines(place: Path) -> None:
    assert len((place / "my_driver.py").read_text().splitlines()) <= 40


def test_every_command_with_another_exit_code_is_in_the_documents() -> None:
    assert {command for document in DOCUMENTS for command in commands(document)} >= ENDS_WITH_1


def test_the_tables_are_what_the_code_says() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "docs/generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("parent", ["implementation", "options"])
def test_the_results_table_says_of_members_of_members_what_the_schema_does(parent: str) -> None:
    text = (ROOT / "docs/results.md").read_text()
    schema = json.loads((ROOT / "conformance/results/results.schema.json").read_text())
    members = schema["$defs"]["header"]["properties"][parent]
    always = dict(re.findall(rf"^\| `{parent}\.(\w+)` \| (yes|no) \|", text, re.MULTILINE))
    assert always == {name: "yes" if name in members["required"] else "no" for name in members["properties"]}


def test_the_hook_lints_by_the_dialect_that_the_workflow_gates_by() -> None:
    blocks = {file: text for _, file, text in BLOCK.findall((ROOT / "docs/ci.md").read_text())}
    (job,) = yaml.safe_load(blocks[".github/workflows/conformance.yml"])["jobs"].values()
    (repository,) = yaml.safe_load(blocks[".pre-commit-config.yaml"])["repos"]
    (hook,) = repository["hooks"]
    assert hook["args"] == [f"--dialect={job['steps'][-1]['with']['dialect']}"]


def test_a_table_that_is_not_what_the_code_says_is_noticed(tmp_path: Path) -> None:
    for part in (
        "README.md",
        "docs",
        "conformance",
        "golden/async-openai/ResponseAudioOutput.json",
        "reports/summary.json",
    ):
        source, target = ROOT / part, tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "target"))
        else:
            shutil.copy(source, target)
    changed = tmp_path / "docs/cli.md"
    changed.write_text(changed.read_text().replace("(default: 100;", "(default: 99;"))
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "docs/generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stdout == "docs/cli.md is not what the code says: run `python docs/generate.py`\n"


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = BLOCK.sub("", document.read_text())
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        path = document.parent / file if file else document
        assert path.is_file(), f"{document.name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}, target


def test_the_readme_shows_a_conforming_and_a_failing_screen() -> None:
    text = (ROOT / "README.md").read_text()
    assert re.search(r"^CONFORMS: \d+ verdicts on \d+ types and \d+ golden vectors$", text, re.MULTILINE)
    assert "](docs/failing.svg)" in text
    assert "DOES NOT CONFORM: 1 of 1 golden vector fails" in shown_by((ROOT / "docs/failing.svg").read_text())


def test_the_picture_of_the_readme_is_what_a_run_shows(tmp_path: Path) -> None:
    spec = spec_from_file_location("figures_of_docs", ROOT / "docs/figures.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(generator := module_from_spec(spec))
    drawn = (ROOT / "docs/failing.svg").read_text(encoding="utf-8")
    assert generator.failing_picture() == drawn
    assert len(drawn) < 40_000
    assert set(re.findall(r"https?://[^\s\"]+", drawn)) == {"http://www.w3.org/2000/svg", "https://www.textualize.io"}


def shown_by(drawn: str) -> str:
    """The text of a picture of a terminal."""
    return unescape("".join(re.findall(r"<text [^>]*>(.*?)</text>", drawn))).replace("\xa0", " ")


def test_the_own_runner_of_the_vectors_page_needs_nothing_of_ours(place: Path) -> None:
    assert "conformance" not in (place / "own_runner.py").read_text()


def test_the_changelog_begins_with_the_version_of_the_package() -> None:
    (first, *_) = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first == conformance.__version__
