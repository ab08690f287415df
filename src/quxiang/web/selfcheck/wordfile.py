"""A report as a Word file, and taken back from one: the text of its parts, never its numbers."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import Any

from quxiang.web.selfcheck.models import Selfcheck
from quxiang.web.selfcheck.printing import data_of
from quxiang.web.selfcheck.wording import NUMBERS, SECTIONS
from quxiang.web.wordfiles.packing import BROKEN, SAVE_AS, looked_through, refusal, repacked

_PLAN = "附：自查方案（在本系统“自查方案”里修改）"
SEE = "请从本页下载的 Word 文件改起，不要改动各部分的标题。"


def word_of(selfcheck: Selfcheck) -> bytes:
    """Return a report as a Word file; the same bytes for the same report."""
    from docx import Document  # noqa: PLC0415 - large, and only Word files need it

    data, file = data_of(selfcheck), Document()
    file.add_heading(data["title"], 0)
    for title, lines in data["parts"]:
        file.add_heading(title, 1)
        for line in lines:
            file.add_paragraph(line)
    file.add_heading(NUMBERS, 1)
    file.add_paragraph(data["source"])
    _table(file, ["核查情况", "条数"], data["checked"])
    file.add_paragraph("")
    _table(file, ["指标", "分子/分母", "结果", "代码"], data["numbers"])
    file.add_heading(_PLAN, 1)
    for line in data["plan"]:
        file.add_paragraph(line)
    buffer = BytesIO()
    file.save(buffer)
    return repacked(buffer.getvalue())


def _table(file: Any, heads: list[str], rows: list[list[str]]) -> None:
    table = file.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def texts_in(content: bytes) -> dict[str, str]:
    """Return the text of each part by key.

    Refuses a file that is no Word file, has a heading no report has, lacks a part or has it twice.
    """
    looked_through(content)
    titles = {_folded(title): key for key, (title, _) in SECTIONS.items()}
    ours = {_folded(NUMBERS), _folded(_PLAN)}
    found: dict[str, list[str]] = {}
    into: list[str] | None = None
    for text, heading in _paragraphs(content):
        folded = _folded(text)
        if not folded:
            continue
        key = titles.get(folded)
        if key is not None and key in found:
            raise refusal("twice", f"“{text}”在文件里出现了两次，没有保存。", SEE)
        if key is not None:
            into = found.setdefault(key, [])
        elif folded in ours:
            into = None
        elif heading and found:
            raise refusal("heading", f"文件里有报告没有的标题“{text[:30]}”，没有保存。", SEE)
        elif into is not None:
            into.append(text)
    lacking = [title for key, (title, _) in SECTIONS.items() if key not in found]
    if lacking:
        raise refusal("lacking", f"文件里没有“{lacking[0]}”这一部分，没有保存。", SEE)
    return {key: "\n".join(lines).strip() for key, lines in found.items()}


def _paragraphs(content: bytes) -> list[tuple[str, bool]]:
    from docx import Document  # noqa: PLC0415 - large, and only Word files need it

    try:
        file = Document(BytesIO(content))
        return [
            (each.text.strip(), str(each.style.name if each.style else "").startswith("Heading"))
            for each in file.paragraphs
        ]
    except Exception as error:  # the library says in many ways that it cannot read a file
        raise refusal("broken", BROKEN, SAVE_AS) from error


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
