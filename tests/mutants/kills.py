"""The published kill matrix: one row per mutant, read and written as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from conformance.requirements.level import Level

from .matrix import CHECK_NAMES, Kill
from .mutant import CRATE, GA, Mutant

PAGE = Path(__file__).parents[2] / "reports" / "kills.md"
COMMAND = "python -m tests.mutants"
VECTORS, GENERATED, AWAITS = "yes", "no", "awaits"
_HEAD = ("mutant", "what it does wrong", "killed by", "fails besides", "golden vectors alone?")
AWAITED = Path(__file__).with_name("awaits.tsv")


def awaited() -> dict[str, str]:
    """The mutants that the suite does not find yet, and what it lacks."""
    lines = AWAITED.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


@dataclass(frozen=True, slots=True)
class Row:
    """What is published of a mutant. ``shown_by`` says whether golden vectors alone kill it."""

    dialect: str
    name: str
    says: str
    check: str
    besides: tuple[str, ...]
    shown_by: str

    @classmethod
    def of(cls, found: Kill) -> Self:
        """The row of a judged mutant."""
        mutant = found.mutant
        besides = tuple(name for name in found.checks if name != mutant.check)
        shown_by = VECTORS if found.vectors_alone else GENERATED if found.killed else AWAITS
        return cls(mutant.dialect, mutant.name, mutant.says, _claim(mutant), besides, shown_by)

    @classmethod
    def read(cls, dialect: str, line: str) -> Self:
        """The row that a line of the page shows."""
        name, says, check, besides, shown_by = (
            cell.strip() for cell in line.replace("\\|", "¦").strip("| ").split("|")
        )
        listed = tuple(besides.split(", ")) if besides != "·" else ()
        return cls(dialect, name.strip("`"), says.replace("¦", "|"), check, listed, shown_by)

    def __str__(self) -> str:
        """The line of the page."""
        cells = (
            f"`{self.name}`",
            self.says.replace("|", "\\|"),
            self.check,
            ", ".join(self.besides) or "·",
            self.shown_by,
        )
        return f"| {' | '.join(cells)} |"


def page(rows: Sequence[Row]) -> str:
    """The page: the counts, then a table per dialect."""
    parts = [
        "# Kill matrix",
        f"Wrong implementations with one defect each, and the check that finds it. Written by `{COMMAND}`; "
        "how it is read: [docs/kills.md](../docs/kills.md).",
        "\n".join(_counts(rows)),
        "\n".join(_checks(rows)),
    ]
    for dialect in (CRATE, GA):
        parts += [
            f"## `{dialect}`",
            "\n".join([*_header(*_HEAD), *(str(row) for row in rows if row.dialect == dialect)]),
        ]
    return "\n\n".join(parts) + "\n"


def read_page(text: str) -> list[Row]:
    """The rows of the page."""
    _, *tables = text.split("\n## ")
    return [
        Row.read(dialect, line)
        for dialect, table in zip((CRATE, GA), tables, strict=True)
        for line in table.splitlines()
        if line.startswith("| `")
    ]


def _claim(mutant: Mutant) -> str:
    return mutant.check if mutant.level is Level.MUST else f"{mutant.check} ({mutant.level})"


def _counts(rows: Sequence[Row]) -> list[str]:
    lines = _header("dialect", "mutants", "killed by golden vectors alone", "by generated payloads only", "not yet")
    for dialect in (CRATE, GA):
        own = [row for row in rows if row.dialect == dialect]
        counted = (sum(row.shown_by == kind for row in own) for kind in (VECTORS, GENERATED, AWAITS))
        lines.append(f"| `{dialect}` | {len(own)} | {' | '.join(map(str, counted))} |")
    return lines


def _checks(rows: Sequence[Row]) -> list[str]:
    lines = _header("check", CRATE, GA)
    for check in CHECK_NAMES:
        claims = [row.dialect for row in rows if row.check.split(" ")[0] == check]
        lines.append(f"| {check} | {claims.count(CRATE)} | {claims.count(GA)} |")
    return lines


def _header(*names: str) -> list[str]:
    return [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
