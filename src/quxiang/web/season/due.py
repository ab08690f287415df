"""What is due: graduates known to be settled and not registered, and changes that wait.

Who is unsettled is never due, and a registration as seeking (待就业) is one like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from quxiang.standards import Standard
from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort, Graduate

#: a class of the scheme nobody can be late with
_UNSETTLED = "none"


KNOWN, FILED, CHANGING = "已落实，未填写", "已填写，未生效", "变更未完成"
PROVED = "已传材料，未填写"


def registrations(cohort: Cohort, standard: Standard) -> QuerySet[Registration]:
    """Return the registrations that are due, of graduates who are on the roster."""
    unsettled = [code for code, row in standard.destinations.items() if row.cls == _UNSETTLED]
    known = Q(known_at__isnull=False, current__isnull=True)
    filed = Q(current__isnull=False, in_force__isnull=True) & ~Q(current__code__in=unsettled)
    changing = Q(current__isnull=False, in_force__isnull=False) & ~Q(current=F("in_force"))
    return Registration.objects.filter(
        known | filed | changing, school_id=cohort.school_id, cohort=cohort,
        graduate__removed=False,
    )  # fmt: skip


def why(row: Registration) -> str:
    """Say in which way a registration is due."""
    if row.current_id is None:
        return KNOWN
    return FILED if row.in_force_id is None else CHANGING


def proved_only(cohort: Cohort) -> QuerySet[Graduate]:
    """Return who has put papers up, and has filed nothing and ticked nothing yet."""
    papers = Evidence.objects.filter(
        graduate=OuterRef("pk"), version__isnull=True, removed_at__isnull=True
    )
    rows = Graduate.objects.filter(school_id=cohort.school_id, cohort=cohort, removed=False)
    silent = Q(registration__isnull=True) | Q(
        registration__current__isnull=True, registration__known_at__isnull=True
    )
    return rows.filter(Exists(papers)).filter(silent)


@dataclass(frozen=True)
class Waiting:
    """One graduate who is due, and since when."""

    graduate: Graduate
    why: str
    since: datetime | None


def counts(
    cohort: Cohort, colleges: Sequence[int], standard: Standard, excused: Sequence[int] = ()
) -> Counter[int]:
    """Return how many are due in each of these colleges, but for those who have longer."""
    found: Counter[int] = Counter()
    for rows in (
        registrations(cohort, standard).exclude(graduate__in=excused),
        proved_only(cohort).exclude(pk__in=excused),
    ):
        counted = rows.filter(college_id__in=colleges).order_by().values_list("college_id")
        found.update(dict(counted.annotate(count=Count("pk"))))
    return found


def waiting(cohort: Cohort, college: int) -> list[Waiting]:
    """Return who is due in a college, the longest first."""
    standard = standard_of(cohort.school_id, cohort.scheme)
    rows = registrations(cohort, standard).filter(college_id=college).select_related("graduate")
    found = [Waiting(row.graduate, why(row), row.known_at or row.changed_at) for row in rows]
    found += [
        Waiting(each, PROVED, None) for each in proved_only(cohort).filter(college_id=college)
    ]
    return sorted(
        found, key=lambda each: (each.since is None, each.since, each.graduate.student_no)
    )
