"""Workbooks (xlsx, xlsb, xls, ods) to grids, one worksheet at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

import fastexcel
import pyarrow as pa

from quxiang.exchange.archives import SheetScan, scanned
from quxiang.exchange.extents import refuse_sparse_ods, refuse_sparse_xlsb
from quxiang.exchange.faults import refusal
from quxiang.exchange.grids import Grid
from quxiang.exchange.kinds import Kind
from quxiang.problems import UnusableError, Where

#: a worksheet may span this many cells, or SPARSE times the cells it really has
_FREE_CELLS, _SPARSE = 20_000_000, 8
_TOP = 40


@dataclass
class Workbook:
    """An open workbook: sheets by name, their scans, which of them are hidden."""

    path: Path
    kind: Kind
    reader: fastexcel.ExcelReader
    scans: dict[str, SheetScan]

    @property
    def names(self) -> list[str]:
        return list(self.reader.sheet_names)

    def load(self, name: str, rows: int | None = None) -> tuple[Grid, bool] | None:
        """Return a worksheet (only its top ``rows`` if given) and whether it is visible.

        ``None`` where the sheet holds no cells (a chart sheet). Raises ``UnusableError``.
        """
        where = Where(self.path.name, name)
        scan = self.scans.get(name)
        if scan is not None:
            _refuse_sparse(scan, where)
        with _refusing(where):
            return _loaded(self.reader, name, rows, where, scan)


def opened(path: Path, kind: Kind, max_unpacked: int) -> Workbook:
    """Open a workbook after looking into it; raise ``UnusableError`` for bombs and damage."""
    scans: dict[str, SheetScan] = {}
    if kind is not Kind.XLS:
        entries = scanned(path, max_unpacked)
        scans = _by_sheet(path, entries) if kind is Kind.XLSX else {}
    if kind is Kind.XLSB:
        refuse_sparse_xlsb(path, _FREE_CELLS)
    if kind is Kind.ODS:
        refuse_sparse_ods(path, _FREE_CELLS)
    with _refusing(Where(path.name)):
        return Workbook(path, kind, fastexcel.read_excel(path), scans)


def _loaded(
    reader: fastexcel.ExcelReader, name: str, rows: int | None, where: Where, scan: SheetScan | None
) -> tuple[Grid, bool] | None:
    letters: list[int] = []

    def note(column: fastexcel.ColumnInfoNoDtype) -> bool:
        letters.append(column.absolute_index)
        return True

    sheet = reader.load_sheet(
        name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string",
        use_columns=note, whitespace_as_null=True,
    )  # fmt: skip
    visible = sheet.visible == "visible"
    batch, errors = sheet.to_arrow_with_errors()
    del sheet
    grid = Grid(where.file, where.sheet, [_text(column) for column in batch.columns], letters)
    for error in errors.errors if errors else ():
        row, column = error.position
        grid.bad_cells.append((row + 1, letters[column], "error_value", _error(error.detail)))
    if scan is not None and rows is None:
        grid.bad_cells += [
            (row, column, "formula_without_value", "")
            for row, column in scan.formulas_without_value
        ]
        grid.merges = scan.merges
    return (grid, visible) if grid.columns else None


def _text(column: pa.Array) -> pa.Array:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _error(detail: str) -> str:
    """Return ``#DIV/0!`` for what the reader calls ``Error(Div0)``."""
    found = re.search(r"Error\((\w+)\)", detail)
    names = {
        "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!",
        "Ref": "#REF!", "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
    }  # fmt: skip
    return names.get(found[1], found[1]) if found else detail[:40]


def _refuse_sparse(scan: SheetScan, where: Where) -> None:
    span = scan.last_row * (scan.last_column + 1)
    if span > max(_FREE_CELLS, _SPARSE * scan.cells):
        facts = {"rows": scan.last_row, "columns": scan.last_column + 1}
        raise refusal("sparse_sheet", where, sheet=where.sheet, **facts)


@contextmanager
def _refusing(where: Where) -> Iterator[None]:
    """Turn whatever the reader raises, panics included, into ``UnusableError``."""
    try:
        yield
    except UnusableError:
        raise
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the Rust side is no Exception
        if "assword" in str(error) or "ncrypted" in str(error):
            raise refusal("encrypted", where) from error
        detail = str(error).split("\n", maxsplit=1)[0][:120] or type(error).__name__
        raise refusal("damaged_workbook", where, detail=detail.rstrip("。")) from error


def _by_sheet(path: Path, scans: dict[str, SheetScan]) -> dict[str, SheetScan]:
    """Return the scans by sheet name instead of by entry of the archive."""
    from xml.etree.ElementTree import fromstring  # noqa: PLC0415, S405  entities are refused below

    def parsed(archive: ZipFile, name: str) -> Element:
        text = archive.read(name)
        if b"<!ENTITY" in text or b"<!DOCTYPE" in text:
            raise ParseError("entity")
        return fromstring(text)  # noqa: S314

    try:
        with ZipFile(path) as archive:
            workbook = parsed(archive, "xl/workbook.xml")
            relations = parsed(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ParseError, BadZipFile, OSError, ValueError) as error:
        raise refusal("damaged_workbook", Where(path.name), detail="缺少工作簿目录") from error
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    found = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            relation = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            target = targets.get(relation, "").lstrip("/").removeprefix("xl/")
            if (scan := scans.get(f"xl/{target}")) is not None:
                found[sheet.get("name", "")] = scan
    return found
