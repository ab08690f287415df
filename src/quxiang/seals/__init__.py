"""Electronic seals on PDFs: whether one holds, whose it is, over which bytes; and sealing our own.

Needs pyHanko (``quxiang[web]``), imported where it is used; knows no web and no database. pyHanko
verifies RSA and ECDSA; SM2 is left to a seal service's own answer.
"""
