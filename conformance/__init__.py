"""A portable conformance suite for implementations of the OpenAI Realtime API wire format.

Public, and stable between releases that do not say otherwise: ``conformance.adapter`` (plug an implementation in),
``conformance.results.reader`` (read a results file) and the package ``strategies``. The rest is the suite's own.
"""

__version__ = "0.1.0"
