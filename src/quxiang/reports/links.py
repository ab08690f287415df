"""Links from the workbook report to the rows of the files it was made from."""

from __future__ import annotations

import os
from pathlib import Path

from quxiang.engine.results import Place
from quxiang.reports.document import Document
from quxiang.reports.sheets import Cell, Link

#: what a spreadsheet escapes in the target of a link; letters of any script stay
_ESCAPED = '%#"<>[]^`{} ?'
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")


class Links:
    """Makes links relative to where the report is written, so that both can move together."""

    def __init__(self, document: Document, report: Path) -> None:
        folder = report.resolve().parent
        self.targets: dict[str, str | None] = {}
        for each in document.inputs:
            if each.path:  # of two files of one name the first, which is the main one
                self.targets.setdefault(each.file, _relative(Path(each.path), folder))

    def to(self, place: Place) -> Cell:
        """Return a link to the row, or its number where the file is not known."""
        target = self.targets.get(place.file)
        if target is None:
            return place.row
        anchor = ""
        if place.sheet and Path(place.file).suffix.lower() in WORKBOOKS:
            sheet = place.sheet.replace("'", "''")
            anchor = f"#'{sheet}'!A{place.row}"
        return Link(str(place.row), f"external:{target}{anchor}")


def _relative(path: Path, folder: Path) -> str | None:
    try:
        text = os.path.relpath(path.resolve(), folder)
    except ValueError:  # another drive: no relative way leads there
        return None
    return "".join(f"%{ord(char):02x}" if char in _ESCAPED else char for char in text)
