"""Read a workbook in a process of its own: run as a script, never imported by the program.

The spreadsheet library trusts sizes written in xls, xlsb and ods files; a damaged one makes it ask
for terabytes, which ends the whole process. Here that ends only this one. Stands alone on
purpose: importing the program would cost more than the reading.

    python isolated.py WORKBOOK FOLDER

writes ``sheets.json`` and one Arrow file a worksheet into ``FOLDER``; exits 3 with one line on
standard error where the workbook cannot be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import fastexcel
import pyarrow as pa

#: bytes of memory a workbook of at most 65,536 rows may take
_MEMORY = 6 << 30
UNREADABLE = 3


def main(workbook: str, folder: str) -> int:
    """Write all worksheets of ``workbook`` into ``folder``."""
    _limit_memory()
    try:
        reader = fastexcel.read_excel(workbook)
        sheets = [
            _written(reader, name, Path(folder) / f"{number}.arrow")
            for number, name in enumerate(reader.sheet_names)
        ]
    except Exception as error:
        sys.stderr.write(str(error).split("\n", maxsplit=1)[0])
        return UNREADABLE
    Path(folder, "sheets.json").write_text(json.dumps(sheets), encoding="utf-8")
    return 0


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows, where the limit is left out
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _written(reader: fastexcel.ExcelReader, name: str, path: Path) -> dict[str, object]:
    letters: list[int] = []

    def note(column: object) -> bool:
        letters.append(column.absolute_index)  # type: ignore[attr-defined]
        return True

    sheet = reader.load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string",
        use_columns=note, whitespace_as_null=True,
    )  # fmt: skip
    batch, errors = sheet.to_arrow_with_errors()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)
    found = [[*error.position, error.detail] for error in errors.errors] if errors else []
    return {
        "name": name,
        "visible": sheet.visible == "visible",
        "letters": letters,
        "errors": found,
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
