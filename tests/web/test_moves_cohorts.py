"""Cohorts, two real transactions against each other: one archives, one version follows another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.roster.services import changes, cohorts
from quxiang.web.roster.services.cohortcorrecting import correct_cohort, facts_of, seen_of
from quxiang.web.roster.services.cohortsettings import save_settings
from web.at_once import at_once, one_stale, refused
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def cohort_of(cast: Cast) -> Cohort:
    return Cohort.objects.get(pk=cast.cohort.pk)


def test_of_two_who_archive_a_cohort_or_open_it_again_one_is_told(cast: Cast) -> None:
    for act in (cohorts.archive, cohorts.unarchive):
        rows = [cohort_of(cast) for _ in range(2)]
        one_stale(
            at_once([lambda c=c, act=act: act(cohort=c, reason="季后", by=cast.qian) for c in rows])
        )
    assert cohort_of(cast).archived_at is None
    assert Entry.objects.filter(action="cohort.archive").count() == 1
    assert Entry.objects.filter(action="cohort.unarchive").count() == 1


def test_of_two_versions_of_settings_at_once_one_is_saved(cast: Cast) -> None:
    before = read(cast.cohort, settings_of(cast.cohort))

    def save(base: int) -> object:
        return save_settings(
            cohort=cast.cohort, settings=replace(before, swing_base=base), after=1, reason="会议",
            by=cast.qian,
        )  # fmt: skip

    first = one_stale(at_once([lambda: save(40), lambda: save(50)]))
    newest = settings_of(cast.cohort)
    assert newest is not None
    assert (newest.number, read(cast.cohort, newest).swing_base) == (2, (40, 50)[first])


def corrected(cohort: Cohort, by: User, **facts: object) -> None:
    given = {**facts_of(cohort), "seen": seen_of(cohort), "reason": "开错了", **facts}
    correct_cohort(cohort=cohort, by=by, **given)  # type: ignore[arg-type]


def test_of_two_corrections_of_a_cohort_one_is_kept(cast: Cast) -> None:
    made = cohorts.open_cohort(school=cast.school, year=2026, scheme="2021", by=cast.qian)
    years = (2027, 2028)
    said = at_once([lambda y=y: corrected(made, cast.qian, year=y) for y in years])
    made.refresh_from_db()
    assert made.year == years[one_stale(said)]
    assert made.settings_versions.count() == 2


def test_of_two_cohorts_corrected_to_one_year_one_is(cast: Cast) -> None:
    made = [
        cohorts.open_cohort(school=cast.school, year=year, scheme="2024", by=cast.qian)
        for year in (2026, 2027)
    ]
    said = at_once([lambda c=c: corrected(c, cast.qian, year=2028) for c in made])
    (told,) = refused(said)
    assert "2028 届已经开设" in str(told)
    assert Cohort.objects.filter(year=2028).count() == 1


def test_a_roster_is_written_before_its_cohort_is_archived_or_not_at_all(cast: Cast) -> None:
    cohort, graduate = cohort_of(cast), Graduate.objects.get(pk=cast.wang_graduate.pk)
    said = at_once(
        [
            lambda: cohorts.archive(cohort=cohort, reason="季后", by=cast.qian),
            lambda: changes.set_status(
                graduates=[graduate], status="延期", effective_on=clock.today(), note="",
                by=cast.qian,
            ),
        ]
    )  # fmt: skip
    assert cohort_of(cast).archived_at is not None
    assert all(isinstance(each, InvalidError) for each in refused(said))
    written = Graduate.objects.get(pk=graduate.pk).status == "延期"
    assert written == (not refused(said))
    changed, closed = (
        Entry.objects.filter(action=action).values_list("seq", flat=True).first()
        for action in ("graduate.status", "cohort.archive")
    )
    assert closed is not None
    assert (changed is not None) == written
    assert changed is None or changed < closed
