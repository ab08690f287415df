"""Two real transactions against each other, in the season's own guards."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from quxiang.engine.snapshots import verify
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.season import figuring
from quxiang.web.season.dashboards import counting
from quxiang.web.season.models import Closing, DashboardSet, Extension, FigureSet, Snapshot
from quxiang.web.season.progress import calendar_of
from quxiang.web.season.services import taking
from quxiang.web.season.services.closing import close
from quxiang.web.season.services.extending import end, expire, extend
from web.at_once import at_once, refused
from web.cast import Cast, make_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.mark.parametrize("apart", [0, 5], ids=["one folder", "two folders"])
def test_of_two_who_freeze_a_cohort_at_once_each_has_a_snapshot_or_is_told(
    cast: Cast, apart: int
) -> None:
    """Both have read who came before; the second is told, or follows the first."""
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    clock.move_to(clock.now() + timedelta(hours=1))
    moments = [clock.now() - timedelta(seconds=each) for each in (10, 10 + apart)]
    outcomes = at_once(
        [
            lambda moment=moment: taking.snapshot(
                cohort=cast.cohort, by=cast.qian, why="同时", known_at=moment
            )
            for moment in moments
        ]
    )
    rows = list(Snapshot.objects.order_by("number"))
    assert len(rows) == 2 - len(refused(outcomes))
    assert len(rows) >= 1
    assert [verify(row.path).differences for row in rows] == [[]] * len(rows)
    assert taking.snapshot(cohort=cast.cohort, by=cast.qian, why="之后").number > rows[-1].number


@pytest.fixture
def long_ago(transactional_db: None) -> Cast:
    """Return everybody, in office since the season began, in a week of June."""
    clock.move_to(clock.aware(datetime(2024, 1, 10)))
    made = make_cast()
    clock.move_to(clock.aware(datetime(2024, 6, 11, 10)))
    return made


def test_of_two_who_close_a_period_at_once_one_is_told(long_ago: Cast) -> None:
    cast = long_ago
    calendar = calendar_of(cast.cohort)
    told: dict[str, Any] = {
        "calendar": calendar,
        "college": cast.agronomy,
        "label": "2024-W24",
        "by": cast.zhao,
    }
    outcomes = at_once([lambda: close(**told)] * 2)
    assert len(refused(outcomes)) == 1
    assert Closing.objects.count() == 1


def test_of_two_who_take_an_extension_back_at_once_one_is_told(long_ago: Cast) -> None:
    cast = long_ago
    made = extend(
        calendar=calendar_of(cast.cohort), college=cast.agronomy, label="2024-W24",
        until=clock.aware(datetime(2024, 6, 20)), reason="住院", by=cast.qian,
    )  # fmt: skip
    work = lambda: end(row=Extension.objects.get(pk=made.pk), reason="误延", by=cast.qian)  # noqa: E731
    assert len(refused(at_once([work] * 2))) == 1
    assert Extension.objects.get().end_reason == "误延"


def test_an_extension_taken_back_as_it_expires_ends_once(long_ago: Cast) -> None:
    """Whoever takes it back is told where it was over first, and the trail has one end."""
    cast = long_ago
    made = extend(
        calendar=calendar_of(cast.cohort), college=cast.agronomy, label="2024-W24",
        until=clock.aware(datetime(2024, 6, 20)), reason="住院", by=cast.qian,
    )  # fmt: skip
    row = lambda: Extension.objects.get(pk=made.pk)  # noqa: E731
    outcomes = at_once([lambda: end(row=row(), reason="误延", by=cast.qian), lambda: expire(row())])
    reason = Extension.objects.get().end_reason
    assert (reason, len(refused(outcomes))) in (("误延", 0), ("到期", 1))
    ended = Entry.objects.filter(action__in=("extension.end", "extension.expire"))
    assert [each.reason for each in ended] == [reason]


def test_of_two_who_ask_for_figures_at_once_both_get_them_and_one_set_is_kept(
    long_ago: Cast,
) -> None:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    row = taking.snapshot(cohort=long_ago.cohort, by=long_ago.qian, why="期末")
    figuring.opened(row)
    outcomes = at_once([lambda: figuring.counted(row, "college").whole["placement_rate"]] * 2)
    assert refused(outcomes) == []
    assert outcomes[0] == outcomes[1]
    assert FigureSet.objects.count() == 1


def test_of_two_who_ask_for_a_dashboard_at_once_both_get_it_and_one_set_is_kept(
    long_ago: Cast,
) -> None:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)
    row = taking.snapshot(cohort=long_ago.cohort, by=long_ago.qian, why="期末")
    figuring.counted(row, "college")
    outcomes = at_once([lambda: counting.kept_set(row).people] * 2)  # type: ignore[union-attr]
    assert refused(outcomes) == []
    assert outcomes[0] == outcomes[1]
    assert DashboardSet.objects.filter(scope="").count() == 1
