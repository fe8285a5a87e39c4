"""What is in the wheel: the packages and the vectors, in less than 2 MB; installed, it does what a checkout does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conformance.spec import dialects
from tests.released import ROOT, released

MOST = 2_000_000  # bytes
SECONDS = 600
PACKAGE = ROOT / "conformance"
SOURCES = re.compile(r"results/page/(script/.*|vendor/(entry\.js|.*\.json|.*\.mjs))$")
"""What the scripts of the page are built of."""
PACKED = re.compile(r"(adapters|clients|servers)/\w+/requirements\.lock$|results/page/(built/.*|vendor/plot\.js)$")
LISTING = """
import sys
from hashlib import sha256
from conformance import packed
from conformance.vectors import GOLDEN

for folder in sys.argv[1:]:
    for path in packed.files(GOLDEN / folder, ""):
        if packed.is_file(path) and path.name != "ledger.txt":
            print(folder, path.name, sha256(packed.read_bytes(path)).hexdigest())
"""
"""Prints the name and the digest of each file in these folders of the golden data, as the suite reads them."""
INSTALLING = """
import os, sys
from pathlib import Path
from conformance.adapters import REGISTRY, venv
from conformance.clients import CLIENTS
from conformance.servers import SERVERS

def build(name, command, **_):
    if "--requirement" in command:
        print(Path(command[command.index("--requirement") + 1]).read_text())

os.environ["XDG_CACHE_HOME"], venv.build = sys.argv[1], build
entries = (*REGISTRY.values(), *CLIENTS.values(), *SERVERS.values())
for runtime in dict.fromkeys(entry.runtime for entry in entries if isinstance(entry.runtime, venv.Venv)):
    print(runtime.name, runtime.build("default").name.partition("-")[0])
"""
"""Prints what pip is asked to install for each library in Python, its name, and the digest of its environment."""


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def both(*arguments: str, installed: Path) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
    """What comes of it in the installed suite, and in the checkout."""
    there, here = run(*arguments, folder=installed), run(*arguments, folder=ROOT)
    assert (there.returncode, here.returncode) == (0, 0), there.stderr + here.stderr
    assert there.stdout
    return there, here


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (wheel,) = released(tmp_path_factory).glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds; the checkout is not on its path."""
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST


def test_it_holds_the_packages_the_vectors_and_the_pages_that_messages_name_and_nothing_else(installed: Path) -> None:
    for package in ("conformance", "strategies"):
        own = {name for name in files(installed / package) if not name.startswith(("_packed/", "_docs/"))}
        assert own == {name for name in files(ROOT / package) if not SOURCES.match(name) and not PACKED.match(name)}
    left_out = {"wheel.py", *(f"{dialect}/ledger.txt" for dialect in dialects())}
    packed = {f"_golden/{name}": ROOT / "golden" / name for name in files(ROOT / "golden") - left_out}
    packed |= {name: PACKAGE / name for name in files(PACKAGE) if PACKED.match(name)}
    index = json.loads((installed / "conformance/_packed/index.json").read_text())
    assert index.keys() == packed.keys()
    bundles = {f"{number}.xz" for number, _, _ in index.values()}
    assert files(installed / "conformance/_packed") == bundles | {"index.json"}
    named = re.findall(r"manual\(f?['\"]([\w.]+)", "".join(path.read_text() for path in PACKAGE.rglob("*.py")))
    assert files(installed / "conformance/_docs") == set(named)
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {
        "conformance", "strategies", "realtime_conformance"
    }  # fmt: skip


def test_it_has_the_golden_files_of_the_checkout_byte_for_byte(installed: Path) -> None:
    folders = {path.parent.relative_to(ROOT / "golden").as_posix() for path in ROOT.glob("golden/*/**/*.[jy]*")}
    assert {"async-openai", "openai-ga", "openai-ga/sessions", "openai-ga/scenarios/client"} < folders
    there, here = both("-c", LISTING, *sorted(folders), installed=installed)
    assert there.stdout == here.stdout
    files = sum(path.suffix in (".json", ".yaml") for path in ROOT.glob("golden/**/*"))
    assert there.stdout.count("\n") == files


def test_pip_is_given_the_lock_files_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    there, here = both("-c", INSTALLING, str(tmp_path), installed=installed)
    assert there.stdout == here.stdout
    locks = [path.read_text(encoding="utf-8") for path in PACKAGE.glob("*/*/requirements.lock")]
    assert len(locks) > 9
    assert all(lock in there.stdout for lock in locks)


@pytest.mark.parametrize("dialect", dialects())
def test_its_vectors_are_exported_without_their_versions(dialect: str, installed: Path) -> None:
    there, here = both("-m", "conformance", "golden", "export", f"--dialect={dialect}", installed=installed)
    assert there.stderr == f"exported without versions: golden/{dialect}/ledger.txt is only in a checkout\n"
    expected = [json.loads(line) for line in here.stdout.splitlines()]
    assert all(vector.pop("version") for vector in expected)
    assert [json.loads(line) for line in there.stdout.splitlines()] == expected


@pytest.mark.parametrize(
    "command",
    [
        ["types", "--dialect=openai-ga"],
        ["show", "RealtimeResponse/usage-absent"],
        ["scenarios"],
        ["scenarios", "--client"],
        ["session", "rules"],
        ["adapters", "--json"],
    ],
    ids=" ".join,
)
def test_commands_print_what_those_of_the_checkout_print(command: list[str], installed: Path) -> None:
    there, here = both("-m", "conformance", *command, installed=installed)
    assert there.stdout == here.stdout


def test_its_page_has_the_scripts_of_the_checkout(installed: Path) -> None:
    program = "from conformance.results.page.document import document; print(document('', '', {}, charts=True))"
    there, here = both("-c", program, installed=installed)
    assert there.stdout == here.stdout
    assert (PACKAGE / "results/page/vendor/plot.js").read_text(encoding="utf-8").strip() in there.stdout


def test_a_python_without_lzma_is_told_in_one_line(installed: Path) -> None:
    program = "import sys; sys.modules['lzma'] = None; from conformance.cli import main; sys.exit(main())"
    ran = run("-c", program, "show", "RealtimeResponse/usage-absent", folder=installed)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr.startswith("realtime-conformance: this Python was built without the module lzma")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["check"], ["lint"], ["record"]])
def test_what_needs_the_ledger_says_where_it_is(command: list[str], installed: Path) -> None:
    ran = run("-m", "conformance", "golden", *command, "--dialect=openai-ga", folder=installed)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "checkout" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_the_page_that_a_message_names_is_there(installed: Path) -> None:
    program = "from conformance.manual import manual; print(manual('protocol.md').read_text())"
    assert run("-c", program, folder=installed).stdout.strip() == (ROOT / "docs/protocol.md").read_text().strip()
