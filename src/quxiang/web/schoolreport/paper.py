"""The report as it is printed, and as a Word file: the same data for both."""

from __future__ import annotations

import io
from typing import Any

from quxiang.web.common import clock
from quxiang.web.documents.typesetting import typeset
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.sections import SECTIONS

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def data_of(report: SchoolReport) -> dict[str, Any]:
    """Return what a report says, section by section."""
    facts = {each["code"]: each["tables"] for each in report.facts}
    snapshot = report.snapshot
    return {
        "school": report.school.name, "title": report.title, "cohort": str(report.cohort),
        "drafted_at": f"{clock.local(report.drafted_at):%Y-%m-%d %H:%M}",
        "snapshot": {
            "number": str(snapshot.number), "sha256": snapshot.sha256,
            "moment": f"{clock.local(snapshot.moment):%Y-%m-%d %H:%M}",
        },
        "sections": [
            {
                "title": each.title, "text": report.texts.get(each.code, "").splitlines(),
                "tables": facts.get(each.code, []),
            }
            for each in SECTIONS
        ],
    }  # fmt: skip


def pdf_of(report: SchoolReport, site: str) -> bytes:
    """Return the PDF; of the same report the same bytes."""
    data = {**data_of(report), "address": site}
    return typeset("schoolreport", data, int(report.drafted_at.timestamp())).content


def word_of(report: SchoolReport) -> bytes:
    """Return the same as a Word file, headings and tables as Word has them."""
    from docx import Document  # noqa: PLC0415 - large, and few ask for it

    said, made = data_of(report), Document()
    made.add_heading(said["title"], 0)
    source = said["snapshot"]
    made.add_paragraph(
        f"快照第 {source['number']} 份，截至 {source['moment']}，散列 {source['sha256']}。"
    )
    for section in said["sections"]:
        made.add_heading(section["title"], 1)
        for line in section["text"]:
            made.add_paragraph(line)
        for each in section["tables"]:
            _table(made, each)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _table(made: Any, told: dict[str, Any]) -> None:
    made.add_heading(told["title"], 2)
    table = made.add_table(rows=1, cols=len(told["heads"]), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, told["heads"], strict=True):
        cell.text = head
    for row in told["rows"]:
        cells = table.add_row().cells
        for cell, each in zip(cells, row, strict=True):
            cell.text = f"{each['text']}（{each['counts']}）" if each["counts"] else each["text"]
    made.add_paragraph(told["basis"])
