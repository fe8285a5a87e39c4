"""The site: built strictly, complete, without a request to any other host."""

from __future__ import annotations

import json
import os
import posixpath
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest

import conformance
from tests.results.links import links

ROOT = Path(conformance.__file__).parent.parent
SECONDS = 600
FENCE = re.compile(r"^[ ]*```\w+ file=(\S+)$", re.MULTILINE)
ASKED = re.compile(r"<(?:script|img|link|source|iframe)\b[^>]*?\b(?:src|href|srcset)=[\"']?([^\"' >]+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``make site`` builds; a link or an anchor that leads nowhere fails it, and so does a page in no menu."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_it_has_docs_matrix_and_findings(site: Path) -> None:
    for page in ("index", "first-run/index", "reports/matrix/index", "reports/findings/index", "reports/index"):
        assert (site / f"{page}.html").is_file(), page
    judged = {path.relative_to(ROOT) for path in (ROOT / "reports").rglob("*.html")}
    assert {path.parts[1] for path in judged} == {"index.html", "openai-ga", "async-openai"}
    assert {path for path in judged if not (site / path).is_file()} == set()
    pages = {path.stem for path in (ROOT / "reports/findings").glob("*.md")}
    assert pages == {path.parent.name for path in (site / "reports/findings").glob("*/index.html")}


def test_the_search_knows_the_text_of_every_part(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    found = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert {"", "protocol/", "reports/findings/", "contributing/"} <= found


def test_links_out_of_docs_lead_to_the_site_or_to_the_source(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="reports/findings/"' in page
    assert 'href="https://github.com/OWNER/realtime-conformance/blob/main/LICENSE"' in page
    assert 'href="reports/"' in page
    assert 'href="docs/' not in page


def test_every_link_of_the_pages_of_the_matrix_leads_to_a_page_of_the_site(site: Path) -> None:
    broken, followed = [], set()
    for page in (ROOT / "reports").rglob("*.html"):
        here = page.relative_to(ROOT).as_posix()
        for address in links(site / here):
            target, _, place = address.partition("#")
            path = site / posixpath.join(posixpath.dirname(here), target) if target else site / here
            whole = path / "index.html" if path.is_dir() else path
            # Places on these pages themselves are for tests/results.
            if not whole.is_file() or (path.is_dir() and place and place not in _places(whole)):
                broken.append((here, address))
            followed.add(target)
    assert broken == []
    assert {"findings/", "findings/pipecat/", "../findings/", "openai-ga/pipecat.html", "../index.html"} <= followed


def _places(page: Path) -> set[str]:
    return {unquote(name) for name in re.findall(r'\bid="?([^" >]+)', page.read_text(encoding="utf-8"))}


def test_no_page_asks_another_host(site: Path) -> None:
    own = "https://OWNER.github.io/realtime-conformance/"
    matrix = {site / path.relative_to(ROOT) for path in (ROOT / "reports").rglob("*.html")}
    for path in set(site.rglob("*.html")) - matrix:  # those have tests of their own
        for address in ASKED.findall(path.read_text(encoding="utf-8")):
            assert not re.match(r"(https?:)?//", address.removeprefix(own)), (path, address)
        assert "data-md-component=source" not in path.read_text(encoding="utf-8").replace('"', "")


def test_badges_are_left_out_of_pages_but_not_out_of_code() -> None:
    spec = spec_from_file_location("hook_of_the_site", ROOT / "docs/site.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(hook := module_from_spec(spec))
    badge = "[![ci](https://elsewhere.example/ci.svg)](https://elsewhere.example/ci)\n"
    page = SimpleNamespace(file=SimpleNamespace(src_uri="index.md"))
    config = SimpleNamespace(extra={"repository": "https://elsewhere.example"})
    code = f"```markdown\n{badge}```\n"
    assert hook.on_page_markdown(f"# Title\n\n{badge}{badge}\n{code}", page, config, None) == f"# Title\n\n\n{code}"


def test_no_line_ends_after_a_hyphen_of_an_option(site: Path) -> None:
    page = (site / "cli/index.html").read_text(encoding="utf-8")
    codes = re.findall(r"<code>(?:(?!</code>|\n).)*--\w(?:(?!</code>|\n).)*</code>", page)
    assert len(codes) > 50
    whole = re.compile(r'<span style="?white-space: ?nowrap"?>--[\w-]+</span>')
    assert [code for code in codes if "--" in whole.sub("", code)] == []
    # What is copied is what was written.
    assert "--known-failures=FILE" in re.sub("<[^>]*>", "", "".join(codes))


def test_fences_lose_what_is_for_tests(site: Path) -> None:
    named = {}
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        page = "index" if path.name == "README.md" else f"{path.relative_to(ROOT / 'docs').with_suffix('')}/index"
        named[page] = FENCE.findall(path.read_text(encoding="utf-8"))
    assert named["index"]
    assert named["adapters/directions/index"]
    for page, files in named.items():
        shown = (site / f"{page}.html").read_text(encoding="utf-8")
        assert [file for file in files if f"file={file}" in shown] == [], page
    assert "roundtrip" in (site / "index.html").read_text(encoding="utf-8")
