"""Print the kill matrix."""

from . import MUTANTS
from .matrix import table

for line in table(list(MUTANTS.values())):
    print(line)
