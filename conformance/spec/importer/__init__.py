"""Imports an OpenAPI document as a dialect's JSON Schema files.

``document`` reads the document and finds schemas in it, ``prose`` adds the rules that it states in words, ``errata``
corrects it, ``forms`` and ``unions`` translate its schemas into the vocabulary, ``layout`` sorts the types into
modules, ``write`` writes the files. An imported dialect has three hand-written files beside the generated ones:
``import.json`` (roots, modules), ``prose.json`` and ``errata.json``. ``compare`` lists what a new document changes,
``dialect`` ties them together.
"""
