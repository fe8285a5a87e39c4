"""Adds to the site what is beside this folder, and makes the links of every page mean the same there as in a checkout.

A hook of mkdocs (``mkdocs.yml`` names it). A page keeps its path, but for ``docs/``, which is the root of the site.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
MOVED = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Pages of the repository that have another path on the site."""

_LINK = re.compile(r"(?<=\]\()([^)\s#]+)?(#[^)\s]*)?(?=\))|(?<=\bsrcset=\")([^\"]+)(?=\")|(?<=\bsrc=\")([^\"]+)(?=\")")
_CODE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
# What a fence says beyond its language is for the tests of the docs.
_FENCE = re.compile(r"^([ ]*```\w+) .*$", re.MULTILINE)
_INLINE = re.compile(r"<code>[^<\n]*</code>")
_OPTION = re.compile(r"(?<![\w-])--\w[\w-]*")
# They are asked of other hosts, and the site asks none.
_BADGE = re.compile(r"^\[!\[[^\]\n]*\]\(https?://[^)\n]*\)\]\([^)\n]*\)\n", re.MULTILINE)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
# In a page of the matrix, also among the data that its scripts read.
_MARKDOWN = re.compile(r'(?<=")([\w./-]+)\.md(?=[#"])')


def beside() -> dict[str, str]:
    """Every file that the site adds, by its path in the repository, with its path on the site."""
    reports = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "reports").rglob("*") if path.is_file())
    return {**MOVED, **{path: path for path in reports if not Path(path).name.startswith(".")}}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files; pages of the matrix lead to what becomes of Markdown here."""
    for path, uri in beside().items():
        if path.endswith(".html"):
            files.append(File.generated(config, uri, content=_leading_to_pages(path)))
        else:
            files.append(File.generated(config, uri, abs_src_path=str(ROOT / path)))
    return files


def _leading_to_pages(path: str) -> str:
    known, folder = beside(), posixpath.dirname(path)

    def target(found: re.Match[str]) -> str:
        meant = posixpath.normpath(posixpath.join(folder, f"{found[1]}.md"))
        return f"{found[1]}/" if meant in known else found[0]

    return _MARKDOWN.sub(target, (ROOT / path).read_text(encoding="utf-8"))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Rewrite the links of a page and leave out its badges, except in code; keep of each fence its language."""
    here = {uri: path for path, uri in beside().items()}.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    parts = _CODE.split(_FENCE.sub(r"\1", markdown))
    repository = str(config.extra["repository"])
    return "".join(
        part if code % 2 else _linked(_BADGE.sub("", part), here, repository) for code, part in enumerate(parts)
    )


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep browsers from ending a line after a hyphen of an option."""
    return _INLINE.sub(lambda code: _OPTION.sub(r'<span style="white-space: nowrap">\g<0></span>', code[0]), html)


def _linked(text: str, here: str, repository: str) -> str:
    def target(found: re.Match[str]) -> str:
        path, anchor = found[1] or found[3] or found[4], found[2] or ""
        if path is None or _OUTSIDE.match(path):
            return found[0]
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
        uri = placed(meant)
        if uri is None:
            return f"{repository}/blob/main/{meant}{anchor}"
        return posixpath.relpath(uri, posixpath.dirname(placed(here) or "") or ".") + anchor

    return _LINK.sub(target, text)


def placed(path: str) -> str | None:
    """The path on the site of a file of the repository; ``None`` for one that only the repository has."""
    if path in (known := beside()):
        return known[path]
    inside = path.removeprefix("docs/")
    return inside if inside != path and path.endswith((".md", ".svg", ".png")) else None
