"""The published matrix: every implementation that ships plugged in, judged side by side.

``rows`` says what is run, ``run`` runs each row in a process of its own, ``speed`` measures, ``summary`` turns a run
into numbers that a later run is compared with, ``publish`` writes the files of ``reports/``.
"""
