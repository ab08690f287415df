"""Benchmarks: what the engine and the whole command cost, beside pandas and Polars.

``python -m bench`` says which there are; each prints a Markdown table with the machine.
"""
