"""Workbooks (xlsx, xlsb, xls, ods) to grids, one worksheet at a time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fastexcel
import pyarrow as pa

from quxiang.exchange.archives import scanned
from quxiang.exchange.faults import refusal
from quxiang.exchange.grids import Grid
from quxiang.exchange.kinds import Kind
from quxiang.exchange.parts import entries_of_sheets
from quxiang.exchange.sheetxml import SheetScan
from quxiang.problems import UnusableError, Where

#: a worksheet may span this many cells, or SPARSE times the cells it really has
_FREE_CELLS, _SPARSE = 4_000_000, 8
_ISOLATED = Path(__file__).with_name("isolated.py")
_ISOLATED_SECONDS = 300
_ERRORS = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!",
    "Ref": "#REF!", "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip

#: a worksheet and whether it is visible; nothing for a sheet without cells
Loaded = tuple[Grid, bool] | None


@dataclass
class Workbook:
    """An open workbook: the names of its sheets, and how one of them is loaded."""

    path: Path
    names: Sequence[str]
    load: Callable[[str], Loaded]


def opened(path: Path, kind: Kind, max_unpacked: int) -> Workbook:
    """Open a workbook after looking into it; raise ``UnusableError`` for bombs and damage.

    ``load`` of the result raises it too, for a damaged or a far too sparse worksheet.
    """
    scans = scanned(path, max_unpacked) if kind is not Kind.XLS else {}
    if kind is not Kind.XLSX:
        return _isolated(path)
    by_sheet = {name: scans.get(entry) for name, entry in entries_of_sheets(path).items()}
    with _refusing(Where(path.name)):
        reader = fastexcel.read_excel(path)
        return Workbook(
            path,
            list(reader.sheet_names),
            lambda name: _load(path, reader, name, by_sheet.get(name)),
        )


def _load(path: Path, reader: fastexcel.ExcelReader, name: str, scan: SheetScan | None) -> Loaded:
    where = Where(path.name, name)
    if scan is not None:
        _refuse_sparse(scan, where)
    letters: list[int] = []

    def note(column: Any) -> bool:
        letters.append(column.absolute_index)
        return True

    with _refusing(where):
        sheet = reader.load_sheet(
            name, header_row=None, skip_rows=0, dtypes="string",
            use_columns=note, whitespace_as_null=True,
        )  # fmt: skip
        visible = sheet.visible == "visible"
        batch, errors = sheet.to_arrow_with_errors()
    del sheet
    found = [(*error.position, error.detail) for error in errors.errors] if errors else []
    grid = _grid(where, batch, letters, found)
    if grid is not None and scan is not None:
        grid.bad_cells += [(*at, "formula_without_value", "") for at in scan.formulas_without_value]
        grid.merges = scan.merges
    return (grid, visible) if grid is not None else None


def _grid(
    where: Where, batch: pa.RecordBatch, letters: list[int], errors: Sequence[Sequence[Any]]
) -> Grid | None:
    if not batch.num_columns:
        return None
    columns = [
        column if pa.types.is_string(column.type) else column.cast(pa.string())
        for column in batch.columns
    ]
    grid = Grid(where.file, where.sheet, columns, letters)
    for row, column, detail in errors:
        grid.bad_cells.append((row + 1, letters[column], "error_value", _error(detail)))
    return grid


def _error(detail: str) -> str:
    """Return ``#DIV/0!`` for what the reader calls ``Error(Div0)``."""
    found = re.search(r"Error\((\w+)\)", detail)
    return _ERRORS.get(found[1], found[1]) if found else detail[:40]


def _refuse_sparse(scan: SheetScan, where: Where) -> None:
    """Refuse a worksheet whose span, all of which would be allocated, is far above its cells."""
    if scan.rows * scan.columns > max(_FREE_CELLS, _SPARSE * scan.cells):
        facts = {"rows": scan.rows, "columns": scan.columns}
        raise refusal("sparse_sheet", where, sheet=where.sheet, **facts)


@contextmanager
def _refusing(where: Where) -> Iterator[None]:
    """Turn whatever the reader raises, panics included, into ``UnusableError``."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, UnusableError):
        raise
    except BaseException as error:  # a panic of the Rust side is no Exception
        raise _damaged(where, str(error) or type(error).__name__) from error


def _damaged(where: Where, said: str) -> UnusableError:
    if "assword" in said or "ncrypted" in said:
        return refusal("encrypted", where)
    detail = said.split("\n", maxsplit=1)[0][:120].rstrip("。")
    return refusal("damaged_workbook", where, detail=detail or "读取程序中断")


def _isolated(path: Path) -> Workbook:
    """Load every worksheet in a process of its own, which may end without ending ours."""
    where = Where(path.name)
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-I", str(_ISOLATED), str(path.absolute()), folder]
        try:
            done = subprocess.run(  # noqa: S603  our own script; the path is an argument
                command, capture_output=True, timeout=_ISOLATED_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _damaged(where, "读取超时") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace") if done.returncode == 3 else ""
            raise _damaged(where, said)
        return Workbook(path, *_collected(path, Path(folder)))


def _collected(path: Path, folder: Path) -> tuple[list[str], Callable[[str], Loaded]]:
    sheets = json.loads((folder / "sheets.json").read_text(encoding="utf-8"))
    loaded: dict[str, Loaded] = {}
    for number, sheet in enumerate(sheets):
        with pa.OSFile(str(folder / f"{number}.arrow"), "rb") as file:
            batch = pa.ipc.open_file(file).get_batch(0)
        grid = _grid(Where(path.name, sheet["name"]), batch, sheet["letters"], sheet["errors"])
        loaded[sheet["name"]] = (grid, sheet["visible"]) if grid is not None else None
    return list(loaded), loaded.pop
