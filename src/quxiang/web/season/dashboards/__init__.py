"""Pages for who leads: what a snapshot counts to, against the seasons before, as charts.

Owns: the counts kept a snapshot and scope, the curve, what each chart shows and its table.
Does not own: what a figure is (``engine``), deadlines (``season.progress``).
"""
