"""The negative list of colleges, from proposal to decision and appeal; a college's yearly sheet.

Owns what is proposed, the reasons and papers of each step, the terms for replies, and how the
sheet is counted. Does not own what it rests on: cases (``alerts``), rows from above and handling
(``feedback``), complaints (``complaints``), figures (a run's, beside its snapshot).
"""
