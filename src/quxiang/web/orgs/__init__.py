"""Schools, units, posts and who holds them, review groups, substitutes, delegation, advising.

Owns who may act where. Does not own accounts (``accounts``) or graduates (``roster``).
"""
