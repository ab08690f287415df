"""Who went to an employer: names for who may see them, else counts, small cells not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from quxiang.web.destinations.models import Registration
from quxiang.web.employers.access import may_see_whole, units_seen
from quxiang.web.employers.models import Employer
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort

#: fewer people than this in a cell are not told to who may not see them one by one
FEW = 5
HIDDEN = f"少于 {FEW}"


def said_of(employer: Employer, version: str = "in_force__") -> Q:
    """Return the condition that a version is about an employer: by its row, else by its code.

    Who filed before the employer came into the list named it by code only.
    """
    gone = Employer.objects.filter(merged_into=employer.pk)
    about = Q(**{f"{version}employer": employer.pk})
    about |= Q(**{f"{version}employer__in": gone.values("pk")})
    if employer.uscc:
        code = {"employer": None, "employer_uscc": employer.uscc, "school": employer.school_id}
        about |= Q(**{f"{version}{name}": value for name, value in code.items()})
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


class Counted(QuerySet[Employer, Employer]):
    """Employers that get ``people`` once they are read: by three statements for all of a page.

    As expressions of the database they would be worked out for every employer before a page of
    them is sorted out.
    """

    among: QuerySet[Registration] | None = None

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.among = self.among
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        rows = self._result_cache or []
        if fresh and rows and isinstance(rows[0], Employer):
            counts = people_at(rows, self.among) if self.among is not None else {}
            for each in rows:
                each.people = counts.get(each.pk, 0)


def with_people(
    user: User, employers: QuerySet[Employer], cohort: Cohort | None, *, hiring: bool
) -> QuerySet[Employer]:
    """Give each employer ``people`` of a cohort whom ``user`` sees, once it is read.

    With ``hiring`` it says of each whether there are any, as ``hires``: 1 or 0.
    """
    rows = Registration.objects.filter(cohort=cohort, graduate__removed=False)
    if not may_see_whole(user):
        rows = rows.filter(college_id__in=units_seen(user))
    found = employers._chain()  # type: ignore[attr-defined]
    found.__class__ = Counted
    found.among = rows
    if not hiring:
        return found  # type: ignore[no-any-return]
    named = Q(pk__in=rows.filter(in_force__employer__isnull=False).values("in_force__employer"))
    merged = rows.filter(in_force__employer__merged_into__isnull=False)
    named |= Q(pk__in=merged.values("in_force__employer__merged_into"))
    coded = rows.filter(in_force__employer=None).exclude(in_force__employer_uscc="")
    named |= Q(uscc__in=coded.values("in_force__employer_uscc"))
    one = When(named, then=Value(1))
    return found.annotate(  # type: ignore[no-any-return]
        hires=Case(one, default=Value(0), output_field=IntegerField())
    )


def people_at(employers: Sequence[Employer], rows: QuerySet[Registration]) -> dict[int, int]:
    """Return how many of these registrations name each employer, for those that any names."""
    keys = [each.pk for each in employers]
    codes = {each.uscc: each.pk for each in employers if each.uscc}
    gone = dict(Employer.objects.filter(merged_into__in=keys).values_list("pk", "merged_into"))
    counts: dict[int, int] = defaultdict(int)
    path = "in_force__employer"
    told = rows.filter(**{f"{path}__in": [*keys, *gone]}).order_by().values_list(path)
    for key, number in told.annotate(number=Count("pk")):
        counts[gone.get(key) or key] += number
    of_school = {"in_force__school": employers[0].school_id} if employers else {}
    coded = rows.filter(**{path: None, f"{path}_uscc__in": list(codes)}, **of_school).order_by()
    for code, number in coded.values_list(f"{path}_uscc").annotate(number=Count("pk")):
        counts[codes[code]] += number
    return counts


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
    gone = dict(Employer.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into"))
    rows = Registration.objects.filter(
        school_id=school_id, graduate__removed=False, in_force__employer__in=[*wanted, *gone]
    )
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    told: Any = rows.order_by("-cohort__year").values_list(
        "in_force__employer", "cohort__year", "college__name"
    )  # fmt: skip
    for employer, year, college, number in told.annotate(number=Count("pk")):
        found[gone.get(employer) or employer].append((year, college, number))
    return found
