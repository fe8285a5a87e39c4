"""Known failures: a commented YAML file that lists what an implementation is known to get wrong, and why.

With it a run is green on what is listed and red on anything new. ``entries`` reads the file, ``cases`` knows the
cases that its ids may name, ``match`` compares it with the verdicts of a run, ``pinned`` its reasons with theirs;
``update`` says what has to change in it and ``rewrite`` changes it, both called by ``gate`` at the end of a run.
``known_failures.schema.json`` is the published format.
"""
