"""Judge what was submitted in the background, so that signatories see what the rules say.

Filing does not judge: the rules cost more than all else it does, and many are judged by one
statement for little more than one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet

from quxiang.web.common import clock
from quxiang.web.destinations.judging import judge_many, outdated
from quxiang.web.destinations.models import Judgement, Registration, Version
from quxiang.web.destinations.services.filing import follows_many_of, follows_submission
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.destinations.warnings import hints_of
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.jobs.services import enqueue

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TASK = "destinations.judge"
#: versions a statement judges; progress shows after each
BATCH = 200
#: seconds between two such jobs of a school, in which submissions collect
REST = 2.0
_judged_at: dict[int, float] = {}
_NEEDED = (
    "registration__graduate__cohort", "registration__graduate__person__user",
    "registration__graduate__college",
)  # fmt: skip


@follows_submission
def ask_to_judge(registration: Registration, version: Version, by: User | None) -> None:
    """Ask for a job; while one waits for the school, it judges this version too."""
    ask(registration.school_id)


@follows_many_of(ask_to_judge)
def ask_to_judge_all(pairs: Sequence[tuple[Registration, Version]], by: User) -> None:
    for school_id in {registration.school_id for registration, _ in pairs}:
        ask(school_id)


def ask(school_id: int) -> None:
    enqueue(TASK, key=f"school-{school_id}", school_id=school_id, school=school_id)


def unjudged() -> QuerySet[Version]:
    """Return what is in review and was not judged, or was before its evidence changed."""
    in_review = Registration.objects.filter(state=RegistrationState.IN_REVIEW)
    return Version.objects.filter(
        Q(judgement__isnull=True) | outdated(), pk__in=in_review.values("current_id")
    )


@periodic("destinations.judge", every(minutes=1))
def sweep(_now: datetime) -> None:
    """Ask again for what a job did not see: it began before the submission was there."""
    for school_id in unjudged().order_by().values_list("school_id", flat=True).distinct():
        ask(school_id)


@task(TASK, "检查新提交的去向")
def judge_submitted(progress: Progress, school: int) -> dict[str, Any]:
    """Judge everything of a school that waits for it, batch by batch.

    What comes in quick succession is collected: a statement costs much the same for one version
    as for a hundred.
    """
    _rest(school)
    waiting = list(unjudged().filter(school_id=school).order_by("pk").values_list("pk", flat=True))
    progress.start(len(waiting))
    for at in range(0, len(waiting), BATCH):
        keep_judgements(waiting[at : at + BATCH])
        progress.at(min(at + BATCH, len(waiting)))
    _judged_at[school] = time.monotonic()
    return {"message": f"检查了 {len(waiting)} 份。"}


def _rest(school: int) -> None:
    """Wait until some time has passed since this process judged for the school."""
    since = time.monotonic() - _judged_at.get(school, -REST)
    if since < REST:
        threading.Event().wait(REST - since)


def keep_judgements(keys: Sequence[int]) -> None:
    """Judge these versions and keep what was found; any finding of the rules flags one."""
    at = clock.now()  # before anything is read: what comes later makes the judgement old
    versions = Version.objects.select_related(*_NEEDED).filter(pk__in=keys)
    by_cohort = attrgetter("registration.cohort_id")
    made = [
        judgement
        for _, group in groupby(sorted(versions, key=by_cohort), key=by_cohort)
        for judgement in _judged(list(group), at)
    ]
    with transaction.atomic():
        Judgement.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["version"],
            update_fields=["findings", "flagged", "at"],
        )  # fmt: skip


def _judged(versions: Sequence[Version], at: datetime) -> Iterator[Judgement]:
    filed = [(version.registration.graduate, version, version) for version in versions]
    for version, findings in zip(versions, judge_many(filed), strict=True):
        yield Judgement(
            school_id=version.school_id, version=version, flagged=bool(findings), at=at,
            findings=[asdict(each) for each in hints_of(findings)],
        )  # fmt: skip
