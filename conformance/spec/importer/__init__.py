"""From an OpenAPI document to a dialect's JSON Schema files.

``document`` reads and finds places, ``errata`` corrects the document, ``forms`` and ``unions`` translate its
schemas into the vocabulary, ``layout`` sorts the types into modules, ``write`` puts the files down. A dialect
that is imported keeps two hand-written files beside the generated ones: ``import.json`` (roots, modules) and
``errata.json``. ``compare`` tells what a new document changes.
"""

from conformance.spec.importer.dialect import IMPORTED, import_document

__all__ = ["IMPORTED", "import_document"]
