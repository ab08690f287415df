"""A reply as a Word file: headings, paragraphs and one table, which any office program opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_FONTS = '<w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="SimSun"/>'
_EDGES = "".join(
    f'<w:{each} w:val="single" w:sz="4"/>'
    for each in ("top", "left", "bottom", "right", "insideH", "insideV")
)
TITLE, HEADING, BODY = 32, 26, 22
#: no clock in the file: the same reply is the same bytes
_LONG_AGO = (2000, 1, 1, 0, 0, 0)
SIGNING = (
    "学院党委主要负责人（签字）：　　　　　　　　年　　月　　日",
    "学院行政主要负责人（签字）：　　　　　　　　年　　月　　日",
    "（在此加盖学院实物印章）",
)


def word_file(
    title: str, parts: Sequence[tuple[str, str]], papers: Sequence[Mapping[str, str]]
) -> bytes:
    """Return a Word file of the parts by title, the list of papers, and lines to sign on."""
    body = [_paragraph(title, TITLE, centred=True)]
    for heading, text in parts:
        body.append(_paragraph(heading, HEADING))
        body += [_paragraph(line, BODY) for line in text.splitlines()]
    body.append(_paragraph("四、佐证目录", HEADING))
    rows = [("序", "材料", "收存时间", "文件摘要（SHA-256）")]
    rows += [(str(n), p["title"], p["at"], p["sha256"]) for n, p in enumerate(papers, 1)]
    body.append(_table(rows) if papers else _paragraph("（没有）", BODY))
    body += [_paragraph("", BODY), *(_paragraph(line, BODY) for line in SIGNING)]
    whole = f'<w:document xmlns:w="{_MAIN}"><w:body>{"".join(body)}</w:body></w:document>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    named = {
        "[Content_Types].xml": _KINDS, "_rels/.rels": _LINKS, "word/document.xml": head + whole,
    }  # fmt: skip
    return _zipped(named)


def _paragraph(text: str, size: int, *, centred: bool = False) -> str:
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    bold = "<w:b/>" if size > BODY else ""
    look = f'<w:rPr>{_FONTS}{bold}<w:sz w:val="{size}"/></w:rPr>'
    said = f'<w:t xml:space="preserve">{escape(_plain(text))}</w:t>'
    return f"<w:p>{place}<w:r>{look}{said}</w:r></w:p>"


def _plain(text: str) -> str:
    """Leave out what no XML may hold."""
    return "".join(each for each in text if each >= " " or each == "\t")


def _table(rows: Iterable[Sequence[str]]) -> str:
    lines = "".join(
        f"<w:tr>{''.join(f'<w:tc>{_paragraph(cell, 18)}</w:tc>' for cell in row)}</w:tr>"
        for row in rows
    )
    look = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_EDGES}</w:tblBorders>'
    return f"<w:tbl>{look}</w:tblPr>{lines}</w:tbl>"


def _zipped(named: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as whole:
        for name, text in named.items():
            whole.writestr(ZipInfo(name, _LONG_AGO), text, ZIP_DEFLATED)
    return buffer.getvalue()
