"""Conclusions as the rows of a workbook."""

from __future__ import annotations

from quxiang.web.lists.spec import Column, ListSpec

CONCLUSIONS = ListSpec(
    name="conclusions",
    title="逐一核查结论",
    columns=(
        Column("college", "学院", value=lambda r: r.college.name),
        Column("name", "姓名", value=lambda r: r.graduate.name),
        Column("student_no", "学号", value=lambda r: r.graduate.student_no),
        Column("side", "哪一方", value=lambda r: r.get_side_display()),
        Column("words", "结论", value=lambda r: r.words),
        Column("note", "问题"),
        Column("version", "登记版本", value=lambda r: r.version or "没有登记"),
        Column("files", "材料份数"),
        Column("by", "核查人", value=lambda r: r.by.name),
        Column("at", "核查时间"),
        Column("case", "预警", value=lambda r: r.case.get_state_display() if r.case else ""),
    ),
    order=("college__order", "graduate__student_no", "side"),
)
