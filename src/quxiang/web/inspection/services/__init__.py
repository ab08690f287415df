"""Writes: ask for a pack, make it in the background, remove it after its last day."""
