"""The season's frozen moments: a cohort's rows as they were known, written as a snapshot.

Owns: which rows of the database become which of the engine's tables, the key their hashes are
made with, the chain of a cohort's snapshots. Does not own: how a snapshot is written and proved
(``engine.snapshots``), what rules find in it (``alerts``).
"""
