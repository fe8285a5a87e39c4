"""What holds for every built-in implementation, in every profile and for every dialect that it answers to."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from asking import require

from conformance.adapter.contract import Connection
from conformance.adapter.dialogue import Limits
from conformance.adapter.smoke import smoke
from conformance.adapters import REGISTRY, RegistryEntry
from conformance.adapters.cargo import Cargo
from conformance.adapters.embedded import Embedded
from conformance.adapters.golang import Go
from conformance.adapters.maven import Maven
from conformance.adapters.npm import Npm
from conformance.adapters.open import open_implementation
from conformance.adapters.program import Program
from conformance.adapters.venv import Venv
from conformance.errors import UsageError
from conformance.spec import load_dialect

# Those that say in their hello that they speak another dialect than the one whose type names they answer to.
SPEAKS = {"azure-voicelive": "azure-voicelive"}
CRATES = "registry+https://github.com/rust-lang/crates.io-index"


class Row(NamedTuple):
    entry: RegistryEntry
    profile: str
    dialect: str


ROWS = [
    Row(entry, profile, dialect)
    for entry in REGISTRY.values()
    for profile in entry.profiles
    for dialect in entry.dialects
]
LOCKED = [entry for entry in REGISTRY.values() if isinstance(entry.runtime, Program)]


@pytest.fixture(scope="module", params=ROWS, ids=lambda row: f"{row.entry.name}:{row.profile}-{row.dialect}")
def row(request: pytest.FixtureRequest) -> Row:
    found: Row = request.param
    return found


@pytest.fixture(scope="module")
def connection(row: Row) -> Iterator[Connection]:
    require(row.entry)
    with row.entry.open(row.profile, Limits(timeout=30), row.dialect) as opened:
        yield opened


def test_its_hello_is_as_declared(row: Row, connection: Connection) -> None:
    entry, hello = row.entry, connection.hello
    assert (hello.name, hello.language, hello.profile) == (entry.name, entry.language, row.profile)
    assert hello.version == (row.profile if row.profile in releases(entry) else entry.version)
    assert hello.dialect == SPEAKS.get(entry.name, row.dialect)


def test_its_types_are_known_to_the_dialect(row: Row, connection: Connection) -> None:
    assert connection.hello.types <= set(load_dialect(row.dialect).types)


def test_it_passes_the_smoke_test(connection: Connection) -> None:
    smoke(connection)


def releases(entry: RegistryEntry) -> set[str]:
    """Every release that is under test: its profiles where they are releases, else its version."""
    return set(entry.profiles) if entry.version in entry.profiles else {entry.version}


@pytest.mark.parametrize("entry", LOCKED, ids=lambda entry: entry.name)
def test_its_lock_file_pins_the_releases_under_test(entry: RegistryEntry) -> None:
    assert set(pinned(entry)) == releases(entry)


def pinned(entry: RegistryEntry) -> list[str]:
    """The releases of its package that its lock file names."""
    package, name = re.escape(entry.package), entry.package
    match entry.runtime:
        case Venv(folder):
            return re.findall(rf"^{package}==(\S+) \\$", (folder / "requirements.lock").read_text(), re.M)
        case Cargo(folder):
            return [one["version"] for one in locked_crates(folder) if one["name"] == name]
        case Npm(folder):
            return [locked_modules(folder)[f"node_modules/{name}"]["version"]]
        case Go(folder):
            (required,) = re.findall(rf"^\t{package} (\S+)$", (folder / "go.mod").read_text(), re.M)
            return re.findall(rf"^{package} ({re.escape(required)}) h1:", (folder / "go.sum").read_text(), re.M)
        case Maven() as runtime:
            artifact = re.escape(name.partition(":")[2])
            return re.findall(rf"  {artifact}(?:-core)?-([0-9.]+)\.jar$", runtime.lock.read_text(), re.M)
        case _:
            raise AssertionError(entry.runtime)


def locked_crates(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((folder / "Cargo.lock").read_text())["package"]
    return found


def locked_modules(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((folder / "package-lock.json").read_text())["packages"]
    return found


def unpinned(lock: str) -> str:
    """What a lock file in Python has besides packages with their versions and hashes."""
    pin = r"[\w.-]+==[\w.]+( ; [\w.<>=!'() -]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+"
    return re.sub(rf"^(#.*|{pin})\n", "", lock, flags=re.M)


@pytest.mark.parametrize("entry", LOCKED, ids=lambda entry: entry.name)
def test_its_lock_file_names_no_place_to_download_from(entry: RegistryEntry) -> None:
    match entry.runtime:
        case Venv(folder):
            assert not unpinned((folder / "requirements.lock").read_text())
        case Cargo(folder):
            # Cargo calls its own registry by this address, wherever the crates then come from.
            assert {one["source"] for one in locked_crates(folder) if "source" in one} == {CRATES}
        case Npm(folder):
            assert [name for name, one in locked_modules(folder).items() if "resolved" in one] == []
        case Go(folder):
            replaced = re.findall(r"^replace (.*)$", (folder / "go.mod").read_text(), re.M)
            assert replaced == ["realtime-conformance/serve => ../go_serve"]
        case Maven(folder) as runtime:
            assert "://" not in runtime.lock.read_text()
            assert "<repositories>" not in (folder / "pom.xml").read_text()


@pytest.mark.parametrize("entry", LOCKED, ids=lambda entry: entry.name)
def test_its_folder_is_called_after_it(entry: RegistryEntry) -> None:
    assert isinstance(entry.runtime, Program)
    assert entry.runtime.name == entry.name
    assert entry.runtime.folder.is_dir()


@pytest.mark.parametrize("entry", REGISTRY.values(), ids=lambda entry: entry.name)
def test_an_unknown_profile_or_dialect_is_refused_in_one_line(entry: RegistryEntry) -> None:
    profiles = " or ".join(entry.profiles)
    for refused in (
        lambda: entry.open("lax"),
        lambda: open_implementation(f"{entry.name}:lax", timeout=30),
    ):
        with pytest.raises(UsageError) as caught:
            refused()
        assert str(caught.value) == f"{entry.name} has no profile 'lax': choose {profiles}"
    with pytest.raises(UsageError) as caught:
        entry.open(dialect="esperanto")
    dialects = ", ".join(entry.dialects)
    assert str(caught.value) == f"{entry.name} has no types of dialect esperanto: it has those of {dialects}"


def test_only_the_reference_is_embedded() -> None:
    assert [entry.name for entry in REGISTRY.values() if isinstance(entry.runtime, Embedded)] == ["reference"]
