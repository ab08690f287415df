"""Read a cohort as it is now, for figures; what was read before goes an hour later."""

from __future__ import annotations

import secrets
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from quxiang.engine import snapshots
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.services import enqueue
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Present
from quxiang.web.season.present import Now, mark_of, now_of
from quxiang.web.season.reading import one_moment
from quxiang.web.season.services.taking import about, frame_of
from quxiang.web.season.sources import arrow_of, rows_of

PRESENT = "season.present"
FOLDER = "present"
#: somebody may have its figures open, and ask what is behind one
KEPT = timedelta(hours=1)
#: how long a page waits for the worker before it reads the cohort itself
PATIENCE = timedelta(seconds=10)
PEOPLE = "graduates"


def present(cohort: Cohort) -> Now:
    """Return the state of a cohort for "now", and have it read anew where it no longer holds.

    There is none while the worker reads it for the first time, or again after a minute. Where the
    worker has not begun for :data:`PATIENCE` it is read here.
    """
    there = now_of(cohort)
    if there.holds:
        return there
    job = enqueue(PRESENT, key=f"present-{cohort.pk}", school_id=cohort.school_id, cohort=cohort.pk)
    late = job.state == Job.State.QUEUED and clock.real_now() - job.created_at > PATIENCE
    if there.row is None and late:
        made = make_present(cohort)
        return Now(made, made.known_at, holds=True)
    return there


def make_present(cohort: Cohort) -> Present:
    """Return the state of a cohort as it is now; nothing is read where what there is holds.

    Raises :class:`InvalidError` for a cohort of nobody.
    """
    there = now_of(cohort)
    if there.holds and there.row is not None:
        return there.row
    known_at = clock.now()
    with one_moment():
        mark = mark_of(cohort)
        frame = frame_of(cohort, known_at)
        rows = rows_of(PEOPLE, frame)
        people = arrow_of(PEOPLE, rows)
        said = about(frame)
    if not people.num_rows:
        raise InvalidError("名册上还没有毕业生，没有指标。")
    target = _folder(cohort) / f"{clock.local(known_at):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    frozen = snapshots.create(
        {PEOPLE: people}, {PEOPLE: tuple(rows.columns)}, folder=target, about=said
    )
    made = Present.objects.create(
        school_id=cohort.school_id, cohort=cohort, known_at=known_at, mark=mark,
        folder=str(target.relative_to(settings.HOME)), sha256=frozen.sha256,
        people=people.num_rows,
    )  # fmt: skip
    _let_go(made)
    return made


def _folder(cohort: Cohort) -> Path:
    folder = Path(settings.HOME) / FOLDER / cohort.school.code / str(cohort.year)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _let_go(newest: Present) -> None:
    """Delete what nobody can have open any more."""
    rows = Present.objects.filter(cohort=newest.cohort, known_at__lt=newest.known_at - KEPT)
    for each in rows:
        shutil.rmtree(each.path, ignore_errors=True)
        each.delete()
