"""Cohorts, persons, graduates with every fact versioned, the registry copy and its mismatches.

Owns who a graduate is and who counts. Does not own destinations.
"""
