"""Writes of self-checks."""
