"""Every upload: recognise, preview with a cell-by-cell diff, apply in the background, undo.

Apps register targets (fields, match, apply); nobody else calls the exchange.
"""
