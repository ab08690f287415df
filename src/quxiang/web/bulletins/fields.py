"""What a Word template may use: every field by name, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quxiang.web.bulletins.numbers import NONE

#: single fields, as the template page lists them
SINGLE: Mapping[str, str] = {
    "school": "学校名称", "organ": "发文机关", "number": "发文字号（发出前为空）", "title": "标题",
    "to": "主送的学院（全校通报为“各学院”）", "lead": "开头的数据说明（截至时刻、快照、人数）",
    "as_of": "截至时刻", "snapshot_number": "快照编号", "snapshot_hash": "快照的清单散列",
    "compared": "对比的快照（没有则为空）", "quality_note": "质量一栏空缺时的说明",
    "signed_on": "成文日期（签发前为空）",
    "standing": "草稿、待发出时的说明（发出后为空）", "scheme": "去向分类方案",
    "settings": "设置散列",
}  # fmt: skip
#: paragraphs: a template goes through them one by one
PARAGRAPHS: Mapping[str, str] = {"opening": "开头各段", "closing": "结尾各段"}
#: rows of tables, each with its columns
ROWS: Mapping[str, tuple[str, Sequence[str]]] = {
    "overall": (
        "总体情况各项", ("title", "value", "numerator", "denominator", "counts", "change", "code"),
    ),
    "confirmation": (
        "全国系统确认情况（6 月中旬起）", ("name", "value", "numerator", "denominator", "counts"),
    ),
    "colleges": (
        "各学院覆盖、及时、质量",
        ("name", "coverage", "coverage_counts", "timeliness", "timeliness_counts",
         "timeliness_note", "quality", "quality_counts"),
    ),
    "next": ("近期安排", ("title", "on", "words")),
    "definitions": ("各项的定义", ("code", "title", "formula")),
    "sources": ("所用快照", ("why", "number", "moment", "sha256")),
    "trace": (
        "逐项来源", ("title", "name", "code", "value", "counts", "number", "sha256"),
    ),
}  # fmt: skip
#: what the columns of rows are called
COLUMNS: Mapping[str, str] = {
    "title": "名称", "value": "数值", "numerator": "分子", "denominator": "分母",
    "counts": "分子/分母", "change": "较上次", "code": "代码", "name": "学院或范围",
    "coverage": "覆盖", "coverage_counts": "覆盖的分子/分母", "timeliness": "及时",
    "timeliness_counts": "及时的分子/分母", "timeliness_note": "录入用时", "quality": "质量",
    "quality_counts": "质量的分子/分母", "on": "日期", "words": "说明", "formula": "怎样算",
    "why": "用途", "number": "快照编号", "moment": "截至", "sha256": "散列",
}  # fmt: skip
NAMES = frozenset({*SINGLE, *PARAGRAPHS, *ROWS})
ATTRIBUTES = frozenset(each for _, columns in ROWS.values() for each in columns)


def context_of(data: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Return a bulletin's data under the names templates use; texts and lists of texts only."""
    whole = {
        **data, "number": number, "to": data["to"] or "各学院",
        "snapshot_number": str(data["snapshot"]["number"]),
        "snapshot_hash": data["snapshot"]["sha256"], "standing": standing_of(data, number),
    }  # fmt: skip
    found: dict[str, Any] = {name: str(whole[name]) for name in SINGLE}
    found |= {name: [str(each) for each in whole[name]] for name in PARAGRAPHS}
    for name, (_, columns) in ROWS.items():
        rows = whole[name]
        found[name] = [{key: str(row.get(key, "") or "") for key in columns} for row in rows]
    return found


def standing_of(data: Mapping[str, Any], number: str) -> str:
    if number:
        return ""
    return "（草稿，未签发）" if data["draft"] else "（已签发，待发出）"


def sample() -> dict[str, Any]:
    """Return what a template is tried with: every field filled, two rows in every table."""
    found: dict[str, Any] = dict(SINGLE)
    found |= {name: [title, title] for name, title in PARAGRAPHS.items()}
    for name, (_, columns) in ROWS.items():
        row = {each: COLUMNS.get(each, NONE) for each in columns}
        found[name] = [row, dict(row)]
    return found
