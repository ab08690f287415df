"""The sample workbook of a target: its columns, one invented row, what each column takes."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from quxiang.web.imports.targets import Target


def sample_workbook(target: Target) -> bytes:
    """Return a workbook somebody can fill in; every cell is text, so no number is spoilt."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, text = book.add_worksheet(target.title[:31]), book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@"})
        sheet.set_column(0, len(target.fields) - 1, 16, text)
        for at, field in enumerate(target.fields):
            sheet.write_string(0, at, field.title, bold)
            sheet.write_string(1, at, field.sample, text)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("说明")
        notes.set_column(0, 1, 24)
        lines = [(f.title, "必填" if f.required else f.needed or "可不填") for f in target.fields]
        lines.append(("空格", "空着的单元格不会改动已有的值；要清空某个值，请填 CLEAR。"))
        for row, line in enumerate(lines):
            notes.write_row(row, 0, line)
    return buffer.getvalue()
