"""The pages about adapters are what is so: their commands are those that are run, their links lead somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from projects import ROOT, commands, new

from conformance.kit.project import LANGUAGES

PAGES = sorted((ROOT / "docs/adapters").glob("*.md"))
BLOCK = re.compile(r"^```(\w+)(?: file=\S+)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page.read_text()) if name == language]


def test_there_is_a_page_per_language_and_one_each_on_honesty_directions_and_what_was_confirmed() -> None:
    assert {page.stem for page in PAGES} == {*LANGUAGES, "honest", "directions", "confirmed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_commands_are_those_of_the_readme_which_are_run(language: str, tmp_path: Path) -> None:
    project = new(language, tmp_path)
    (block,) = blocks(ROOT / f"docs/adapters/{language}.md", "sh")
    assert block.splitlines() == [
        f"realtime-conformance adapters new --lang {language} my-{language}",
        *(f"cd my-{language} && {command}" for command in commands(project)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_the_table_are_those_of_the_project(language: str, tmp_path: Path) -> None:
    new(language, tmp_path)
    named = re.findall(r"^\| `([^`]+)` \|", (ROOT / f"docs/adapters/{language}.md").read_text(), re.MULTILINE)
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {*named, "README.md", ".gitignore"} == written


def test_the_examples_of_honesty_are_python() -> None:
    examples = blocks(ROOT / "docs/adapters/honest.md", "python")
    assert len(examples) == 7
    for example in examples:
        ast.parse(example)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", BLOCK.sub("", page.read_text())):
        file, _, anchor = target.partition("#")
        path = page.parent / file if file else page
        assert path.is_file(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
            named = re.findall(r'<a id="([^"]+)"', path.read_text())
            assert anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads} | {*named}, (
                target
            )
