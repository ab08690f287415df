"""迎检: packs handed to an inspector, and the whole file of whoever an inspector asks about.

Owns what goes into a pack and how it leaves, sealed until it is fetched. Does not own what it
takes along: apps bring it (``sources``), and the form of a pack is the library's (``packs``).
"""
