"""The Word template the product ships: written here, in the layout of GB/T 9704-2012, no file.

The measures are those of the PDF (``documents/typst/bulletin.typ``), with their sections there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from quxiang.web.bulletins.packing import repacked

FILENAME = "通报模板.docx"
_BODY, _TITLE, _HEAD, _NUMBER = "仿宋", "方正小标宋简体", "黑体", "宋体"
#: 3号, 2号, 4号, 五号, 小五, 六号, in points
THREE, TWO, FOUR, FIVE, SMALL, TINY = 16, 22, 14, 10.5, 9, 7.5
#: 22 lines of a core 225 mm high
PITCH = 225 / 22 / 25.4 * 72


@lru_cache(maxsize=1)
def shipped() -> bytes:
    """Return the template; the same bytes every time."""
    return repacked(_Template().made())


class _Template:
    """Builds the document from top to bottom."""

    def __init__(self) -> None:
        from docx import Document  # noqa: PLC0415 - large, and only templates need it

        self.document: Any = Document()

    def made(self) -> bytes:
        self._page()
        self._head()
        self._body()
        self._annex()
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

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
        """Let programs break lines and place punctuation as on the mainland."""
        from docx.oxml.ns import qn  # noqa: PLC0415 - as above

        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _head(self) -> None:
        self._paragraph("{{ organ }}文件", size=30, font=_TITLE, align="center", bold=True)
        self._paragraph("")
        self._paragraph("{{ number }}{{ standing }}", align="center", below_line=True)
        self._paragraph("")
        self._paragraph("{{ title }}", size=TWO, font=_TITLE, align="center", pitch=36, bold=True)
        self._paragraph("")
        self._paragraph("{{ to }}：", indent=False)

    def _body(self) -> None:
        self._each("opening")
        self._paragraph("{{ lead }}")
        self._heading("一、总体情况")
        self._table(
            "overall", ("指标", "比率", "分子（人）", "分母（人）", "较上次（百分点）"),
            ("title", "value", "numerator", "denominator", "change"), (50, 24, 24, 24, 34),
        )  # fmt: skip
        self._paragraph("{%p if compared %}")
        self._paragraph("“较上次”指与{{ compared }}相比，按各自列出的比率相减。")
        self._paragraph("{%p endif %}")
        self._paragraph("{%p if confirmation %}")
        self._heading("二、毕业生本人在全国系统确认情况")
        self._paragraph("下表只计毕业生本人已在全国登记系统确认的，校内核对不能代替。")
        self._table(
            "confirmation", ("学院", "全国系统确认率", "已确认（人）", "有生效去向（人）"),
            ("name", "value", "numerator", "denominator"), (54, 34, 34, 34),
        )  # fmt: skip
        self._paragraph("{%p endif %}")
        self._heading("{% if confirmation %}三{% else %}二{% endif %}、各学院覆盖、及时、质量")
        self._paragraph(
            "按学院的通常次序排列，三项分列、不合并计分、不排名次；只对学院，不涉及任何教师个人。"
        )
        self._table(
            "colleges", ("学院", "覆盖：去向登记率", "及时：按期核对率", "质量：异常率"),
            ("name", "coverage coverage_counts",
             ("timeliness timeliness_counts", "timeliness_note"), "quality quality_counts"),
            (39, 39, 39, 39),
        )  # fmt: skip
        self._paragraph("{%p if quality_note %}")
        self._paragraph("{{ quality_note }}")
        self._paragraph("{%p endif %}")
        self._heading("{% if confirmation %}四{% else %}三{% endif %}、近期安排")
        self._paragraph("{%p for each in next %}")
        self._paragraph("{{ loop.index }}.{{ each.on }}：{{ each.title }}，{{ each.words }}。")
        self._paragraph("{%p endfor %}")
        self._each("closing")
        self._paragraph("附件：各项数字的定义与来源")
        self._paragraph("")
        self._paragraph("{{ organ }}", align="right")
        self._paragraph("{{ signed_on }}", align="right")

    def _annex(self) -> None:
        self.document.add_page_break()
        self._paragraph("附件", font=_HEAD, indent=False)
        self._paragraph(
            "各项数字的定义与来源", size=TWO, font=_TITLE, align="center", pitch=36, bold=True
        )
        self._paragraph("快照", font=_HEAD, size=12, indent=False)
        self._table(
            "sources", ("用途", "编号", "截至", "清单散列（SHA-256）"),
            ("why", "number", "moment", "sha256"), (34, 12, 28, 82), SMALL,
        )  # fmt: skip
        self._paragraph(
            "定义（方案 {{ scheme }}，设置散列 {{ settings }}）", font=_HEAD, size=12, indent=False
        )
        self._table(
            "definitions", ("代码", "指标", "怎样算"), ("code", "title", "formula"), (36, 42, 78),
            SMALL,
        )  # fmt: skip
        self._paragraph("逐项来源", font=_HEAD, size=12, indent=False)
        self._table(
            "trace", ("指标", "范围", "代码", "数值", "分子/分母", "快照", "散列（前16位）"),
            ("title", "name", "code", "value", "counts", "number", "sha256"),
            (25, 25, 33, 17, 18, 11, 27), TINY,
        )  # fmt: skip

    def _each(self, name: str) -> None:
        self._paragraph(f"{{%p for each in {name} %}}")
        self._paragraph("{{ each }}")
        self._paragraph("{%p endfor %}")

    def _heading(self, text: str) -> None:
        paragraph = self._paragraph(text, font=_HEAD)
        paragraph.paragraph_format.keep_with_next = True

    def _paragraph(
        self, text: str, *, size: float = THREE, font: str = _BODY, align: str = "",
        indent: bool = True, pitch: float = PITCH, below_line: bool = False, bold: bool = False,
    ) -> Any:  # fmt: skip
        from docx.enum.text import WD_ALIGN_PARAGRAPH as PLACE  # noqa: PLC0415 - as above
        from docx.enum.text import WD_LINE_SPACING  # noqa: PLC0415 - as above
        from docx.shared import Pt  # noqa: PLC0415 - as above

        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
        if align:
            paragraph.alignment = {"center": PLACE.CENTER, "right": PLACE.RIGHT}[align]
            shape.right_indent = Pt(2 * THREE) if align == "right" else None
        elif indent:
            shape.first_line_indent = Pt(2 * THREE)
        _run(paragraph, text, size, font, bold=bold)
        if below_line:
            _ruled(paragraph)
        return paragraph

    def _table(
        self, name: str, heads: Sequence[str], columns: Sequence[str | Sequence[str]],
        widths: Sequence[int], size: float = FIVE,
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
            _filled(cell, [head], size, _HEAD, "center" if size == FIVE else "")
        _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        _filled(table.rows[1].cells[0], [f"{{%tr for each in {name} %}}"], size, _BODY)
        for at, (cell, column) in enumerate(zip(table.rows[2].cells, columns, strict=True)):
            lines = [column] if isinstance(column, str) else column
            told = [" ".join(f"{{{{ each.{each} }}}}" for each in line.split()) for line in lines]
            _filled(cell, told, size, _BODY, "right" if at and size == FIVE else "")
        _set(table.rows[2]._tr.get_or_add_trPr(), "w:cantSplit")
        _filled(table.rows[3].cells[0], ["{%tr endfor %}"], size, _BODY)


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
    _run(paragraph, "— ", FOUR, _NUMBER)
    run = _run(paragraph, "", FOUR, _NUMBER)
    for kind in ("begin", "", "end"):
        if kind:
            _set(run._r, "w:fldChar").set(qn("w:fldCharType"), kind)
        else:
            _set(run._r, "w:instrText").text = "PAGE"
    _run(paragraph, " —", FOUR, _NUMBER)
