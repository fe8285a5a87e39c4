"""Judge every mutant, write the kill matrix, and take what is killed now out of what is awaited."""

from . import MUTANTS
from .kills import AWAITED, AWAITS, PAGE, Row, awaited, page
from .matrix import kill

rows = [Row.of(kill(mutant)) for mutant in MUTANTS.values()]
PAGE.write_text(page(rows), encoding="utf-8")
survivors = {row.name for row in rows if row.shown_by == AWAITS}
still = {name: reason for name, reason in awaited().items() if name in survivors}
AWAITED.write_text("".join(f"{name}\t{reason}\n" for name, reason in still.items()), encoding="utf-8")
for name in sorted(survivors - still.keys()):
    print(f"{name} survives: a check or a payload is missing")
