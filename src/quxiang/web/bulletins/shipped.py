"""The Word template of bulletins the product ships."""

from __future__ import annotations

from quxiang.web.wordfiles.building import HEAD, SMALL, TINY, TITLE, TWO, Builder, template


@template
def shipped(made: Builder) -> None:
    """Write a bulletin's template: head, body, annex."""
    _head(made)
    _body(made)
    _annex(made)


def _head(made: Builder) -> None:
    made.paragraph("{{ organ }}文件", size=30, font=TITLE, align="center", bold=True)
    made.paragraph("")
    made.paragraph("{{ number }}{{ standing }}", align="center", below_line=True)
    made.paragraph("")
    made.paragraph("{{ title }}", size=TWO, font=TITLE, align="center", pitch=36, bold=True)
    made.paragraph("")
    made.paragraph("{{ to }}：", indent=False)


def _body(made: Builder) -> None:
    made.each("opening")
    made.paragraph("{{ lead }}")
    made.heading("一、总体情况")
    made.table(
        "overall", ("指标", "比率", "分子（人）", "分母（人）", "较上次（百分点）"),
        ("title", "value", "numerator", "denominator", "change"), (50, 24, 24, 24, 34),
    )  # fmt: skip
    made.paragraph("{%p if compared %}")
    made.paragraph("“较上次”指与{{ compared }}相比，按各自列出的比率相减。")
    made.paragraph("{%p endif %}")
    made.paragraph("{%p if confirmation %}")
    made.heading("二、毕业生本人在全国系统确认情况")
    made.paragraph("下表只计毕业生本人已在全国登记系统确认的，校内核对不能代替。")
    made.table(
        "confirmation", ("学院", "全国系统确认率", "已确认（人）", "有生效去向（人）"),
        ("name", "value", "numerator", "denominator"), (54, 34, 34, 34),
    )  # fmt: skip
    made.paragraph("{%p endif %}")
    made.heading("{% if confirmation %}三{% else %}二{% endif %}、各学院覆盖、及时、质量")
    made.paragraph(
        "按学院的通常次序排列，三项分列、不合并计分、不排名次；只对学院，不涉及任何教师个人。"
    )
    made.table(
        "colleges", ("学院", "覆盖：去向登记率", "及时：按期核对率", "质量：异常率"),
        ("name", "coverage coverage_counts",
         ("timeliness timeliness_counts", "timeliness_note"), "quality quality_counts"),
        (39, 39, 39, 39),
    )  # fmt: skip
    made.paragraph("{%p if quality_note %}")
    made.paragraph("{{ quality_note }}")
    made.paragraph("{%p endif %}")
    made.heading("{% if confirmation %}四{% else %}三{% endif %}、近期安排")
    made.paragraph("{%p for each in next %}")
    made.paragraph("{{ loop.index }}.{{ each.on }}：{{ each.title }}，{{ each.words }}。")
    made.paragraph("{%p endfor %}")
    made.each("closing")
    made.paragraph("附件：各项数字的定义与来源")
    made.paragraph("")
    made.paragraph("{{ organ }}", align="right")
    made.paragraph("{{ signed_on }}", align="right")


def _annex(made: Builder) -> None:
    made.page_break()
    made.paragraph("附件", font=HEAD, indent=False)
    made.paragraph(
        "各项数字的定义与来源", size=TWO, font=TITLE, align="center", pitch=36, bold=True
    )
    made.paragraph("快照", font=HEAD, size=12, indent=False)
    made.table(
        "sources", ("用途", "编号", "截至", "清单散列（SHA-256）"),
        ("why", "number", "moment", "sha256"), (34, 12, 28, 82), SMALL,
    )  # fmt: skip
    made.paragraph(
        "定义（方案 {{ scheme }}，设置散列 {{ settings }}）", font=HEAD, size=12, indent=False
    )
    made.table(
        "definitions", ("代码", "指标", "怎样算"), ("code", "title", "formula"), (36, 42, 78),
        SMALL,
    )  # fmt: skip
    made.paragraph("逐项来源", font=HEAD, size=12, indent=False)
    made.table(
        "trace", ("指标", "范围", "代码", "数值", "分子/分母", "快照", "散列（前16位）"),
        ("title", "name", "code", "value", "counts", "number", "sha256"),
        (25, 25, 33, 17, 18, 11, 27), TINY,
    )  # fmt: skip
