"""What a bulletin says in words: its title, what the office may write, what nobody may (N6.1)."""

from __future__ import annotations

import re

from django.db.models import F, Value

from quxiang.problems import Problem, Where
from quxiang.web.accounts.models import User
from quxiang.web.bulletins.models import Bulletin, BulletinHeading, Kind, Scope
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.season.models import Snapshot

LONGEST, TITLE = 2000, 80
#: 三不得 (N6.1): no unrealistic targets, nothing piled on counsellors, no tying of the rate alone
FORBIDDEN = re.compile(
    r"排名|排行|名次|末位|人均(?:指标|任务)|(?:指标|任务)分解|目标任务|包干到人|"
    r"(?:辅导员|班主任|导师|教师)(?:落实率|就业率|完成率)"
)
OPENING = "现将{year}届毕业生去向登记工作有关情况通报如下。"
CLOSING = (
    "请各学院对照本通报核对本院情况，有已落实未登记的及时补录，有变更的及时更新。"
    "待就业、暂不就业如实登记即可，不得以任何方式要求毕业生签约。"
)


def heading_of(school: School) -> BulletinHeading:
    """Return how bulletins are headed now; one that is not kept, until somebody sets it."""
    found = BulletinHeading.objects.filter(school=school).first()
    return found or BulletinHeading(
        school=school, number=0, organ=f"{school.name}就业创业指导中心", code="就创通",
        red=False, weekly=Scope.SCHOOL, fortnightly=Scope.ALL,
    )  # fmt: skip


def title_of(cohort: Cohort, kind: str, college: Unit | None, row: Snapshot) -> str:
    """Return a title as an office words it: about what, and that it is a bulletin."""
    on = clock.local(row.moment)
    of = college.name if college is not None else ""
    named = {Kind.WEEKLY: "周", Kind.FORTNIGHTLY: "双周"}.get(Kind(kind), "")
    day = f"{on.month}月{on.day}日"
    return f"关于{of}{cohort.year}届毕业生去向登记{named}进展情况的通报（截至{day}）"


def written(text: str, column: str, longest: int = LONGEST) -> str:
    """Return a paragraph as it is kept; refuses too much of it, rankings and targets."""
    words = "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())
    where = Where(column=column)
    if len(words) > longest:
        message = f"这一段有 {len(words)} 个字，最多 {longest} 个字。"
        raise InvalidError(Problem("bulletin.long", message, "请删减后再保存。", where))
    if found := FORBIDDEN.search(words):
        message = f"文字里有“{found[0]}”，没有保存。"
        remedy = "通报只对学院，不排名次，不给任何教师个人定指标（通知 6.1 三不得）；请改写。"
        raise InvalidError(Problem("bulletin.target", message, remedy, where))
    return words


def refuse_names(text: str, bulletin: Bulletin) -> None:
    """Refuse words that name a graduate the bulletin is about, or somebody of the staff."""
    people = Graduate.objects.filter(cohort=bulletin.cohort, removed=False).exclude(name="")
    if bulletin.college_id is not None:
        people = people.filter(college_id=bulletin.college_id)
    staff = User.objects.filter(school_id=bulletin.school_id, kind=User.Kind.STAFF)
    for rows, who in ((people, "毕业生"), (staff.exclude(name=""), "教职工")):
        said = rows.annotate(said=Value(text)).filter(said__contains=F("name"))
        if name := said.order_by().values_list("name", flat=True).first():
            message = f"文字里出现了{who}“{name}”的姓名，没有保存。"
            raise InvalidError(Problem("bulletin.names", message, "通报不点个人，请改写。"))
