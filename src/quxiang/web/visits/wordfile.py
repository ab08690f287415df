"""The sheet of a visit as Word: what is taken along before, and what was found after."""

from __future__ import annotations

from typing import Any

from quxiang.web.common import clock
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.states import VisitingState
from quxiang.web.wordfiles.building import TITLE, TWO, Builder, template
from quxiang.web.wordfiles.fields import paragraphs, rows, text
from quxiang.web.wordfiles.kinds import WordKind, register
from quxiang.web.wordfiles.selectors import word_of

PLANNED, FOUND = "visit_plan", "visit"
_PLAN = (
    text("school", "学校名称", "云梦大学"), text("cohort", "届别", "2024届"),
    text("name", "单位", "云梦种业有限公司"), text("uscc", "统一社会信用代码"),
    text("address", "地址", "云梦县城关镇建设路 8 号"), text("visitors", "走访人", "钱中、秦访"),
    text("planned_on", "计划日期", "2024-07-05"), paragraphs("look_at", "要看什么，逐段"),
    rows(
        "people", "要问的毕业生",
        text("number", "序", "1"), text("name", "姓名", "王㐂"), text("college", "学院", "农学院"),
        text("major", "专业", "植物保护"), text("told", "情况（走访前为空）", "在岗"),
        text("note", "说明（走访前为空）"),
    ),
)  # fmt: skip
_FOUND = (
    *_PLAN, text("number", "走访记录表的编号（两人都确认后才有）", "访〔2024〕00002 号"),
    text("round", "第几次填写（第一次为空）"), text("arrived_at", "到达时间", "2024-07-05 09:30"),
    text("found", "到了以后", "找到，正在营业"), text("spoke_to", "谈话对象（身份）", "人事主管"),
    paragraphs("business", "看到的经营情况，逐段"), paragraphs("text", "其他情况，逐段"),
    rows(
        "words", "走访人确认", text("name", "姓名", "钱中"), text("number", "工号", "8001"),
        text("at", "确认时间", "2024-07-05 11:00"),
    ),
    rows(
        "photos", "照片", text("number", "序", "1"), text("taken_at", "拍摄时间"),
        text("digest", "文件摘要前 16 位", "3f1c9a7e20b45d68"),
    ),
    text("conclusion", "中心的结论（办结前为空）", "属实"),
    paragraphs("released", "给学院的说明（办结前为空），逐段"),
)  # fmt: skip


def _head(made: Builder, title: str) -> None:
    made.paragraph(title, size=TWO, font=TITLE, align="center", pitch=36, bold=True)
    made.paragraph("{{ cohort }}　{{ name }}", align="center")
    for label, name in (
        ("单位", "name"), ("统一社会信用代码", "uscc"), ("地址", "address"), ("走访人", "visitors"),
        ("计划日期", "planned_on"),
    ):  # fmt: skip
        made.paragraph(f"{label}：{{{{ {name} }}}}", indent=False)
    made.heading("要看什么")
    made.each("look_at")


@template
def plan(made: Builder) -> None:
    """Write what visitors take along: whom to ask after, and room to write."""
    _head(made, "实地走访任务单")
    made.heading("要问的毕业生")
    made.table(
        "people", ("序", "姓名", "学院", "专业", "在岗／离开／没有此人", "说明"),
        ("number", "name", "college", "major", "told", "note"), (10, 24, 30, 32, 36, 24),
        right=False,
    )  # fmt: skip
    made.heading("看到的情况")
    for label in (
        "到达时间：",
        "是否营业、招牌与执照是否一致：",
        "谈话对象（只写身份）：",
        "其他：",
    ):
        made.paragraph(label, indent=False)
        made.paragraph("")
    made.paragraph("走访人签字：　　　　　　　　　　　　日期：", indent=False)


@template
def finding(made: Builder) -> None:
    """Write the record of a visit: what was found, both visitors' word, the conclusion."""
    _head(made, "实地走访记录表")
    made.paragraph("编号：{{ number }}{{ round }}", indent=False)
    made.heading("到了以后")
    made.paragraph("{{ arrived_at }} 到达，{{ found }}；谈话对象：{{ spoke_to }}。")
    made.each("business")
    made.each("text")
    made.heading("毕业生")
    made.table(
        "people", ("序", "姓名", "学院", "专业", "情况", "说明"),
        ("number", "name", "college", "major", "told", "note"), (10, 24, 30, 32, 30, 30),
        right=False,
    )  # fmt: skip
    made.heading("照片")
    made.table(
        "photos", ("序", "拍摄时间", "文件摘要（前 16 位）"), ("number", "taken_at", "digest"),
        (12, 54, 90), right=False,
    )  # fmt: skip
    made.heading("走访人确认")
    made.table(
        "words", ("姓名", "工号", "确认时间"), ("name", "number", "at"), (52, 52, 52), right=False
    )
    made.paragraph("{%p if conclusion %}")
    made.heading("中心的结论：{{ conclusion }}")
    made.each("released")
    made.paragraph("{%p endif %}")


register(WordKind(PLANNED, "实地走访任务单", "走访前打印，两名走访人带去填写。", _PLAN, plan))
register(
    WordKind(
        FOUND, "实地走访记录表", "走访后生成；两人确认的 PDF 另存，不随模板变。", _FOUND, finding
    )
)


def word_for(visit: FieldVisit) -> tuple[bytes, str]:
    """Return the Word file of a visit as it stands, and what it is called."""
    if visit.state in (VisitingState.PLANNED, VisitingState.CALLED_OFF):
        return word_of(visit.school_id, PLANNED, data_of(visit)), "实地走访任务单"
    return word_of(visit.school_id, FOUND, data_of(visit)), "实地走访记录表"


def data_of(visit: FieldVisit) -> dict[str, Any]:
    """Return everything a sheet says, under the names templates use."""
    made = visit.state not in (VisitingState.PLANNED, VisitingState.CALLED_OFF)
    people = visit.people.select_related("graduate", "college")
    photos = visit.photos.filter(removed_at__isnull=True)
    words = visit.words.filter(round=visit.round).select_related("by")
    visitors = [each.name for each in (visit.first, visit.second) if each is not None]
    return {
        "school": visit.school.name, "cohort": str(visit.cohort), "name": visit.name,
        "uscc": visit.employer.uscc if visit.employer is not None else "",
        "address": visit.address, "visitors": "、".join(visitors),
        "planned_on": visit.planned_on.isoformat(), "look_at": visit.look_at.splitlines(),
        "number": visit.sheet.label if visit.sheet is not None else "（两名走访人都确认后编号）",
        "round": f"（第 {visit.round} 次填写）" if visit.round > 1 else "",
        "arrived_at": _at(visit.arrived_at), "found": visit.get_found_display(),
        "spoke_to": visit.spoke_to or "—", "business": visit.business.splitlines(),
        "text": visit.text.splitlines(),
        "people": [
            {
                "number": str(number), "name": each.graduate.name, "college": each.college.name,
                "major": each.graduate.major_name,
                "told": each.get_told_display() if made else "", "note": each.note if made else "",
            }
            for number, each in enumerate(people, 1)
        ],
        "photos": [
            {
                "number": str(number), "digest": each.sha256[:16],
                "taken_at": _at(each.taken_at) or "未知",
            }
            for number, each in enumerate(photos, 1)
        ],
        "words": [
            {"name": each.by.name, "number": each.by.number, "at": _at(each.at)} for each in words
        ],
        "conclusion": visit.get_conclusion_display() if visit.conclusion else "",
        "released": visit.released.splitlines(),
    }  # fmt: skip


def _at(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""
