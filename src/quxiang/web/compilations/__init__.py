"""证明材料汇编 (N1.1, N4.4): a college's records numbered, what proves each in print-ready volumes.

Owns what was compiled of a college at a moment, its volumes, the supplements after it. Does not
own evidence, which it only reads, nor signing: cover and index are a paper (``papers``) that both
heads sign and stamp, and which names every volume by its hash.
"""
