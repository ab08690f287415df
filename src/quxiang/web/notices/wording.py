"""What a notice says until the centre words it otherwise, and what it may not say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from quxiang.problems import Problem, Where
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.notices.models import Kind
from quxiang.web.orgs.models import Unit

LONGEST, TITLE, SHORT = 2000, 80, 120
#: days a college has to answer, where nobody says otherwise
DAYS = 7
WHOM = "学院党政主要负责人、院级就业工作主要负责人"
_MATTER = {
    Kind.TALK: (
        "在毕业去向登记核查中，发现你院有 {cases} 个问题，"
        "涉及毕业生登记 {records} 条（见附件清单）。为了解情况、督促整改，决定对你院进行约谈。"
    ),
    Kind.RECTIFY: (
        "在毕业去向登记核查中，发现你院存在下列 {cases} 个问题，涉及毕业生登记 {records} 条，"
        "具体记录附后。"
    ),
}
_DEMAND = {
    Kind.TALK: (
        "请约谈对象按时参加，会前逐条核实清单所列记录，准备书面说明。\n"
        "约谈后按议定的事项整改，并在答复期限前书面报告整改情况。"
    ),
    Kind.RECTIFY: (
        "请逐条核实所列记录，登记不实的立即更正，材料不全的限期补齐。\n"
        "举一反三，排查同类问题；不得以任何方式要求毕业生签约或更改真实去向。\n"
        "在答复期限前书面答复整改情况和责任认定，并附佐证材料。"
    ),
}


def title_of(kind: str, college: Unit, year: int) -> str:
    if kind == Kind.TALK:
        return f"关于约谈{college.name}{year}届毕业去向登记有关问题的通知"
    return f"关于{college.name}{year}届毕业去向登记问题的整改通知书"


def matter_of(kind: str, facts: Mapping[str, Any]) -> str:
    return _MATTER[Kind(kind)].format(cases=len(facts["cases"]), records=facts["records"])


def demand_of(kind: str) -> str:
    return _DEMAND[Kind(kind)]


def first_reply_by(at: datetime) -> date:
    return clock.local(at).date() + timedelta(days=DAYS)


def written(text: str, column: str, label: str, longest: int = LONGEST) -> str:
    """Return a text as it is kept; refuses an empty one and too much of it."""
    words = "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())
    where = Where(column=column)
    if not words:
        message = f"“{label}”还空着。"
        raise InvalidError(Problem("notice.empty", message, "请写清楚后再保存。", where))
    if len(words) > longest:
        message = f"“{label}”有 {len(words)} 个字，最多 {longest} 个字。"
        raise InvalidError(Problem("notice.long", message, "请删减后再保存。", where))
    return words


def refuse_past(reply_by: date, at: datetime) -> None:
    """Refuse a day for answers that is over already."""
    if reply_by < clock.local(at).date():
        message = f"答复期限 {reply_by.isoformat()} 已经过了。"
        where = Where(column="reply_by")
        raise InvalidError(Problem("notice.past", message, "请改为今天或以后的日期。", where))


def refuse_names(text: str, names: list[str]) -> None:
    """Refuse words of a 约谈通知 that name a graduate it is about."""
    for name in names:
        if name and name in text:
            message = f"文字里出现了毕业生“{name}”的姓名，没有保存。"
            remedy = "约谈通知不点毕业生个人，请改写；具体记录见通知的清单。"
            raise InvalidError(Problem("notice.names", message, remedy))


def day_words(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def moment_words(at: datetime | None) -> str:
    if at is None:
        return ""
    local = clock.local(at)
    return f"{day_words(local.date())}{local:%H:%M}"
