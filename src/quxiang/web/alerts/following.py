"""What begins, goes along and stands in the way elsewhere because of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.models import Case, CaseEvent, Origin
from quxiang.web.alerts.states import CASES, LIVE, Answer, CaseState, Desk, Severity, Verdict
from quxiang.web.approvals.clean import bars_sheets
from quxiang.web.common import clock
from quxiang.web.common.states import move
from quxiang.web.destinations.models import Dispute
from quxiang.web.destinations.services.disputing import follows_dispute, follows_dispute_answer
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.services.handover import open_work
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services.changes import follows_transfer

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@follows_transfer
def cases_go_along(graduates: Sequence[Graduate], college: Unit) -> None:
    """Move the live cases about one graduate; the centre's own are no college's."""
    live = Case.objects.filter(graduate__in=graduates, state__in=LIVE)
    live.exclude(desk=Desk.CENTRE).update(college=college, assignee=None)


@open_work
def open_cases(unit: Unit) -> list[tuple[str, int]]:
    """Return how many cases a recorder who hands over leaves open."""
    live = Case.objects.filter(college=unit, state__in=LIVE, desk=Desk.COLLEGE)
    return [("待答复或待核实的预警", live.count())]


@bars_sheets
def case_stands_against(graduate: OuterRef) -> Exists:
    """Say whether a sure finding about the graduate waits for the college."""
    live = Case.objects.filter(graduate=graduate, closed_at__isnull=True, desk=Desk.COLLEGE)
    return Exists(live.filter(verdict=Verdict.FAULT).exclude(severity=Severity.NOTICE))


@follows_dispute
def protect(dispute: Dispute) -> None:
    """Open a case of the centre alone: of no college, and without a word of what was written."""
    now = clock.now()
    severity = Severity.SUSPECT.value
    due = due_dates(dispute.school_id, dispute.cohort_id, clock.local(now).date())
    case = Case.objects.create(
        school_id=dispute.school_id, cohort_id=dispute.cohort_id, desk=Desk.CENTRE,
        origin=Origin.DISPUTE, dispute=dispute, graduate_id=dispute.graduate_id,
        severity=severity, verdict=Verdict.TO_CHECK, subject="graduate", people_count=1,
        message=f"{dispute.graduate.name}对第 {dispute.version.number} 版去向有异议，由中心核实。",
        found_at=now, seen_at=now,
        due_on=due[severity],
    )  # fmt: skip
    case.people.create(graduate_id=dispute.graduate_id)
    case.events.create(school_id=case.school_id, kind=CaseEvent.Kind.OPENED, at=now)


@follows_dispute_answer
def answered(dispute: Dispute, by: User) -> None:
    """Take the centre's answer to the graduate as the answer of the case; another verifies it."""
    case = Case.objects.filter(dispute=dispute, state=CaseState.OPEN).first()
    if case is None:
        return
    now, said = clock.now(), Answer.EXPLAINED.value
    move(case, CASES["answer"], by=by, answer=said, answered_by=by, answered_at=now)
    case.events.create(
        school_id=case.school_id, kind=CaseEvent.Kind.ANSWERED, answer=said, by=by, at=now,
        text="已答复本人。",
    )  # fmt: skip
