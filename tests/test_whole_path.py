"""A project goes the whole way by the commands of the docs: red, recorded, green, mended, green, broken anew, red."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests import forked

BIN = Path(sys.executable).parent
DOCS = Path(__file__).parent.parent / "docs"

# A small SDK: what it does right it has from the reference, what it does wrong stands here, a function a defect.
SDK = """
import json

from conformance.reference.adapter import ADAPTER

from my_sdk.defects import PRESENT


class Response:
    def __init__(self, value):
        self.value = value

    @classmethod
    def from_json(cls, text):
        for defect in PRESENT:
            text = defect.read(text)
        return cls(json.loads(ADAPTER.roundtrip(cls.name, text)))

    def to_json(self):
        for defect in PRESENT:
            defect.write(self.value)
        return json.dumps(self.value, separators=(",", ":"), ensure_ascii=False)

    name = "RealtimeResponse"


class Usage(Response):
    name = "RealtimeResponseUsage"
"""

DEFECTS = """
import re


class Defect:
    def read(self, text):
        return text

    def write(self, value):
        pass


class Renames(Defect):
    def write(self, value):
        if "metadata" in value:
            value["meta"] = value.pop("metadata")


class Coerces(Defect):
    def read(self, text):
        return re.sub(r'("input_tokens":)"(\\\\d+)"', r"\\\\1\\\\2", text)


class DropsNull(Defect):
    def write(self, value):
        if "status_details" in value and value["status_details"] is None:
            del value["status_details"]


class MisspellsAnEnum(Defect):
    def write(self, value):
        if value.get("status") == "in_progress":
            value["status"] = "inProgress"


class Sums(Defect):
    def write(self, value):
        if "total_tokens" in value:
            value["total_tokens"] = value["input_tokens"] + value["output_tokens"]


class Loses(Defect):
    def write(self, value):
        value.pop("conversation_id", None)


PRESENT = [{present}]
""".replace("\\\\", "\\")

FIVE = ("Renames", "Coerces", "DropsNull", "MisspellsAnEnum", "Sums")

ADAPTER = re.search(
    r"^```python file=my_sdk_adapter\.py\n(.*?)^```$", (DOCS / "first-run.md").read_text(), re.DOTALL | re.MULTILINE
)

# The project has a module of the same name as a package of ours, and a conftest that its tests need.
ITS_STRATEGIES = "NAMES = ['ours']\n"
ITS_CONFTEST = """
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def voice():
    return "alloy"
"""
ITS_TEST = """
import strategies


def test_of_the_project(voice):
    assert (strategies.NAMES, voice) == (["ours"], "alloy")
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "my_sdk").mkdir()
    (folder / "tests").mkdir()
    (folder / "my_sdk" / "__init__.py").write_text(SDK)
    assert ADAPTER is not None
    # The strict dialect tells what the official one leaves open, such as numbers in quotes.
    adapter = ADAPTER[1].replace("my_sdk.realtime import Response, ServerEvent", "my_sdk import Response, Usage")
    adapter = adapter.replace('"RealtimeServerEvent": ServerEvent', '"RealtimeResponseUsage": Usage')
    (folder / "my_sdk_adapter.py").write_text(adapter)
    (folder / "tests" / "strategies.py").write_text(ITS_STRATEGIES)
    (folder / "tests" / "conftest.py").write_text(ITS_CONFTEST)
    (folder / "tests" / "test_of_the_project.py").write_text(ITS_TEST)
    return folder


def with_defects(project: Path, *names: str) -> None:
    text = DEFECTS.replace("{present}", ", ".join(f"{name}()" for name in names))
    (project / "my_sdk" / "defects.py").write_text(text)


def run(project: Path, *arguments: str) -> tuple[int, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    # One-second steps between two versions of a file would let a stale cache pass for the new one.
    environment = {**inherited, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120"}
    command = [str(BIN / "pytest"), *arguments]
    ran = forked.run(command, cwd=project, env=environment, timeout=300)
    return ran.returncode, ran.stdout + ran.stderr


GATE = (
    "--impl=my_sdk_adapter",
    "--dialect=async-openai",
    "--types=RealtimeResponse,RealtimeResponseUsage",
    "--generated=10",
    "--known-failures=known-failures.yaml",
)


def test_the_whole_path(project: Path) -> None:
    with_defects(project, *FIVE)
    code, said = run(project, *GATE[:-1])
    assert code == 1, said
    assert "DOES NOT CONFORM" in said
    for symptom in (
        "/meta",
        "accepted although it breaks wrong-type",
        "/status_details",
        "inProgress",
        "/total_tokens",
    ):
        assert symptom in said

    code, said = run(project, *GATE, "--update-known-failures")
    assert code == 4, "new entries need a reason in a person's words"
    assert "--why" in said
    assert not (project / "known-failures.yaml").exists()

    code, said = run(project, *GATE, "--update-known-failures", "--why=before 2.0")
    assert code == 0, said
    recorded = (project / "known-failures.yaml").read_text()
    assert recorded.count("why: before 2.0") >= len(FIVE)

    code, said = run(project, *GATE)
    assert code == 0, said
    assert "CONFORMS, but for" in said
    assert "DOES NOT CONFORM" not in said

    with_defects(project, *(name for name in FIVE if name != "Coerces"))
    code, said = run(project, *GATE)
    assert code == 1, said
    assert "unexpected pass" in said
    assert "known-failures.yaml" in said

    code, said = run(project, *GATE, "--update-known-failures")
    assert code == 0, said
    assert (project / "known-failures.yaml").read_text() != recorded
    assert run(project, *GATE)[0] == 0

    with_defects(project, *(name for name in FIVE if name != "Coerces"), "Loses")
    code, said = run(project, *GATE)
    assert code == 1, said
    assert "/conversation_id" in said
    assert "DOES NOT CONFORM" in said


def test_the_projects_own_tests_are_not_disturbed(project: Path) -> None:
    with_defects(project)
    code, said = run(project, "-q")
    assert (code, "1 passed" in said) == (0, True), said
    usage = ("--impl=my_sdk_adapter", "--dialect=async-openai", "--types=RealtimeResponseUsage", "--generated=10")
    code, said = run(project, "-q", *usage, "tests")
    assert code == 0, said
    assert "CONFORMS" in said
    code, alone = run(project, "-q", *usage)
    count = re.compile(r"(\d+) passed")
    with_own, without = count.search(said), count.search(alone)
    assert with_own is not None
    assert without is not None
    assert int(with_own[1]) == int(without[1]) + 1
