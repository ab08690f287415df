"""What comes back from above: lists of the Ministry and the province, and what was made of it.

Owns: the lists with their origin and every row of them, whom a row is about, the replies of each
college, the handling of a college by grade, the five signals as pages, the rehearsal of an
inspection. Does not own: cases and runs (``alerts``), what a rule finds (``engine``), how a
document is set (``documents``).
"""
