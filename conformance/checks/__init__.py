"""The judges: each check is one rule that turns evidence into findings.

``register`` lists them all and runs them. A check's file is one rule; ``case``, ``exchange``, ``seen`` and
``written`` are its evidence, ``answer``, ``finding`` and ``verdict`` what it makes of it.
"""
