"""What tests of notices share: cases of two colleges, a notice at any step, a college's head."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from quxiang.web.accounts.models import User
from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.services import drafting, stepping
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate
from web.cast import Cast, appointed, staff

SITE = "https://example.test/"


def head(cast: Cast) -> User:
    """Return 韩, head of 农学院."""
    found = User.objects.filter(number="8301").first()
    return found or appointed(
        staff(cast.school, "8301", "韩院长"), PostKind.COLLEGE_HEAD, cast.agronomy, "院长"
    )


def a_case(
    cast: Cast, people: list[Graduate] | None = None, college: Unit | None = None, **more: Any
) -> Case:
    """Keep a finding about somebody's papers, 王's unless told otherwise."""
    whom, now = people or [cast.wang_graduate], clock.now()
    given = {
        "rule": "V501", "severity": "error", "verdict": "fault", "subject": "graduate",
        "message": f"{whom[0].name} 的去向为 11，没有“劳动合同”。", **more,
    }  # fmt: skip
    case = Case.objects.create(
        school=cast.school, cohort=cast.cohort, college=college or cast.agronomy, desk="college",
        people_count=len(whom), graduate=whom[0] if len(whom) == 1 else None, found_at=now,
        seen_at=now, due_on=clock.today(), **given,
    )  # fmt: skip
    for each in whom:
        case.people.create(graduate=each)
    return case


def drafted(cast: Cast, kind: str = "rectify", cases: list[Case] | None = None) -> CollegeNotice:
    meeting: dict[str, Any] = {}
    if kind == "talk":
        meeting = {"meet_at": clock.now() + timedelta(days=2), "place": "行政楼三楼会议室"}
    return drafting.draft(
        kind=kind, cases=cases or [a_case(cast)], college=cast.agronomy, by=cast.qian, **meeting
    )


def issued(cast: Cast, kind: str = "rectify", cases: list[Case] | None = None) -> CollegeNotice:
    made = drafted(cast, kind, cases)
    stepping.issue(notice=made, site=SITE, seen=made.revision, by=cast.qian)
    made.refresh_from_db()
    return made


def answered(cast: Cast) -> CollegeNotice:
    made, han = issued(cast), head(cast)
    stepping.answer(notice=made, text="已逐条核实。", paper=None, seen=made.revision, by=han)
    made.refresh_from_db()
    return made
