"""What Word templates of notices may use, and the ones the product ships."""

from __future__ import annotations

from quxiang.web.notices.models import Kind
from quxiang.web.wordfiles.building import FIVE, TITLE, TWO, Builder, template
from quxiang.web.wordfiles.fields import Field, paragraphs, rows, text
from quxiang.web.wordfiles.kinds import WordKind, register

_RECORDS = (
    text("number", "序", "1"), text("student_no", "学号（约谈通知遮盖）", "2024030101"),
    text("name", "姓名（约谈通知为空）", "王㐂"), text("major", "专业", "植物保护"),
    text("version", "登记的版本", "第 2 版"), text("code", "去向代码", "10"),
)  # fmt: skip
_CASES = rows(
    "cases", "各个问题",
    text("number", "序", "1"), text("rule", "规则", "E305 同一单位扎堆"),
    text("clause", "依据", "N5.5"), text("message", "发现了什么（约谈通知为空）"),
    text("remedy", "怎么办"), text("found_on", "发现日期", "2024-06-18"),
    text("due_on", "预警的答复期限", "2024-06-25"), text("state", "起草时的状态", "待答复"),
    text("more", "没有逐条列出的人数（都列出时为空）", "3"),
    rows("records", "涉及的登记", *_RECORDS),
)  # fmt: skip


def _fields(*own: Field) -> tuple[Field, ...]:
    return (
        text("school", "学校名称", "云梦大学"),
        text("organ", "发文机关", "云梦大学就业创业指导中心"),
        text("number", "编号（发出前为空）", "整〔2024〕00003 号"),
        text("standing", "草稿的说明（发出后为空）"), text("title", "标题", "整改通知书"),
        text("to", "主送的学院", "农学院"), *own, paragraphs("matter", "事由各段"),
        paragraphs("demand", "要求各段"), text("reply_by", "答复期限", "2024年7月2日"),
        text("as_of", "事实截至时刻", "2024-06-25 10:00"),
        text("issued_on", "发出日期（发出前为空）", "2024年6月25日"), _CASES,
    )  # fmt: skip


def _head(made: Builder) -> None:
    made.paragraph("{{ organ }}", size=26, font=TITLE, align="center", bold=True, pitch=40)
    made.paragraph("{{ number }}{{ standing }}", align="center", below_line=True)
    made.paragraph("")
    made.paragraph("{{ title }}", size=TWO, font=TITLE, align="center", pitch=36, bold=True)
    made.paragraph("")
    made.paragraph("{{ to }}：", indent=False)


def _foot(made: Builder) -> None:
    # no page bears the signature alone
    made.paragraph("答复期限：{{ reply_by }}。", keep=True)
    made.paragraph("", keep=True)
    made.paragraph("{{ organ }}", align="right", keep=True)
    made.paragraph("{{ issued_on }}", align="right")


def _list(made: Builder, heads: tuple[str, ...], columns: tuple[str, ...],
          widths: tuple[int, ...]) -> None:  # fmt: skip
    made.paragraph("附件", indent=False)
    made.paragraph("所列登记截至 {{ as_of }}。")
    made.paragraph("{%p for case in cases %}")
    made.heading("{{ case.number }}. {{ case.rule }}")
    made.paragraph("{%p if case.message %}")
    made.paragraph("{{ case.message }}")
    made.paragraph("{%p endif %}")
    made.paragraph(
        "{% if case.clause %}依据：{{ case.clause }}。{% endif %}发现日期：{{ case.found_on }}。"
    )
    made.table("case.records", heads, columns, widths, FIVE, item="record", right=False)
    made.paragraph("{%p if case.more %}")
    made.paragraph("另有 {{ case.more }} 人没有逐条列出，请在系统的预警里查看。")
    made.paragraph("{%p endif %}")
    made.paragraph("{%p endfor %}")


@template
def talk(made: Builder) -> None:
    """Write the template of a 约谈通知."""
    _head(made)
    made.each("matter")
    for label, name in (("约谈对象", "whom"), ("约谈时间", "meet_at"), ("约谈地点", "place")):
        made.paragraph(f"{label}：{{{{ {name} }}}}。")
    made.each("demand")
    _foot(made)
    made.page_break()
    _list(made, ("序", "学号（已遮盖）", "专业", "登记", "去向代码"),
          ("number", "student_no", "major", "version", "code"), (12, 40, 52, 28, 24))  # fmt: skip


@template
def rectify(made: Builder) -> None:
    """Write the template of a 整改通知书."""
    _head(made)
    made.each("matter")
    made.each("demand")
    _foot(made)
    made.page_break()
    _list(made, ("序", "学号", "姓名", "专业", "登记", "去向代码"),
          ("number", "student_no", "name", "major", "version", "code"),
          (12, 36, 26, 38, 24, 20))  # fmt: skip


_MEETING = (
    text("whom", "约谈对象", "学院党政主要负责人"),
    text("meet_at", "约谈时间", "2024年6月28日15:00"),
    text("place", "约谈地点", "行政楼三楼会议室"),
)  # fmt: skip
register(
    WordKind(
        Kind.TALK, "约谈通知", "约谈学院时发给它的通知；清单里不写姓名，学号遮盖。",
        _fields(*_MEETING), talk,
    )
)  # fmt: skip
register(
    WordKind(
        Kind.RECTIFY, "整改通知书", "要求学院整改时发给它的通知，附逐条记录。", _fields(), rectify,
    )
)  # fmt: skip
