"""Bulletins (通报): drafted from one snapshot, signed off by a second person, issued to colleges.

Owns the frozen numbers of each bulletin and where they come from, its words, its steps, the Word
templates of the office, how bulletins are headed. Does not own the figures (``season``), the
signals of quality (``feedback``), the PDF as it is kept (``documents``), who is told (a hook).
"""
