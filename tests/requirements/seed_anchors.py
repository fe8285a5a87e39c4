"""What there is to require in a Rust file of serde types: one anchor for each thing it states.

``Type``, ``Type.field`` and ``Enum.Variant`` name the declarations (a raw identifier such as ``r#type``
by its wire name); ``@rename_all``, ``@skip_serializing_if``, ``@default`` and ``@derive_default`` the
attributes on them; ``#1``, ``#2``, … the sentences of their doc comments, in order. The parser takes the
plain subset of Rust that such files are written in and refuses every line that it does not know, so
that nothing can slip by unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_USE = re.compile(r"^use\s[^;]*;", re.MULTILINE)
_CONTAINER = re.compile(r"pub (?:struct|enum) (\w+) \{")
_FIELD = re.compile(r"pub (?:r#)?(\w+): \S.*,")
_VARIANT = re.compile(r"([A-Z]\w*)(?:\(\w+\))?,")
_ATTRIBUTE = re.compile(r"#\[(\w+)(?:\((.*)\))?\]")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs)\.$")


def anchors(source: str) -> dict[str, str]:
    """Every anchor of a Rust file, in order, with the line or the sentence that it stands for.

    Raises ValueError for a line that is not understood and for an anchor that comes twice.
    """
    found: dict[str, str] = {}
    for anchor, text in _walk(source):
        if anchor in found:
            raise ValueError(f"{anchor} is declared twice")
        found[anchor] = text
    return found


def sentences(doc: list[str]) -> list[str]:
    """Split the lines of one doc comment into sentences; a blank line ends a paragraph.

    A full stop ends a sentence when white space or nothing follows it, outside backticks, round and
    square brackets, and not in an abbreviation.
    """
    found: list[str] = []
    for paragraph in "\n".join(doc).split("\n\n"):
        text = " ".join(paragraph.split())
        start = depth = 0
        quoted = False
        for index, char in enumerate(text):
            if char == "`":
                quoted = not quoted
            elif quoted:
                continue
            elif char in "([":
                depth += 1
            elif char in ")]":
                depth -= 1
            elif (
                char in ".!?"
                and depth == 0
                and text[index + 1 : index + 2] in ("", " ")
                and not _ABBREVIATION.search(text[: index + 1])
            ):
                found.append(text[start : index + 1].strip())
                start = index + 1
        if rest := text[start:].strip():
            found.append(rest)
    return found


def _walk(source: str) -> Iterator[tuple[str, str]]:
    container: str | None = None
    doc: list[str] = []
    attributes: list[str] = []
    for line in _USE.sub("", source).splitlines():
        line = line.strip()
        if line.startswith("///"):
            doc.append(line.removeprefix("///").strip())
            continue
        if line.startswith("#["):
            attributes += _attributes(line)
            continue
        if not line:
            continue
        if line == "}" and container and not (doc or attributes):
            container = None
            continue
        if container is None and (match := _CONTAINER.fullmatch(line)):
            name = container = match[1]
        elif container and (match := _FIELD.fullmatch(line) or _VARIANT.fullmatch(line)):
            name = f"{container}.{match[1]}"
        else:
            raise ValueError(f"not understood: {line!r}")
        yield name, line
        yield from ((f"{name}@{attribute}", line) for attribute in attributes)
        yield from ((f"{name}#{number}", text) for number, text in enumerate(sentences(doc), start=1))
        doc, attributes = [], []
    if container or doc or attributes:
        raise ValueError("the file ends in the middle of a declaration")


def _attributes(line: str) -> list[str]:
    """Names of what an attribute line says about the wire; of the derives only ``Default`` matters to it."""
    match = _ATTRIBUTE.fullmatch(line)
    if match is None:
        raise ValueError(f"not understood: {line!r}")
    kind, arguments = match[1], [argument.strip() for argument in (match[2] or "").split(",")]
    if kind == "derive":
        return ["derive_default"] if "Default" in arguments else []
    if kind == "default":
        return ["default"]
    if kind == "serde":
        return [argument.split("=")[0].strip() for argument in arguments]
    raise ValueError(f"not understood: {line!r}")
