"""Known failures: a commented YAML file that lists what an implementation is known to get wrong, and why.

With it a run is green on what is listed and red on anything new. ``entries`` reads the file, ``cases`` knows the
cases that its ids may name, ``match`` compares the file with the verdicts of a run, and ``pinned`` compares reasons.
``update`` plans changes of the file and ``rewrite`` makes them, both called by ``gate`` at the end of a run.
``known_failures.schema.json`` is the published format.
"""
