"""No page of the matrix costs more than twelve queries, or more when there are more rows.

Counted are the statements that ask or change something. Beginning and ending a transaction and
setting a savepoint are not: they send nothing and read nothing. Both databases are asked the same.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quxiang.standards import Settings, written
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.common import clock
from quxiang.web.employers.models import Employer
from quxiang.web.imports.models import Import
from quxiang.web.imports.states import ImportState
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.services.units import add_unit
from quxiang.web.roster.models import CohortSettings, RegistryMismatch
from quxiang.web.roster.services.cohorts import open_cohort
from web.cast import Cast, appointed, graduate
from web.conftest import login
from web.test_pages import PAGES, made

__all__ = ["made"]
pytestmark = pytest.mark.django_db
#: everybody of the cast: every kind of scope
READERS = ("qian", "zhao", "li", "sun", "zhou", "wu", "zheng", "feng", "wang")
MOST = 12
#: readers a page is opened by as rows grow; the first of the cast see most of them
WIDEST = 2
#: more cohorts than any school has open
YEARS = 40
BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
SHOWN = tuple(page for page in PAGES if page.method == "GET")


def grow(cast: Cast, rows: int, start: int = 0) -> None:
    """Make more of everything that a list shows."""
    now = clock.now()
    for at in range(start, start + rows):
        one = graduate(cast.cohort, cast.agronomy, f"66{at:06d}", f"何{at}")
        RegistryMismatch.objects.create(
            school=cast.school, cohort=cast.cohort, graduate=one, field="name",
            college=cast.agronomy, found_at=now,
        )  # fmt: skip
        Employer.objects.create(
            school=cast.school, name=f"单位{at}", folded_name=f"单位{at}", recorded_at=now
        )
        Import.objects.create(
            school=cast.school, target="roster", state=ImportState.PREVIEW,
            filename=f"{at}.xlsx", by=cast.qian, at=now,
        )  # fmt: skip
        if at < YEARS:
            open_cohort(school=cast.school, year=2025 + at, scheme="2024", by=None)
        settings = {
            "school": cast.school,
            "number": at + 2,
            "text": written(Settings(version=at + 2)),
        }
        CohortSettings.objects.create(cohort=cast.cohort, at=now, digest="0" * 64, **settings)
        Job.objects.create(kind="imports.read", requested_by=cast.qian, created_at=now)
        someone = create_user(
            school=cast.school, kind=User.Kind.STAFF, number=f"9{at:04d}", name=f"田{at}", by=None
        )
        unit = add_unit(school=cast.school, kind="college", name=f"第{at}学院", by=None)
        appointed(someone, PostKind.RECORDER, unit)


def cost(cast: Cast, name: str, path: str) -> list[str]:
    """Return the statements one page of one reader costs, on a warm process."""
    client = login(Client(), getattr(cast, name))
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
    assert answer.status_code < 400, path
    statements = [each["sql"] for each in caught.captured_queries]
    return [each for each in statements if not each.startswith(BOUNDS)]


def costs(
    cast: Cast, made: dict[str, int | str], most: int = len(READERS)
) -> dict[tuple[str, str], list[str]]:
    """Return what every page of the matrix costs readers who may open it, ``most`` of them."""
    return {
        (page.name, name): cost(
            cast, name, reverse(page.name, args=[made[each] for each in page.made])
        )
        for page in SHOWN
        for name in [each for each in READERS if each in page.may][:most]
    }


def test_no_page_costs_more_than_twelve_queries_or_more_with_more_rows(
    cast: Cast, made: dict[str, int | str]
) -> None:
    grow(cast, 10)
    few = costs(cast, made)
    assert {each: len(sql) for each, sql in few.items() if len(sql) > MOST} == {}
    grow(cast, 60, start=10)  # more than a page of a list
    many = costs(cast, made, WIDEST)
    grown = {each: (len(few[each]), len(many[each])) for each in many}
    assert {each: was for each, was in grown.items() if was[1] > was[0]} == {}


@pytest.mark.parametrize("place", ["main", "beside", "course", "signed", "proved"])
def test_no_part_of_a_destination_costs_more_than_twelve_queries(
    cast: Cast, made: dict[str, int | str], place: str
) -> None:
    path = reverse("destinations:part", args=[made["graduate"], place])
    assert len(cost(cast, "zhao", path)) <= MOST
