"""Complaints (举报): a form for anybody, a receipt to follow it by, an outcome by the centre.

Owns: what was complained of, who may handle and who may read it, what the complainant is told.
Does not own: the rate of complaints (``engine``, which reads them from a snapshot).
"""
