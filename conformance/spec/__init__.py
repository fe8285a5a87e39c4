"""The wire as data: one folder of JSON Schema 2020-12 files per dialect, and the code that reads them."""

from conformance.options import DEFAULT_DIALECT
from conformance.spec.loader import (
    SpecError,
    dialects,
    documents,
    load_dialect,
    manifest_of,
    version_file,
)
from conformance.spec.model import Dialect

__all__ = [
    "DEFAULT_DIALECT",
    "Dialect",
    "SpecError",
    "dialects",
    "documents",
    "load_dialect",
    "manifest_of",
    "version_file",
]
