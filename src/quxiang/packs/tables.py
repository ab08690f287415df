"""A workbook of texts, written row by row: what is held at once are its compressed bytes.

Libraries keep every cell until they write, or lay rows in the clear into a file meanwhile.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/>'
    '</font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill>'
    '<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
    '<xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="60" width="16"/></cols>'
    "<sheetData>"
)
#: what XML cannot hold, and what a sheet's name cannot
_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNNAMED = re.compile(r"[\[\]:*?/\\']")
#: of a cell, of a footer
_LONGEST, _FOOT = 32_000, 240


class Workbook:
    """Write sheet after sheet; each bears ``mark`` below its rows and in its footer."""

    def __init__(self, mark: str) -> None:
        self._out, self._mark = io.BytesIO(), mark
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._titles: list[str] = []
        self._sheet: IO[bytes] | None = None
        self.rows = 0

    def sheet(self, title: str, heads: Sequence[str]) -> None:
        """Begin a sheet; the one before is complete."""
        self._end()
        name = _UNNAMED.sub("_", title)[:28] or "_"
        self._titles.append(f"{name}{len(self._titles)}" if name in self._titles else name)
        self._sheet = self._zip.open(f"xl/worksheets/sheet{len(self._titles)}.xml", "w")
        self._sheet.write(_HEAD.encode())
        self._row(heads, style=' s="1"')
        self.rows = 0

    def row(self, cells: Iterable[object]) -> None:
        self._row(cells)
        self.rows += 1

    def close(self) -> bytes:
        """Return the whole workbook."""
        self._end()
        for name, text in self._own():
            self._zip.writestr(name, text)
        self._zip.close()
        return self._out.getvalue()

    def _row(self, cells: Iterable[object], style: str = "") -> None:
        assert self._sheet is not None  # noqa: S101 - a sheet was begun
        told = "".join(
            f'<c{style} t="inlineStr"><is><t xml:space="preserve">{_text(each)}</t></is></c>'
            for each in cells
        )
        self._sheet.write(f"<row>{told}</row>".encode())

    def _end(self) -> None:
        if self._sheet is None:
            return
        self._row(())
        self._row((self._mark,))
        foot = _text("&L" + self._mark.replace("&", "&&")[:_FOOT] + "&R&P / &N")
        tail = f"</sheetData><headerFooter><oddFooter>{foot}</oddFooter></headerFooter></worksheet>"
        self._sheet.write(tail.encode())
        self._sheet.close()
        self._sheet = None

    def _own(self) -> Iterable[tuple[str, str]]:
        """Give the parts that say what is where."""
        numbers = range(1, len(self._titles) + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" '
            f'ContentType="{_TYPE}.worksheet+xml"/>'
            for at in numbers
        )
        kinds = (
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}'
        )
        name = "[Content_Types].xml"
        yield name, f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{kinds}</Types>'
        yield "_rels/.rels", _related([("officeDocument", "xl/workbook.xml")])
        sheets = "".join(
            f'<sheet name="{_text(title)}" sheetId="{at}" r:id="rId{at}"/>'
            for at, title in zip(numbers, self._titles, strict=True)
        )
        spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
        yield "xl/workbook.xml", f"{_XML}<workbook {spaces}><sheets>{sheets}</sheets></workbook>"
        parts = [("worksheet", f"worksheets/sheet{at}.xml") for at in numbers]
        yield "xl/_rels/workbook.xml.rels", _related([*parts, ("styles", "styles.xml")])
        yield "xl/styles.xml", _STYLES


def _related(parts: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(parts, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _text(value: object) -> str:
    plain = "" if value is None else str(value)
    return escape(_BARRED.sub("", plain[:_LONGEST]), {'"': "&quot;"})
