"""What is due: graduates known to be settled and not registered, and changes that wait.

Who is unsettled is never due, and a registration as seeking (待就业) is one like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort, Graduate

#: a class of the scheme nobody can be late with
_UNSETTLED = "none"


@dataclass(frozen=True)
class Reason:
    """One way to be due, told to whoever has to do something."""

    key: str
    title: str
    rows: Callable[[Cohort], QuerySet[Registration]]


def _open(cohort: Cohort) -> QuerySet[Registration]:
    """Return registrations of graduates who are on the roster; they carry school and cohort."""
    return Registration.objects.filter(
        school_id=cohort.school_id, cohort=cohort, graduate__removed=False
    )


def _known(cohort: Cohort) -> QuerySet[Registration]:
    return _open(cohort).filter(known_at__isnull=False, current__isnull=True)


def _unsettled(cohort: Cohort) -> list[str]:
    standard = standard_of(cohort.school_id, cohort.scheme)
    return [code for code, row in standard.destinations.items() if row.cls == _UNSETTLED]


def _filed(cohort: Cohort) -> QuerySet[Registration]:
    first = _open(cohort).filter(current__isnull=False, in_force__isnull=True)
    return first.exclude(current__code__in=_unsettled(cohort))


def _changing(cohort: Cohort) -> QuerySet[Registration]:
    return _open(cohort).filter(
        ~Q(current=F("in_force")), current__isnull=False, in_force__isnull=False
    )


REASONS = (
    Reason("known", "已落实，未填写", _known),
    Reason("filed", "已填写，未生效", _filed),
    Reason("changing", "变更未完成", _changing),
)


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


PROVED = "已传材料，未填写"


def counts(cohort: Cohort, colleges: Sequence[int] | None = None) -> Counter[int]:
    """Return how many are due in each college, by one query a reason."""
    found: Counter[int] = Counter()
    for reason in REASONS:
        found.update(_by_college(reason.rows(cohort), colleges))
    found.update(_by_college(proved_only(cohort), colleges))
    return found


def _by_college(
    rows: QuerySet[Registration] | QuerySet[Graduate], colleges: Sequence[int] | None
) -> dict[int, int]:
    if colleges is not None:
        rows = rows.filter(college_id__in=colleges)
    counted = rows.order_by().values_list("college_id").annotate(count=Count("pk"))
    return dict(counted)


def waiting(cohort: Cohort, college: int) -> list[Waiting]:
    """Return who is due in a college, the longest first."""
    found = [
        Waiting(
            row.graduate, reason.title, row.known_at if reason.key == "known" else row.changed_at
        )
        for reason in REASONS
        for row in reason.rows(cohort).filter(college_id=college).select_related("graduate")
    ]
    found += [
        Waiting(each, PROVED, None) for each in proved_only(cohort).filter(college_id=college)
    ]
    return sorted(
        found, key=lambda each: (each.since is None, each.since, each.graduate.student_no)
    )
