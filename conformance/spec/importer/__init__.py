"""Imports an OpenAPI document as a dialect's JSON Schema files.

``document`` reads the document and finds schemas in it, ``errata`` corrects it, ``forms`` and ``unions`` translate
its schemas into the vocabulary, ``layout`` sorts the types into modules, ``write`` writes the files. An imported
dialect has two hand-written files beside the generated ones: ``import.json`` (roots, modules) and ``errata.json``.
``compare`` lists what a new document changes, ``dialect`` ties them together.
"""
