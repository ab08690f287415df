"""What a Word template of bulletins may use, and a bulletin under those names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quxiang.web.bulletins.shipped import shipped
from quxiang.web.wordfiles.fields import Field, paragraphs, rows, text
from quxiang.web.wordfiles.kinds import WordKind, register

CODE = "bulletin"
#: what the columns of rows are called
_COLUMNS: Mapping[str, str] = {
    "title": "名称", "value": "数值", "numerator": "分子", "denominator": "分母",
    "counts": "分子/分母", "change": "较上次", "code": "代码", "name": "学院或范围",
    "coverage": "覆盖", "coverage_counts": "覆盖的分子/分母", "timeliness": "及时",
    "timeliness_counts": "及时的分子/分母", "timeliness_note": "录入用时", "quality": "质量",
    "quality_counts": "质量的分子/分母", "on": "日期", "words": "说明", "formula": "怎样算",
    "why": "用途", "number": "快照编号", "moment": "截至", "sha256": "散列",
}  # fmt: skip


def _rows(name: str, title: str, columns: Sequence[str]) -> Field:
    return rows(name, title, *(text(each, _COLUMNS[each]) for each in columns))


FIELDS = (
    text("school", "学校名称"), text("organ", "发文机关"),
    text("number", "发文字号（发出前为空）"), text("title", "标题"),
    text("to", "主送的学院（全校通报为“各学院”）"),
    text("lead", "开头的数据说明（截至时刻、快照、人数）"), text("as_of", "截至时刻"),
    text("snapshot_number", "快照编号"), text("snapshot_hash", "快照的清单散列"),
    text("compared", "对比的快照（没有则为空）"),
    text("quality_note", "质量一栏空缺时的说明"), text("signed_on", "成文日期（签发前为空）"),
    text("standing", "草稿、待发出时的说明（发出后为空）"), text("scheme", "去向分类方案"),
    text("settings", "设置散列"),
    paragraphs("opening", "开头各段"), paragraphs("closing", "结尾各段"),
    _rows(
        "overall", "总体情况各项",
        ("title", "value", "numerator", "denominator", "counts", "change", "code"),
    ),
    _rows(
        "confirmation", "全国系统确认情况（6 月中旬起）",
        ("name", "value", "numerator", "denominator", "counts"),
    ),
    _rows(
        "colleges", "各学院覆盖、及时、质量",
        ("name", "coverage", "coverage_counts", "timeliness", "timeliness_counts",
         "timeliness_note", "quality", "quality_counts"),
    ),
    _rows("next", "近期安排", ("title", "on", "words")),
    _rows("definitions", "各项的定义", ("code", "title", "formula")),
    _rows("sources", "所用快照", ("why", "number", "moment", "sha256")),
    _rows(
        "trace", "逐项来源", ("title", "name", "code", "value", "counts", "number", "sha256"),
    ),
)  # fmt: skip
KIND = register(
    WordKind(
        CODE, "通报", "中心发给各学院的周通报、双周通报和专题通报；发出后仍按发出时的一版。",
        FIELDS, shipped,
    )
)  # fmt: skip


def context_of(data: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Return a bulletin's data under the names templates use."""
    return {
        **data, "number": number, "to": data["to"] or "各学院",
        "snapshot_number": str(data["snapshot"]["number"]),
        "snapshot_hash": data["snapshot"]["sha256"], "standing": standing_of(data, number),
    }  # fmt: skip


def standing_of(data: Mapping[str, Any], number: str) -> str:
    if number:
        return ""
    return "（草稿，未签发）" if data["draft"] else "（已签发，待发出）"
