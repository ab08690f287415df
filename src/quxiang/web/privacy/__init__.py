"""What is kept of people and why: the notice they read, how long data stays, legal holds.

Owns notices, acknowledgements, periods and holds. Does not own the data that ends: each kind of
it names its own rows in ``kinds``.
"""
