"""Draft a notice from ticked cases: its facts are taken now, and stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.alerts.models import Case
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.notices.access import DRAFTS, may_draft
from quxiang.web.notices.facts import colleges_of, facts_of, refuse_unfit, subjects_of
from quxiang.web.notices.models import CollegeNotice, Kind, NoticeCase, NoticeStep
from quxiang.web.notices.states import NoticeState
from quxiang.web.notices.wording import (
    WHOM,
    demand_of,
    first_reply_by,
    matter_of,
    refuse_past,
    title_of,
    written,
)
from quxiang.web.orgs.models import Unit

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

OTHER = "选中的预警不都涉及{}，没有起草。"


def draft(
    *, kind: str, cases: Sequence[Case], college: Unit, by: User, reply_by: date | None = None,
    meet_at: datetime | None = None, place: str = "",
) -> CollegeNotice:  # fmt: skip
    """Keep a draft with its facts; refuses cases that are not all of the college."""
    require(may_draft(by), DRAFTS)
    refuse_unfit(cases)
    if college.pk not in colleges_of(cases):
        raise InvalidError(
            Problem("notice.college", OTHER.format(college.name), "请只选同一学院的预警。")
        )
    now = clock.now()
    until = reply_by or first_reply_by(now)
    refuse_past(until, now)
    facts = facts_of(kind, cases, college, now)
    made = CollegeNotice(
        school_id=college.school_id, cohort=cases[0].cohort, college=college, kind=kind,
        state=NoticeState.DRAFTED, title=title_of(kind, college, cases[0].cohort.year),
        matter=matter_of(kind, facts), demand=demand_of(kind), reply_by=until, facts=facts,
        drafted_by=by, drafted_at=now, **_meeting(kind, meet_at, place),
    )  # fmt: skip
    _keep(made, cases, by)
    return made


def _meeting(kind: str, meet_at: datetime | None, place: str) -> dict[str, object]:
    """Return whom, when and where of a 约谈通知; of the other nothing."""
    if kind != Kind.TALK:
        return {}
    return {
        "whom": WHOM, "meet_at": meeting_at(meet_at),
        "place": written(place, "place", "约谈地点", 120),
    }  # fmt: skip


def meeting_at(at: datetime | None) -> datetime:
    """Return when somebody is to come; refuses none and one that is over."""
    if at is None:
        raise InvalidError("还没有填约谈时间，请选日期和钟点。")
    if at <= clock.now():
        raise InvalidError("约谈时间已经过了，请改为以后的时间。")
    return at


@trail.atomic()
def _keep(made: CollegeNotice, cases: Sequence[Case], by: User) -> None:
    made.save(force_insert=True)
    NoticeCase.objects.bulk_create([NoticeCase(notice=made, case=each) for each in cases])
    note(made, "draft", "", by)
    after = {
        "kind": Kind(made.kind).label, "unit": made.college_id,
        "ids": [each.pk for each in cases], "count": made.facts["records"],
    }  # fmt: skip
    trail.record("collegenotice.draft", made, by=by, after=after, subjects=subjects_of(made.facts))


def note(notice: CollegeNotice, verb: str, text: str, by: User) -> NoticeStep:
    return NoticeStep.objects.create(
        school_id=notice.school_id, notice=notice, verb=verb, text=text, by=by, at=clock.now()
    )
