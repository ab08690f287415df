"""What goes in and what comes out: options, sources, readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from quxiang.problems import Problem
from quxiang.standards import Settings, Standard

#: largest unpacked size of one workbook, in bytes
MAX_UNPACKED = 2 << 30


@dataclass(frozen=True)
class ReadOptions:
    """How to read. ``mapping`` is header → field; ``key`` the public or the installation's key.

    ``cohort`` keeps one cohort; ``sheet`` names the worksheet of the main file;
    ``max_unpacked`` is in bytes. ``compared`` are further schemes the main file is counted under.
    """

    standard: Standard
    settings: Settings
    key: bytes
    school: str | None = None
    cohort: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    max_unpacked: int = MAX_UNPACKED
    compared: tuple[Standard, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and the day it stands for if somebody said so."""

    path: Path
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """How one column of a file was understood.

    ``how`` is exact, alias, pinyin, similar, mapping, value or unused; ``field`` is the engine
    or raw column, ``None`` if unused; ``cell`` is where the header stands (``C2``).
    """

    header: str
    sheet: str
    cell: str
    field: str | None
    how: str
    sentence: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read. ``rows`` counts data rows, ``header_row`` is as Excel counts.

    ``other_sheets`` are the worksheets that were not read, ``like_sheets`` those of them that hold
    more of the same table; none where the user named a worksheet.
    """

    name: str
    sha256: str
    rows: int
    sheet: str
    header_row: int
    layout: str
    encoding: str
    other_sheets: tuple[str, ...] = ()
    like_sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ready:
    """A table that needs no reading, such as one of a snapshot: typed, each row's owner settled.

    ``at`` is the moment it stands for, where that is known.
    """

    data: pa.Table
    given: frozenset[str]
    file: InputFile
    at: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """One table read from one file; ``data`` has only the columns given or derived.

    ``owned`` says that school, cohort and key of each row are settled already, ``at`` which
    moment the table is known to stand for.
    """

    table: str
    data: pa.Table
    given: frozenset[str]
    columns: tuple[Understood, ...]
    problems: tuple[Problem, ...]
    file: InputFile
    owned: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The moment a table stands for, and the column that told it; none where somebody said it."""

    at: datetime | None
    by: str = ""


@dataclass(frozen=True)
class Gathered:
    """Several tables read and linked. ``moments`` has graduates, previous and last_year.

    ``unreadable`` are the cells of graduates that hold something and were read as empty.
    """

    tables: Mapping[str, pa.Table]
    given: Mapping[str, frozenset[str]]
    files: Mapping[str, InputFile]
    columns: Mapping[str, tuple[Understood, ...]]
    problems: tuple[Problem, ...]
    moments: Mapping[str, Told] = field(default_factory=dict)
    cohort: str = ""
    school: str = ""
    unreadable: pa.Table | None = None
