"""Set how long a kind is kept, place and lift holds, and delete what is over, once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.jobs import services as jobs
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.orgs.models import School
from quxiang.web.privacy.access import SETS_RETENTION, may_set_retention
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import KINDS, Kind
from quxiang.web.privacy.models import LegalHold, Period
from quxiang.web.privacy.selectors import days_kept

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort, Person

BATCH = 1000


@trail.atomic()
def set_period(*, kind: Kind, days: int | None, basis: str, by: User) -> Period:
    """Keep a kind for so many days from now on, or until further notice; the basis stays noted."""
    require(may_set_retention(by), SETS_RETENTION)
    if days is not None and days < kind.least:
        raise InvalidError(f"“{kind.title}”至少保存 {kind.least} 天，请填更长的期限。")
    before = days_kept(by.school_id, kind)
    made = Period.objects.create(
        school_id=by.school_id, kind=kind.name, days=days, basis=basis, by=by, at=clock.now()
    )
    trail.record(
        "retention.period", made, by=by, reason=basis, before={"days": before},
        after={"what": kind.title, "days": days},
    )  # fmt: skip
    return made


@trail.atomic()
def place_hold(
    *, reason: str, by: User, person: Person | None = None, cohort: Cohort | None = None
) -> LegalHold:
    """Stop every deletion about one person or one cohort. Refuses what is held already."""
    require(may_set_retention(by), SETS_RETENTION)
    try:
        with transaction.atomic():
            made = LegalHold.objects.create(
                school_id=by.school_id, person=person, cohort=cohort, reason=reason, by=by,
                at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidError("已经在依法留存，不必重复设置。") from error
    subjects = list(person.graduates.values_list("pk", flat=True)) if person else []
    after = {"what": str(cohort) if cohort else "一名毕业生"}
    trail.record("hold.place", made, by=by, reason=reason, subjects=subjects, after=after)
    return made


@trail.atomic()
def lift_hold(*, hold: LegalHold, reason: str, by: User) -> None:
    """Let the periods count again."""
    require(may_set_retention(by), SETS_RETENTION)
    lifted = LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
        lifted_at=clock.now(), lifted_by=by, lift_reason=reason
    )
    if not lifted:
        raise StaleStateError
    subjects = list(hold.person.graduates.values_list("pk", flat=True)) if hold.person else []
    trail.record("hold.lift", hold, by=by, reason=reason, subjects=subjects)


@periodic("privacy.retention", every(days=1))
def ask_daily(now: datetime) -> None:
    for school in School.objects.all():
        jobs.enqueue("privacy.retention", key=str(school.pk), school_id=school.pk, school=school.pk)


@task("privacy.retention", "删除超过保存期限的数据")
def delete_over(progress: Progress, *, school: int) -> dict[str, Any]:
    """Delete what is over, batch by batch; each batch looks at the holds anew."""
    counts: dict[str, int] = {}
    for kind in KINDS.values():
        while count := _delete_batch(kind, School.objects.get(pk=school)):
            counts[kind.name] = counts.get(kind.name, 0) + count
            progress.at(sum(counts.values()))
    return {"counts": counts, "message": f"删除了 {sum(counts.values())} 条超过保存期限的记录。"}


def _delete_batch(kind: Kind, school: School) -> int:
    days = days_kept(school.pk, kind)
    if days is None:
        return 0
    with trail.atomic():
        over = kind.rows(school.pk, clock.now() - timedelta(days=days), Held(school.pk))
        keys = list(over.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if keys:
            count = kind.delete(keys)
            after = {"what": kind.title, "count": count, "days": days}
            trail.record("retention.delete", school, by=None, school_id=school.pk, after=after)
    return len(keys)
