"""The page: results files as HTML that needs no network, no font and no second file.

``numbers`` counts, ``standing`` has the words, ``causes`` says why, ``table``, ``landing`` and ``detail`` lay out, and
``document`` makes a page of it. What is laid out can be read without the scripts; they add charts, sorting and search.
"""
