"""The report as a Word file: what its templates may use, the shipped one, a report filled in."""

from __future__ import annotations

from typing import Any

from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.paper import data_of
from quxiang.web.wordfiles.building import FIVE, TITLE, TWO, Builder, template
from quxiang.web.wordfiles.fields import paragraphs, rows, text
from quxiang.web.wordfiles.kinds import WordKind, register
from quxiang.web.wordfiles.selectors import word_of as filled_for

CODE = "schoolreport"
FIELDS = (
    text("school", "学校名称", "云梦大学"),
    text("title", "标题", "云梦大学2024届毕业生就业核查报告"),
    text("cohort", "届别", "2024届"), text("drafted_at", "取数时间", "2024-08-01 10:00"),
    text("snapshot_number", "快照编号", "12"), text("snapshot_hash", "快照的清单散列"),
    text("snapshot_moment", "快照截至时刻", "2024-07-31 24:00"),
    rows(
        "sections", "各部分",
        text("title", "标题", "三、主要指标"), paragraphs("text", "文字各段"),
        rows(
            "tables", "表",
            text("title", "表名", "各项比率"), paragraphs("heads", "表头各格", "指标"),
            rows("rows", "各行", paragraphs("cells", "各格", "93.75 %（120/128）")),
            text("basis", "数字的依据"),
        ),
    ),
)  # fmt: skip


@template
def shipped(made: Builder) -> None:
    """Write a report's template: sections with their texts and tables of as many columns as any."""
    made.paragraph("{{ title }}", size=TWO, font=TITLE, align="center", pitch=36, bold=True)
    made.paragraph(
        "快照第 {{ snapshot_number }} 份，截至 {{ snapshot_moment }}，散列 {{ snapshot_hash }}。"
    )
    made.paragraph("{%p for section in sections %}")
    made.heading("{{ section.title }}")
    made.paragraph("{%p for line in section.text %}")
    made.paragraph("{{ line }}")
    made.paragraph("{%p endfor %}")
    made.paragraph("{%p for table in section.tables %}")
    made.heading("{{ table.title }}", level=2, size=12, indent=False)
    made.open_table("table.heads", "table.rows", "cells", FIVE)
    made.paragraph("{{ table.basis }}", size=9, pitch=16)
    made.paragraph("{%p endfor %}")
    made.paragraph("{%p endfor %}")


register(
    WordKind(
        CODE, "学校核查报告", "学校党政主要负责同志审核同意后报省里的核查报告。", FIELDS, shipped
    )
)


def word_of(report: SchoolReport) -> bytes:
    """Return a report by the office's template, tables as Word has them."""
    said = data_of(report)
    source = said["snapshot"]
    whole = {
        **said, "snapshot_number": source["number"], "snapshot_hash": source["sha256"],
        "snapshot_moment": source["moment"],
        "sections": [
            {**each, "tables": [_table(told) for told in each["tables"]]}
            for each in said["sections"]
        ],
    }  # fmt: skip
    return filled_for(report.school_id, CODE, whole)


def _table(told: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"cells": [f"{e['text']}（{e['counts']}）" if e["counts"] else e["text"] for e in row]}
        for row in told["rows"]
    ]
    return {**told, "rows": rows}
