"""Signatures on destinations: routes as data, runs along them, what each signature binds.

An internal record of approval, not a reliable electronic signature; seals stay on paper. What is
signed belongs to ``destinations``, which does not know this app; files belong to ``evidence``.
"""
