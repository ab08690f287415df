"""Word files by templates the office edits: one mechanism for every kind of paper.

Owns the templates in versions, what each kind may use, whether a file uses only that, and filling
it. Does not own what the papers say: an app registers its kind and hands over plain texts.
"""
