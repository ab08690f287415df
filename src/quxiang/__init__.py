"""Quxiang (去向): where a university's graduates go, proved and recomputable."""

__version__ = "0.1.0"
