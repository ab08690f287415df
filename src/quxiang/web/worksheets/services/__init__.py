"""Writes of conclusions and of rounds."""
