"""Judge every mutant and write the kill matrix; say which ones nothing kills, and which ones are waited for in vain."""

from . import MUTANTS
from .kills import AWAITS, PAGE, Row, awaited, page
from .matrix import kill

rows = [Row.of(kill(mutant)) for mutant in MUTANTS.values()]
PAGE.write_text(page(rows), encoding="utf-8")
survivors = {row.name for row in rows if row.shown_by == AWAITS}
for name in sorted(survivors - awaited().keys()):
    print(f"{name} survives: a check or a payload is missing")
for name in sorted(awaited().keys() - survivors):
    print(f"{name} is killed now: take it out of tests/mutants/awaits.tsv")
