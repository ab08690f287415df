"""Writes: draft the report, draw its numbers anew, word it, freeze it to be signed."""
