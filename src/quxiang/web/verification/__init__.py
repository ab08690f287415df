"""Checks on a sample: planned, fixed, drawn so that anybody can draw again, called, counted.

Owns surveys with their frames, the sampled records with every call, the scripts, the call desk and
what follows from the answers. Does not own cases (``alerts``), how a sample is drawn and a share
estimated (``estimates``), nor visits (``visits``), which it plans to whom it drew.
"""
