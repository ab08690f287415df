"""Papers that prove a destination: taken in, kept sealed, shown only to whom they concern.

Owns files, their storage, the list of what a code requires and lacks. Does not own registrations,
signatures or what the tables of requirements say (``quxiang.standards``).
"""
