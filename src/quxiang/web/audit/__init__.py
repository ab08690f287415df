"""Who did and saw what: append-only, one hash chain a school, written just before commit.

Owns entries, heads and their verification. Does not decide who may do what.
"""
