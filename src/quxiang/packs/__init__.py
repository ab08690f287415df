"""Packs: what is handed to an inspector as one zip that can be checked without any server.

Knows the form of a pack; not what is put into one, which the web decides.
"""
