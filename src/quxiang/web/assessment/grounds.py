"""What a listing may rest on: what was confirmed of a college, and is in no other listing that
stands or is pending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from quxiang.web.alerts.access import may_see_cases
from quxiang.web.alerts.models import Case, Origin
from quxiang.web.alerts.plans import named
from quxiang.web.alerts.states import CaseState, Outcome
from quxiang.web.assessment.models import Ground, Listing
from quxiang.web.assessment.states import IN_FORCE, PENDING
from quxiang.web.complaints.access import complaints_visible_to
from quxiang.web.complaints.models import Complaint
from quxiang.web.complaints.states import UPHELD, ComplaintState
from quxiang.web.complaints.states import Outcome as Found
from quxiang.web.feedback.models import FeedbackRow, Handling
from quxiang.web.feedback.services.handling import grades_of
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

K = Ground.Kind
#: how a case ended that somebody verified and found to be so
CONFIRMED = (Outcome.FIXED, Outcome.JUSTIFIED)


def candidates(user: User, cohort: Cohort, college: Unit) -> dict[str, QuerySet[Any]]:
    """Return what may be put forward of a college, by kind, the newest first."""
    cases = Case.objects.filter(
        cohort=cohort, college=college, state=CaseState.CLOSED, outcome__in=CONFIRMED
    )
    rows = FeedbackRow.objects.filter(
        college=college, of__cohort=cohort, case__state=CaseState.CLOSED,
        case__outcome__in=CONFIRMED,
    )  # fmt: skip
    upheld = complaints_visible_to(user).filter(
        cohort=cohort, college=college, state=ComplaintState.CLOSED, outcome__in=UPHELD
    )
    found: dict[str, QuerySet[Any]] = {
        K.CASE: cases.exclude(origin=Origin.FEEDBACK).order_by("-closed_at", "-pk"),
        K.FEEDBACK: rows.select_related("of", "case").order_by("-case__closed_at", "-pk"),
        K.HANDLING: Handling.objects.filter(cohort=cohort, college=college),
        K.COMPLAINT: upheld.order_by("-number"),
    }
    return {kind: each.exclude(pk__in=_taken(college, kind)) for kind, each in found.items()}


def _taken(college: Unit, kind: str) -> QuerySet[Any]:
    """Return what another listing rests on already: nothing is held against a college twice."""
    standing = Listing.objects.filter(college=college, state__in=(*IN_FORCE, *PENDING))
    grounds = Ground.objects.filter(listing__in=standing.order_by().values("pk"), kind=kind)
    taken: QuerySet[Any] = grounds.order_by().values(f"{kind}_id")
    return taken


@dataclass(frozen=True)
class Told:
    """A ground in words that name nobody, and where it is to be read by who may."""

    kind: str
    words: str
    route: str = ""
    key: int = 0


def grounds_of(user: User, listing: Listing) -> list[Told]:
    """Return what a listing rests on, as somebody may read it."""
    related = ("case", "feedback__case", "feedback__of", "handling", "complaint")
    rows = list(listing.grounds.select_related(*related))
    return [_told(user, each, listing.cohort) for each in rows]


def _told(user: User, ground: Ground, cohort: Cohort) -> Told:
    word, sees = str(K(ground.kind).label), may_see_cases(user)
    if ground.case is not None:
        return Told(word, case_words(ground.case), "alerts:case" if sees else "", ground.case.pk)
    if ground.feedback is not None:
        row = ground.feedback
        return Told(word, row_words(row), "feedback:row" if sees else "", row.pk)
    if ground.handling is not None:
        words = handling_words([ground.handling], cohort)[0]
        return Told(word, words, "feedback:handlings" if sees else "")
    assert ground.complaint is not None  # noqa: S101 - a constraint of the table
    return Told(word, complaint_words(ground.complaint))


def case_words(case: Case) -> str:
    outcome = Outcome(case.outcome).label if case.outcome else ""
    return f"第 {case.pk} 件 · {named(case.rule, case.title)} · {case.people_count} 人 · {outcome}"


def row_words(row: FeedbackRow) -> str:
    outcome = Outcome(row.case.outcome).label if row.case.outcome else ""
    return f"{row.of} 第 {row.number} 行 · {outcome}"


def handling_words(handlings: Sequence[Handling], cohort: Cohort) -> list[str]:
    grades = grades_of(cohort)
    return [
        f"{grades[each.grade].name if each.grade in grades else each.grade} · {each.on} · "
        f"{each.document_no}"
        for each in handlings
    ]


def complaint_words(complaint: Complaint) -> str:
    return f"{complaint.label} · {Found(complaint.outcome).label if complaint.outcome else ''}"
