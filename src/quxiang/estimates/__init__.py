"""Samples and what they say of everybody: sizes, draws, estimates with intervals, agreement.

The only place where floats are allowed. Knows no files, no SQL and no Django.
"""
