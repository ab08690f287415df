"""Runs of the rules over snapshots, and cases: each finding with an owner, a date and an end.

Owns: which rules run for a cohort, when, what came of it; the cases its findings are kept as, who
answers and who verifies them. Does not own: what a rule looks for (``engine``), the rows it looks
at (``season``).
"""
