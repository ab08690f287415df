"""Build a template the product ships: written in Python, in the layout of GB/T 9704-2012, no file.

The measures are those of the PDF (``documents/typst/bulletin.typ``), with their sections there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from quxiang.web.wordfiles.packing import repacked

BODY, TITLE, HEAD, NUMBER = "仿宋", "方正小标宋简体", "黑体", "宋体"
#: 3号, 2号, 4号, 五号, 小五, 六号, in points
THREE, TWO, FOUR, FIVE, SMALL, TINY = 16, 22, 14, 10.5, 9, 7.5
#: 22 lines of a core 225 mm high
PITCH = 225 / 22 / 25.4 * 72


def template(write: Callable[[Builder], None]) -> Callable[[], bytes]:
    """Make a function that gives a template ``write`` fills; the same bytes every time."""

    @lru_cache(maxsize=1)
    def shipped() -> bytes:
        builder = Builder()
        write(builder)
        return builder.made()

    shipped.__doc__ = write.__doc__
    return shipped


class Builder:
    """Builds a document from top to bottom: A4 with the margins of an official document."""

    def __init__(self) -> None:
        from docx import Document  # noqa: PLC0415 - large, and only templates need it

        self.document: Any = Document()
        self._page()

    def made(self) -> bytes:
        buffer = BytesIO()
        self.document.save(buffer)
        return repacked(buffer.getvalue())

    def page_break(self) -> None:
        self.document.add_page_break()

    def _page(self) -> None:
        """A4; 天头 37, 订口 28, 翻口 26, 地脚 35 mm; page numbers outside, 4号, with dashes."""
        from docx.shared import Mm  # noqa: PLC0415 - as above

        self._in_chinese()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(23)
        _set(self.document.settings.element, "w:mirrorMargins")
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            _page_number(footer.paragraphs[0], side)

    def _in_chinese(self) -> None:
        """Let programs break lines and place punctuation as on the mainland; headings are black."""
        from docx.oxml.ns import qn  # noqa: PLC0415 - as above
        from docx.shared import RGBColor  # noqa: PLC0415 - as above

        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        for level in (1, 2):  # blue in the library's own styles
            self.document.styles[f"Heading {level}"].font.color.rgb = RGBColor(0, 0, 0)

    def each(self, name: str) -> None:
        self.paragraph(f"{{%p for each in {name} %}}")
        self.paragraph("{{ each }}")
        self.paragraph("{%p endfor %}")

    def heading(self, text: str, *, level: int = 1, **look: Any) -> None:
        """Add a heading programs know as one."""
        self.paragraph(text, font=HEAD, style=f"Heading {level}", keep=True, **look)

    def paragraph(
        self, text: str, *, size: float = THREE, font: str = BODY, align: str = "",
        indent: bool = True, pitch: float = PITCH, below_line: bool = False, bold: bool = False,
        style: str = "", keep: bool = False,
    ) -> Any:  # fmt: skip
        from docx.enum.text import WD_ALIGN_PARAGRAPH as PLACE  # noqa: PLC0415 - as above
        from docx.enum.text import WD_LINE_SPACING  # noqa: PLC0415 - as above
        from docx.shared import Pt  # noqa: PLC0415 - as above

        paragraph = self.document.add_paragraph(style=style or None)
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
        if align:
            paragraph.alignment = {"center": PLACE.CENTER, "right": PLACE.RIGHT}[align]
            shape.right_indent = Pt(2 * THREE) if align == "right" else None
        elif indent:
            shape.first_line_indent = Pt(2 * THREE)
        _run(paragraph, text, size, font, bold=bold)
        shape.keep_with_next = keep
        if below_line:
            _ruled(paragraph)
        return paragraph

    def table(
        self, name: str, heads: Sequence[str], columns: Sequence[str | Sequence[str]],
        widths: Sequence[int], size: float = FIVE, *, item: str = "each", right: bool = True,
    ) -> None:  # fmt: skip
        """Add a table: its head repeated on every page, one row for each of the list.

        ``widths`` are millimetres; in the text numbers stand on the right, in the annex nothing.
        """
        from docx.shared import Mm  # noqa: PLC0415 - as above

        table = self.document.add_table(rows=4, cols=len(heads))
        table.style, table.autofit = "Table Grid", False
        for at, width in enumerate(widths):
            table.columns[at].width = Mm(width)
            for cell in table.columns[at].cells:
                cell.width = Mm(width)
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            _filled(cell, [head], size, HEAD, "center" if size == FIVE else "")
        _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        _filled(table.rows[1].cells[0], [f"{{%tr for {item} in {name} %}}"], size, BODY)
        for at, (cell, column) in enumerate(zip(table.rows[2].cells, columns, strict=True)):
            lines = [column] if isinstance(column, str) else column
            told = [" ".join(f"{{{{ {item}.{each} }}}}" for each in line.split()) for line in lines]
            _filled(cell, told, size, BODY, "right" if at and right and size == FIVE else "")
        _set(table.rows[2]._tr.get_or_add_trPr(), "w:cantSplit")
        _filled(table.rows[3].cells[0], ["{%tr endfor %}"], size, BODY)

    def open_table(self, heads: str, rows: str, cells: str, size: float = FIVE) -> None:
        """Add a table of as many columns as its heads: ``rows`` is a list, ``cells`` of each."""
        table = self.document.add_table(rows=4, cols=3)
        table.style = "Table Grid"
        for row, name, over, font in ((0, "head", heads, HEAD), (2, "cell", f"row.{cells}", BODY)):
            lines = (f"{{%tc for {name} in {over} %}}", f"{{{{ {name} }}}}", "{%tc endfor %}")
            for cell, line in zip(table.rows[row].cells, lines, strict=True):
                _filled(cell, [line], size, font)
        _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        _set(table.rows[2]._tr.get_or_add_trPr(), "w:cantSplit")
        _filled(table.rows[1].cells[0], [f"{{%tr for row in {rows} %}}"], size, BODY)
        _filled(table.rows[3].cells[0], ["{%tr endfor %}"], size, BODY)


def _filled(cell: Any, lines: Sequence[str], size: float, font: str, place: str = "") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as PLACE  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    for at, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(0 if at else 2), Pt(2)
        shape.line_spacing = 1
        if place:
            paragraph.alignment = {"center": PLACE.CENTER, "right": PLACE.RIGHT}[place]
        _run(paragraph, line, size if at == 0 else min(size, SMALL), font)


def _run(paragraph: Any, text: str, size: float, font: str, *, bold: bool = False) -> Any:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.font.bold = Pt(size), font, bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _set(parent: Any, name: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    made = OxmlElement(name)
    parent.append(made)
    return made


def _ruled(paragraph: Any) -> None:
    """Draw the line between head and body: as wide as the core, under the document's number."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    line = _set(_set(paragraph._p.get_or_add_pPr(), "w:pBdr"), "w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "11"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)


def _page_number(paragraph: Any, side: str) -> None:
    """Write — 1 — on the outer side, one character in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as PLACE  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    paragraph.alignment = PLACE.RIGHT if side == "right" else PLACE.LEFT
    shape = paragraph.paragraph_format
    shape.right_indent, shape.left_indent = (
        (Pt(FOUR), None) if side == "right" else (None, Pt(FOUR))
    )
    _run(paragraph, "— ", FOUR, NUMBER)
    run = _run(paragraph, "", FOUR, NUMBER)
    for kind in ("begin", "", "end"):
        if kind:
            _set(run._r, "w:fldChar").set(qn("w:fldCharType"), kind)
        else:
            _set(run._r, "w:instrText").text = "PAGE"
    _run(paragraph, " —", FOUR, NUMBER)
