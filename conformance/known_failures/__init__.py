"""Known failures: a commented YAML file says what an implementation is known to get wrong, and why.

With it a run is green on what is known and red on anything new. ``entries`` reads the file, ``cases`` knows
what its ids can mean, ``match`` lays it over the verdicts of a run, ``update`` and ``rewrite`` bring it up
to date. ``known_failures.schema.json`` is the published format.
"""
