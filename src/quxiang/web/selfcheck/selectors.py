"""Reads of self-checks: how far each college is, what its report lacks, which paper it became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.standards.calendar import Deadline, deadlines
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.models import Paper
from quxiang.web.papers.states import PaperState
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.selfcheck.access import colleges_of
from quxiang.web.selfcheck.facts import conclusions_now, records_of
from quxiang.web.selfcheck.models import CheckedRecord, PlanTemplate, Selfcheck
from quxiang.web.selfcheck.wording import PLAN
from quxiang.web.worksheets.models import Side
from quxiang.web.worksheets.standing import Count4, by_college, in_scope, standing

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

KIND = "selfcheck_report"
#: a report that is with the centre is no longer waited for
HANDED_IN = (PaperState.FILED, PaperState.ACCEPTED)


def find_selfcheck(cohort: Cohort, college: Unit) -> Selfcheck | None:
    found = Selfcheck.objects.filter(cohort=cohort, college=college)
    return found.select_related("cohort", "college", "drafted_by", "school").first()


def find_paper(selfcheck: Selfcheck) -> Paper | None:
    """Return the newest version of the report as a paper."""
    rows = Paper.objects.filter(school_id=selfcheck.school_id, kind=KIND, subject=selfcheck.pk)
    return rows.order_by("-version").first()


def template_of(school_id: int) -> PlanTemplate:
    """Return the template plans begin with: the newest, else the shipped one as version 0."""
    found = PlanTemplate.objects.filter(school_id=school_id).select_related("by").first()
    return found or PlanTemplate(school_id=school_id, number=0, text=PLAN)


def due_of(cohort: Cohort) -> Deadline:
    """Return the day reports are due (N4.4), as the cohort's settings have it."""
    settings = read(cohort, settings_of(cohort))
    return next(each for each in deadlines(cohort.year, settings) if each.name == "self_check")


def is_late(due: Deadline, paper: Paper | None, now: datetime) -> bool:
    """Say whether a report should be with the centre at a local moment, and is not."""
    return due.overdue(now) and (paper is None or paper.state not in HANDED_IN)


def what_lacks(selfcheck: Selfcheck) -> list[Problem]:
    """Say what stands against signing: records without a conclusion, conclusions since changed."""
    cohort, college = selfcheck.cohort, selfcheck.college
    lacking = records_of(cohort, college).lacking
    if lacking:
        message = f"还有 {lacking} 条记录没有学院的核查结论，自查报告不能送签。"
        remedy = "请在“逐一核查”里核查完，再重新汇总。"
        return [Problem("selfcheck.lacking", message, remedy)]
    rows = CheckedRecord.objects.filter(selfcheck=selfcheck)
    frozen = sorted(rows.values_list("conclusion_id", flat=True))
    if frozen != conclusions_now(cohort, college):
        message = "汇总以后，有记录的核查结论变了，报告里的数字已不是现在的。"
        return [Problem("selfcheck.changed", message, "请重新汇总，再备一版。")]
    return []


@dataclass(frozen=True)
class Row:
    """How far one college is: its records, its report, the paper it became, whether it is late."""

    college: Unit
    counts: Count4
    selfcheck: Selfcheck | None
    paper: Paper | None
    late: bool

    @property
    def word(self) -> str:
        """Return in a word how far it is."""
        if self.paper is not None:
            return str(PaperState(self.paper.state).label)
        if self.selfcheck is None:
            return "未开始"
        return "已汇总" if self.selfcheck.drafted_at is not None else "有方案"

    @property
    def tone(self) -> str:
        if self.late:
            return "wrong"
        return "good" if self.paper is not None and self.paper.state in HANDED_IN else "info"


def rows_of(user: User, cohort: Cohort, now: datetime) -> list[Row]:
    """Return every college ``user`` sees, with how far its self-check is at a local moment."""
    units = list(colleges_of(user))
    return rows_for(units, cohort, now)


def rows_for(units: Sequence[Unit], cohort: Cohort, now: datetime) -> list[Row]:
    people = in_scope(Graduate.objects.filter(college__in=[each.pk for each in units]), cohort)
    counts = by_college(standing(people, Side.COLLEGE))
    found = {each.college_id: each for each in Selfcheck.objects.filter(cohort=cohort)}
    kept = Paper.objects.filter(cohort=cohort, kind=KIND).order_by("version")
    papers = {each.subject: each for each in kept}
    due, told = due_of(cohort), []
    for unit in units:
        own = found.get(unit.pk)
        paper = papers.get(own.pk) if own is not None else None
        late = is_late(due, paper, now)
        told.append(Row(unit, counts.get(unit.pk, Count4()), own, paper, late))
    return told
