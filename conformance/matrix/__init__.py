"""The published matrix: every implementation that ships plugged in, judged side by side.

``rows`` says what is run, ``run`` runs it with each row in a process of its own, ``speed`` measures, ``summary``
puts a run into numbers that a fresh run can be held to, ``publish`` writes the files of ``reports/``.
"""
