"""Who went to an employer: names for who may see them, else counts, small cells not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from quxiang.web.destinations.models import Registration
from quxiang.web.employers.access import may_see_whole, units_seen
from quxiang.web.employers.models import Employer
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort

#: fewer people than this in a cell are not told to who may not see them one by one
FEW = 5
HIDDEN = f"少于 {FEW}"


def family_of(employer: Employer) -> QuerySet[Any, Any]:
    """Return the keys of the rows that are this employer: itself, and what was merged into it."""
    rows = Employer.objects.filter(Q(pk=employer.pk) | Q(merged_into=employer.pk))
    return rows.values("pk")


def said_of(employer: Employer, version: str = "in_force__") -> Q:
    """Return the condition that a version is about an employer: by its row, else by its code.

    Who filed before the employer came into the list named it by code only.
    """
    about = Q(**{f"{version}employer__in": family_of(employer)})
    if employer.uscc:
        about |= Q(**{f"{version}employer": None, f"{version}employer_uscc": employer.uscc})
    return about


def registrations_at(employer: Employer) -> QuerySet[Registration]:
    """Return the registrations in force that name an employer, of all cohorts."""
    rows = Registration.objects.filter(school_id=employer.school_id, graduate__removed=False)
    return rows.filter(said_of(employer))


def graduates_at(user: User, employer: Employer) -> QuerySet[Graduate]:
    """Return who went there of those ``user`` may see by name."""
    if not (may_see_whole(user) or units_seen(user)):
        return Graduate.objects.none()
    there = registrations_at(employer).values("graduate_id")
    return graduates_visible_to(user).filter(pk__in=there)


@dataclass(frozen=True)
class Cell:
    """How many of one college and cohort went there; ``college`` is nothing for others pooled."""

    year: int
    college: str
    people: str


def counts_at(user: User, employer: Employer) -> list[Cell]:
    """Return how many went there by cohort and college.

    Colleges somebody does not see are pooled, and a pool of fewer than :data:`FEW` is not told.
    """
    fields = ("cohort__year", "college_id", "college__name")
    rows = registrations_at(employer).order_by("-cohort__year", "college__order")
    counted = rows.values_list(*fields, "college__order").annotate(people=Count("pk"))
    whole, own = may_see_whole(user), set(units_seen(user))
    cells, pools = [], defaultdict[int, int](int)
    for year, college, name, _, people in counted:
        if whole or college in own:
            cells.append(Cell(year, name, str(people)))
        else:
            pools[year] += people
    pooled = "其他学院" if own else "全校"
    cells += [
        Cell(year, pooled, str(people) if people >= FEW else HIDDEN)
        for year, people in pools.items()
    ]
    return sorted(cells, key=lambda each: -each.year)


def with_people(
    user: User, employers: QuerySet[Employer], cohort: Cohort | None
) -> QuerySet[Employer]:
    """Give each employer ``people`` of a cohort whom ``user`` sees, and ``hires``: 1 or 0."""
    if cohort is None or not (may_see_whole(user) or units_seen(user)):
        nobody = Value(0, output_field=IntegerField())
        return employers.annotate(people=nobody, hires=nobody)
    rows = Registration.objects.filter(cohort=cohort, graduate__removed=False)
    if not may_see_whole(user):
        rows = rows.filter(college_id__in=units_seen(user))
    ways = (
        rows.filter(in_force__employer=OuterRef("pk")),
        rows.filter(in_force__employer__merged_into=OuterRef("pk")),
        rows.filter(in_force__employer=None, in_force__employer_uscc=OuterRef("uscc"))
        .exclude(in_force__employer_uscc=""),
    )  # fmt: skip
    first, second, third = (_count(each) for each in ways)
    hires = When(Exists(ways[0]) | Exists(ways[1]) | Exists(ways[2]), then=Value(1))
    return employers.annotate(
        people=first + second + third,
        hires=Case(hires, default=Value(0), output_field=IntegerField()),
    )


def _count(rows: QuerySet[Registration]) -> Coalesce:
    counted = rows.order_by().values("cohort").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def people_by_employer(cohort: Cohort) -> dict[int, int]:
    """Return how many of a cohort went to each employer, in two statements for the whole school."""
    counts: dict[int, int] = defaultdict(int)
    rows = Registration.objects.filter(
        cohort=cohort, graduate__removed=False, in_force__isnull=False
    )
    named = rows.filter(in_force__employer__isnull=False).order_by()
    path = "in_force__employer"
    told = named.values_list(path, f"{path}__merged_into").annotate(number=Count("pk"))
    for employer, merged, number in told:
        counts[merged or employer] += number
    coded = rows.filter(in_force__employer=None).exclude(in_force__employer_uscc="").order_by()
    by_code = dict(coded.values_list("in_force__employer_uscc").annotate(number=Count("pk")))
    live = Employer.objects.filter(school_id=cohort.school_id, merged_into=None)
    for employer, code in live.filter(uscc__in=list(by_code)).values_list("pk", "uscc"):
        counts[employer] += by_code[code]
    return counts


def places_of(employers: Iterable[int], school_id: int) -> dict[int, list[tuple[int, str, int]]]:
    """Return for each employer the cohorts and colleges of who went there, and how many."""
    wanted = list(employers)
    path = "in_force__employer"
    rows = Registration.objects.filter(school_id=school_id, graduate__removed=False).filter(
        Q(**{f"{path}__in": wanted}) | Q(**{f"{path}__merged_into__in": wanted})
    )
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    fields: Sequence[str] = (path, f"{path}__merged_into", "cohort__year", "college__name")
    told: Any = rows.order_by("-cohort__year").values_list(*fields)
    for employer, merged, year, college, number in told.annotate(number=Count("pk")):
        found[merged or employer].append((year, college, number))
    return found
