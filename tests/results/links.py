"""The links of pages that were written to a folder, and those of them that lead nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

_ROW = re.compile(r'<tr class="row" .*?</tr>', re.DOTALL)


def broken(folder: Path) -> list[tuple[str, str]]:
    """Page and address of each link to a file, or to a place in a page, that is not there."""
    found = []
    for page in sorted(folder.rglob("*.html")):
        for address in sorted(links(page)):
            path, _, place = address.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (place and target.suffix == ".html" and place not in _places(target)):
                found.append((page.relative_to(folder).as_posix(), address))
    return found


def links(page: Path) -> set[str]:
    """The addresses that a page leads to within the site: its links, and those that its scripts make."""
    text = page.read_text(encoding="utf-8")
    data = json.loads(text.partition(' id="data">')[2].partition("</script>")[0])
    body = re.sub(r"<(script|style)\b.*?</\1>", "", text.partition("<body>")[2], flags=re.DOTALL)
    found = set(re.findall(r'<a [^>]*?\bhref="([^"]+)"', body)) | {one["href"] for one in data.get("marks", ())}
    found |= {f"{path}#{place}" for _, path, titles in data.get("defects", ()) for _, place in titles}
    if '<table id="matrix"' in body:
        found |= set(_of_cells(body))
    return {address for address in found if not re.match(r"[a-z]+:", address)}


def _of_cells(body: str) -> Iterator[str]:
    """The links that the script gives to the cells of areas."""
    areas = re.findall(r'<th scope="col" class="area [^"]*" data-sort="([^"]+)"', body)
    for row in _ROW.findall(body):
        address = re.findall(r'<a href="([^"]+)"', row)[0]
        cells = re.findall(r'<td>(<(?:a|span) class="cell [^>]*>)', row)
        for area, cell in zip(areas, cells, strict=False):
            if "data-n=" in cell:
                yield f"{address}{'.' if '#' in address else '#'}{area}"


@cache
def _places(page: Path) -> frozenset[str]:
    return frozenset(unquote(name) for name in re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8")))
