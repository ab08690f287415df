"""A cohort opened wrongly is corrected while nothing rests on it, versioned and audited."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.imports.models import Import
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohortcorrecting import seen_of
from quxiang.web.roster.services.cohorts import open_cohort
from web.cast import Cast, graduate
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SENT = {"year": "2025", "scheme": "2024", "window": "calendar_year", "reason": "开错了年份"}


@pytest.fixture
def wrong(cast: Cast) -> Cohort:
    """Return a cohort nobody is in yet, opened for the wrong year and scheme."""
    return open_cohort(school=cast.school, year=2026, scheme="2021", by=cast.qian)


def corrected(cast: Cast, cohort: Cohort, **changes: str) -> HttpResponse:
    """Send the form as the page shows it, with what it should have been."""
    client = login(Client(), cast.qian)
    given = {"seen": seen_of(cohort), **SENT, **changes}
    answer: HttpResponse = client.post(
        f"/cohorts/{cohort.pk}/correct/", {f"cohort-{name}": each for name, each in given.items()}
    )
    return answer


def test_year_scheme_and_window_are_corrected_and_kept_as_a_version(
    cast: Cast, wrong: Cohort
) -> None:
    page = login(Client(), cast.qian).get(f"/cohorts/{wrong.pk}/").content.decode()
    shown = re.search(r'name="cohort-seen" value="([^"]+)"', page)
    assert shown is not None
    assert corrected(cast, wrong, seen=shown[1]).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.year, wrong.scheme, wrong.window) == (2025, "2024", "calendar_year")
    newest = settings_of(wrong)
    assert newest is not None
    assert (newest.number, newest.by) == (2, cast.qian)
    assert "原为 2026 届、2021 方案" in newest.reason
    settings = read(wrong, newest)
    assert (settings.scheme, settings.cohort, settings.version) == ("2024", "2025", 2)
    entry = Entry.objects.get(action="cohort.correct")
    assert (entry.before["year"], entry.after["year"], entry.reason) == (2026, 2025, "开错了年份")


def test_nothing_is_corrected_once_somebody_is_on_its_roster(cast: Cast, wrong: Cohort) -> None:
    graduate(wrong, cast.agronomy, "20260001", "何新苗")
    page = login(Client(), cast.qian).get(f"/cohorts/{wrong.pk}/").content.decode()
    answer = corrected(cast, wrong)
    for text in (page, answer.content.decode()):
        assert "名册上已有 1 人，届、方案和毕业时间范围不能再改" in text
        assert "请另开正确的一届" in text
    assert answer.status_code == 422
    assert Cohort.objects.get(pk=wrong.pk).year == 2026


@pytest.mark.parametrize(("state", "status"), [("dropped", 302), ("preview", 422)])
def test_an_import_that_may_still_write_holds_a_cohort(
    cast: Cast, wrong: Cohort, state: str, status: int
) -> None:
    Import.objects.create(
        school=cast.school, cohort=wrong, target="roster", state=state, by=cast.qian,
        filename="a.xlsx", at=clock.now(),
    )  # fmt: skip
    assert corrected(cast, wrong).status_code == status


def test_a_year_that_is_taken_and_a_missing_reason_are_refused(cast: Cast, wrong: Cohort) -> None:
    assert "2024 届已经开设" in corrected(cast, wrong, year="2024").content.decode()
    assert corrected(cast, wrong, reason="").status_code == 422
    assert corrected(cast, wrong, year="2026").status_code == 302


def test_a_correction_of_what_was_corrected_meanwhile_is_refused(cast: Cast, wrong: Cohort) -> None:
    stale = seen_of(wrong)
    assert corrected(cast, wrong).status_code == 302
    assert corrected(cast, wrong, seen=stale, year="2027").status_code == 409
