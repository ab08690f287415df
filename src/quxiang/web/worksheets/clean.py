"""Which records may be concluded many by one act: nothing speaks against them, nothing is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from quxiang.standards import Standard
from quxiang.web.alerts.models import Case
from quxiang.web.approvals.routes import SINGLY, is_among
from quxiang.web.destinations.judging import outdated
from quxiang.web.destinations.models import Dispute, Version
from quxiang.web.destinations.states import DisputeState, RegistrationState
from quxiang.web.evidence.selectors import missing_kinds
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.worksheets.access import allowed, records_of, why_not
from quxiang.web.worksheets.binding import Shown, shown
from quxiang.web.worksheets.models import Side
from quxiang.web.worksheets.proved import proved
from quxiang.web.worksheets.standing import LACKING, in_scope, standing

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: so many stand on one list, which somebody looks through
MOST = 200
_FILED = (RegistrationState.IN_REVIEW, RegistrationState.SIGNED, RegistrationState.ENTERED)
_JUDGEMENT = "registration__current__judgement"


@dataclass(frozen=True)
class Clean:
    """One record of the list: whose, and what a click on it binds."""

    graduate: Graduate
    shown: Shown


@dataclass(frozen=True)
class Listed:
    """One list of clean records, how many there are in all, and the key the next list is after."""

    rows: Sequence[Clean]
    count: int
    after: int | None


def clean_rows(
    user: User, side: str, cohort: Cohort, college: Unit | None, standard: Standard
) -> QuerySet[Any]:
    """Return what lacks a conclusion, against which nothing speaks, and ``user`` may conclude."""
    rows = standing(in_scope(records_of(user, side), cohort), side).filter(standing__in=LACKING)
    if college is not None:
        rows = rows.filter(college=college)
    own = OuterRef("pk")
    live = Case.objects.filter(graduate=own, closed_at__isnull=True)
    disputed = Dispute.objects.filter(graduate=own, state=DisputeState.OPEN)
    singly = [*SINGLY, *(c for c in standard.destinations if is_among(standard, c, SINGLY))]
    judged = Q(**{f"{_JUDGEMENT}__flagged": False}) & ~outdated(_JUDGEMENT)
    return (
        rows.filter(judged, proved(standard), allowed(user, side), registration__state__in=_FILED)
        .exclude(registration__current__code__in=singly)
        .exclude(Exists(live))
        .exclude(Exists(disputed))
    )


def clean_for(
    user: User, side: str, rows: QuerySet[Any], standard: Standard, after: int | None = None
) -> Listed:
    """Return a list of what :func:`clean_rows` found, by student number, from behind one on."""
    later = rows
    behind = Graduate.objects.filter(pk=after, school_id=user.school_id).first() if after else None
    if behind is not None:
        number = behind.student_no
        later = rows.filter(Q(student_no__gt=number) | Q(student_no=number, pk__gt=behind.pk))
    read = later.select_related("person", "college").order_by("student_no", "pk")[: MOST + 1]
    there = list(read)
    found = _allowed(user, side, there[:MOST], standard)
    more = there[MOST - 1].pk if len(there) > MOST else None
    count = rows.count() if more is not None or behind is not None else len(found)
    return Listed(found, count, more)


def clean_among(
    user: User, side: str, cohort: Cohort, graduates: Sequence[int]
) -> dict[int, Clean]:
    """Return those of the graduates that are clean still and ``user`` may conclude on, by key."""
    standard = standard_of(cohort.school_id, cohort.scheme)
    rows = clean_rows(user, side, cohort, None, standard).filter(pk__in=graduates)
    kept = _allowed(user, side, list(rows.select_related("person", "college")), standard)
    return {each.graduate.pk: each for each in kept}


def _allowed(user: User, side: str, graduates: list[Graduate], standard: Standard) -> list[Clean]:
    """Leave out whose papers are missing or doubtful, and what the reader may not conclude on."""
    keys = [each.pk for each in graduates]
    records = shown(keys, side)
    return [
        Clean(each, records[each.pk])
        for each in graduates
        if _is_proved(standard, records[each.pk])
        and not why_not(user, each, side, records[each.pk].version, records[each.pk].others)
    ]


def _is_proved(standard: Standard, record: Shown) -> bool:
    version: Version | None = record.version
    if version is None:
        return False
    asked = missing_kinds(
        standard, version.code, version.startup_form, record.files, version.number
    )
    return all(each.is_met for each in asked)


def concludes_many(side: str) -> bool:
    """Say whether a side concludes many at once: a checker of another college looks at each."""
    return side != Side.CROSS
