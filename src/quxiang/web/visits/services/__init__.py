"""Writes: plan a visit, take in what was found, take both visitors' word, settle it."""
