"""One way to make a file and read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.files import GRADUATES, KEY, LETTERS, Rows, converted, write_sheets
from quxiang import standards
from quxiang.exchange import Reading, ReadOptions, read


@pytest.fixture(scope="session")
def options() -> ReadOptions:
    return ReadOptions(standards.load("2024"), standards.Settings(), KEY)


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as the only worksheet of a workbook."""

    def write(rows: Rows, name: str = "毕业生.xlsx", sheet: str = "名单") -> Path:
        return write_sheets(tmp_path / name, {sheet: rows})

    return write


@pytest.fixture
def read_file(options: ReadOptions) -> Callable[..., Reading]:
    """Read a file as a table, with options changed by name."""

    def read_it(path: Path, table: str = "graduates", **more: object) -> Reading:
        return read(path, table, replace(options, **more))  # type: ignore[arg-type]

    return read_it


@pytest.fixture
def reading(
    workbook: Callable[..., Path], read_file: Callable[..., Reading]
) -> Callable[..., Reading]:
    """Write rows as a workbook and read them as a table."""

    def write_and_read(rows: Rows, table: str = "graduates", **more: object) -> Reading:
        return read_file(workbook(rows), table, **more)

    return write_and_read


@pytest.fixture
def one_column(reading: Callable[..., Reading]) -> Callable[..., Reading]:
    """Read the values of one column beside good 考生号; the first value stands in B2."""

    def read_column(header: str, values: Sequence[object], table: str = "graduates") -> Reading:
        rows: list[list[object]] = [["考生号", header]]
        rows += [[f"244101{at:08d}", value] for at, value in enumerate(values)]
        return reading(rows, table)

    return read_column


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same table as xls, ods, dbf and GB18030 csv, all written by LibreOffice."""
    folder = tmp_path_factory.mktemp("foreign")
    source = write_sheets(folder / "graduates.xlsx", {"毕业生": GRADUATES})
    letters = write_sheets(folder / "letters.xlsx", {"letters": [LETTERS, *GRADUATES[1:]]})
    gb18030 = "85"  # the number LibreOffice knows this encoding by
    text = f"csv:Text - txt - csv (StarCalc):44,34,{gb18030},1,,0,false,true,false"
    return {
        "xls": converted(source, "xls", folder),
        "ods": converted(source, "ods", folder),
        "csv": converted(source, text, folder),
        "dbf": converted(letters, f"dbf:dBase:{gb18030}", folder),
    }
