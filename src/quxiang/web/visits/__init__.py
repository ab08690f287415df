"""实地走访: from clusters of graduates in one small firm to what two visitors found there.

Owns visits, what was seen of whom, photos, both visitors' word, and what the centre makes of it.
Does not own clusters and cases (``alerts``), the store of files (``evidence``), nor short notes of
calls at an employer (``employers``).
"""
