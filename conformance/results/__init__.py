"""Results of a run: a file of verdicts, written as the run goes."""
