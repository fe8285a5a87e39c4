"""The site: built strictly, complete, without a request to any other host."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import conformance

ROOT = Path(conformance.__file__).parent.parent
SECONDS = 600
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
    for page in ("index", "first-run/index", "reports/matrix/index", "reports/findings/index", "reports/openai-ga"):
        assert (site / f"{page}.html").is_file(), page
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
    assert 'href="docs/' not in page


def test_no_page_asks_another_host(site: Path) -> None:
    own = "https://OWNER.github.io/realtime-conformance/"
    for path in site.rglob("*.html"):
        if path.parent.name == "reports":
            continue  # the pages of the matrix have tests of their own
        for address in ASKED.findall(path.read_text(encoding="utf-8")):
            assert not re.match(r"(https?:)?//", address.removeprefix(own)), (path, address)
        assert "data-md-component=source" not in path.read_text(encoding="utf-8").replace('"', "")


def test_fences_lose_what_is_for_tests(site: Path) -> None:
    assert "file=my_adapter.py" not in (site / "index.html").read_text(encoding="utf-8")
