"""Two real transactions against each other, in the season's own guards."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from quxiang.engine.snapshots import verify
from quxiang.web.common import clock
from quxiang.web.season.models import Snapshot
from quxiang.web.season.services import taking
from web.at_once import at_once, refused
from web.cast import Cast

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
