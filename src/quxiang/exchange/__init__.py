"""Spreadsheets in: recognise columns, type and fold cells, report every bad one.

``read`` reads one table from one file, ``gather`` several side by side and linked. Nothing here
judges what the cells say about graduates; that is the engine's.
"""

from quxiang.exchange.declared import declare
from quxiang.exchange.gathering import gather
from quxiang.exchange.mappings import load_mapping, save_mapping
from quxiang.exchange.reading import read, read_cells
from quxiang.exchange.recognising import Recognised, recognise
from quxiang.exchange.shapes import (
    Gathered,
    InputFile,
    Reading,
    ReadOptions,
    Ready,
    Source,
    Told,
    Understood,
)

__all__ = [
    "Gathered",
    "InputFile",
    "ReadOptions",
    "Reading",
    "Ready",
    "Recognised",
    "Source",
    "Told",
    "Understood",
    "declare",
    "gather",
    "load_mapping",
    "read",
    "read_cells",
    "recognise",
    "save_mapping",
]
