"""What the project is developed, tested and released with is pinned by hashes, and how locks are raised."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / ".ci/requirements.lock").read_text(encoding="utf-8")
PIN = r"([\w.-]+)==([\w.]+)(?: ; ([^\\\n]+))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
PINNED = {found[1]: found[2] for found in re.finditer(PIN, LOCK)}
RAISE: dict[str, Any] = runpy.run_path(str(ROOT / ".ci/raise_locks.py"))


def needed() -> list[Requirement]:
    """What the project names, for its users and for those who develop it."""
    extras = PROJECT["project"]["optional-dependencies"]
    every = [*PROJECT["build-system"]["requires"], *PROJECT["project"]["dependencies"]]
    every += [one for name in ("site", "scale", "dev") for one in extras[name]]
    return [one for one in map(Requirement, every) if one.name != PROJECT["project"]["name"]]


def test_it_has_nothing_but_packages_with_their_hashes() -> None:
    assert re.sub(PIN, "", LOCK) == ""


@pytest.mark.parametrize("one", needed(), ids=lambda one: one.name)
def test_what_the_project_needs_is_pinned_to_a_release_that_it_allows(one: Requirement) -> None:
    assert one.specifier.contains(PINNED[RAISE["normalized"](one.name)]), "run `python .ci/raise_locks.py --own`"


FOUND = {
    name: f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n" for name, version in {"b-c": "3", "a": "2"}.items()
}


def test_a_lock_of_all_that_a_package_needs_gets_all_of_it() -> None:
    lock = "# What `pip install B_c[x]==1` resolves to.\nb-c==1\n"
    assert RAISE["raised"](lock, "B_c", FOUND) == (
        "# What `pip install B_c[x]==3` resolves to.\n" + FOUND["a"] + FOUND["b-c"]
    )


def test_any_other_lock_keeps_to_the_names_that_it_has() -> None:
    assert RAISE["raised"]("# Without a.\nB_c==1\ngone==1\n", "B_c", FOUND) == "# Without a.\n" + FOUND["b-c"]
