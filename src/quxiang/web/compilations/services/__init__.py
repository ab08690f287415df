"""Every write of a compilation: ``asking`` for one, ``making`` it in the background."""
