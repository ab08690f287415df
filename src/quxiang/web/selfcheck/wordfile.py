"""A report as a Word file: what its templates may use, the shipped one, a report filled in.

A report comes back from Word edited, and its parts are found by their headings: so a template is
kept only if its filled sample reads back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quxiang.web.selfcheck.models import Selfcheck
from quxiang.web.selfcheck.printing import data_of
from quxiang.web.selfcheck.reading import texts_in
from quxiang.web.selfcheck.wording import NUMBERS, PLANNED, SECTIONS
from quxiang.web.wordfiles.building import TITLE, TWO, Builder, template
from quxiang.web.wordfiles.fields import Field, paragraphs, rows, text
from quxiang.web.wordfiles.kinds import WordKind, register
from quxiang.web.wordfiles.packing import refusal
from quxiang.web.wordfiles.selectors import word_of as filled_for

CODE = "selfcheck"
TITLES = {key: title for key, (title, _) in SECTIONS.items()}


def _parts() -> list[Field]:
    found: list[Field] = []
    for key, title in TITLES.items():
        found.append(text(f"{key}_title", f"标题“{title}”（传回时按它认）", title))
        found.append(paragraphs(key, f"“{title}”各段", f"示例：{title[2:]}的一段文字。"))
    return found


FIELDS = (
    text("school", "学校名称", "云梦大学"), text("college", "学院", "农学院"),
    text("title", "标题", "农学院2024届毕业生就业自查报告"),
    text("drafted", "汇总日期", "2024年7月10日"), *_parts(),
    text("numbers_title", "自查数据的标题（传回时按它认）", NUMBERS),
    text("source", "各项数字截至何时、取自哪份快照"),
    rows("checked", "核查情况", text("title", "项目"), text("count", "条数", "128")),
    rows(
        "numbers", "各项比率", text("title", "指标"), text("counts", "分子/分母", "120/128"),
        text("value", "结果", "93.75 %"), text("code", "代码", "placement_rate"),
    ),
    text("plan_title", "自查方案的标题（传回时按它认）", PLANNED),
    paragraphs("plan", "自查方案各段"),
)  # fmt: skip


@template
def shipped(made: Builder) -> None:
    """Write a report's template: the parts somebody edits, then what the program tells."""
    made.paragraph("{{ title }}", size=TWO, font=TITLE, align="center", pitch=36, bold=True)
    made.paragraph("{{ college }}　{{ drafted }}", align="center")
    for key in TITLES:
        made.heading(f"{{{{ {key}_title }}}}")
        made.each(key)
    made.heading("{{ numbers_title }}")
    made.paragraph("{{ source }}")
    made.table("checked", ("核查情况", "条数"), ("title", "count"), (120, 36))
    made.paragraph("")
    made.table(
        "numbers", ("指标", "分子/分母", "结果", "代码"), ("title", "counts", "value", "code"),
        (54, 34, 26, 42),
    )  # fmt: skip
    made.heading("{{ plan_title }}")
    made.each("plan")


def reads_back(content: bytes, sample: Mapping[str, Any]) -> None:
    """Refuse a template whose reports could not be read back part by part."""
    found = texts_in(content)
    for key, title in TITLES.items():
        if found[key] != "\n".join(sample[key]):
            message = f"按这个模板生成的报告改好传回时，读不出“{title}”原来的文字，没有保存。"
            raise refusal(
                "unreadable", message,
                "标题和各段要照随附的模板各写一次，两个标题之间只放这一部分的文字。",
            )  # fmt: skip


register(
    WordKind(
        CODE, "学院自查报告", "学院下载去改、改好再传回的自查报告；各部分的标题不能少。",
        FIELDS, shipped, reads_back,
    )
)  # fmt: skip


def word_of(selfcheck: Selfcheck) -> bytes:
    """Return a report by the office's template; the same bytes for the same report and version."""
    data = data_of(selfcheck)
    said = {
        **data, "checked": [dict(zip(("title", "count"), e, strict=True)) for e in data["checked"]],
        "numbers": [
            dict(zip(("title", "counts", "value", "code"), each, strict=True))
            for each in data["numbers"]
        ],
        "numbers_title": NUMBERS, "plan_title": PLANNED,
        **{f"{key}_title": title for key, title in TITLES.items()},
        **{each["key"]: each["text"].splitlines() for each in selfcheck.sections},
    }  # fmt: skip
    return filled_for(selfcheck.school_id, CODE, said)
