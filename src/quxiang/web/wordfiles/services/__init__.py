"""Writes of Word templates."""
