"""Move deadlines: an extension for one college or graduate, an outage that is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services.unlocking import lock, unlock
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.season.access import MOVES, may_move
from quxiang.web.season.models import Extension, Outage
from quxiang.web.season.progress import Calendar

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 300
OVER = "到期"
#: an extension ends within the season and the months after it
MOST = timedelta(days=120)
#: an outage longer than this is no outage
WEEK = timedelta(days=7)


@trail.atomic()
def extend(
    *, calendar: Calendar, college: Unit, label: str, until: datetime, reason: str,
    graduate: Graduate | None = None, field: str = "", by: User,
) -> Extension:  # fmt: skip
    """Give one college, or one graduate of it, longer for one period.

    With a ``field`` that one of what was returned to the graduate is opened besides, until then.
    ``until`` is aware. Refuses an end that is before the deadline, or far after it (422).
    """
    require(may_move(by), MOVES)
    period = calendar.find(label)
    if period is None:
        raise InvalidError("没有这一期。请从列出的期里选。")
    end = clock.local(until)
    if end <= period.lenient:
        raise InvalidError(f"延至的时刻不晚于原截止时刻（{period.words}）。请填更晚的时刻。")
    if end > period.lenient + MOST:
        raise InvalidError(f"最多延 {MOST.days} 天。请填更早的时刻。")
    if graduate is not None and (graduate.cohort_id, graduate.college_id) != (
        calendar.cohort.pk, college.pk,
    ):  # fmt: skip
        raise InvalidError("这名毕业生不在这个学院的这一届。请核对学号和学院。")
    if field:
        unlock(registration=_returned(graduate), field=field, reason=_said(reason), by=by)
    made = Extension.objects.create(
        school_id=calendar.cohort.school_id, cohort=calendar.cohort, college=college, label=label,
        graduate=graduate, field=field, until=until, reason=_said(reason), by=by, at=clock.now(),
    )  # fmt: skip
    after = {"period": label, "unit": college.pk, "until": end.isoformat(), "field": field}
    subjects = [graduate.pk] if graduate is not None else []
    trail.record("extension.grant", made, by=by, reason=made.reason, after=after, subjects=subjects)
    return made


@dataclass(frozen=True)
class Stop:
    """What could not be used, from when to when (aware)."""

    what: str
    began_at: datetime
    over_at: datetime


@trail.atomic()
def log_outage(*, cohort: Cohort, stop: Stop, reason: str, by: User) -> Outage:
    """Log that a system could not be used; deadlines within a day of it move."""
    require(may_move(by), MOVES)
    if not stop.what.strip():
        raise InvalidError("请写明停用的是哪个系统。")
    if stop.over_at <= stop.began_at:
        raise InvalidError("恢复的时刻不晚于停用的时刻。请核对两个时刻。")
    if stop.over_at - stop.began_at > WEEK:
        raise InvalidError(f"一次停用最长记 {WEEK.days} 天。请核对两个时刻。")
    if stop.over_at > clock.now():
        raise InvalidError("恢复的时刻还没有到。系统恢复后再登记。")
    made = Outage.objects.create(
        school_id=cohort.school_id, cohort=cohort, what=stop.what.strip()[:80],
        began_at=stop.began_at, over_at=stop.over_at, reason=_said(reason), by=by, at=clock.now(),
    )  # fmt: skip
    span = [clock.local(each).isoformat() for each in (stop.began_at, stop.over_at)]
    after = {"what": made.what, "began_at": span[0], "over_at": span[1]}
    trail.record("outage.log", made, by=by, reason=made.reason, after=after)
    return made


@trail.atomic()
def end(*, row: Extension | Outage, reason: str, by: User) -> None:
    """Take an extension or an outage back; it stays to be seen. Once: else 409."""
    require(may_move(by), MOVES)
    now, said = clock.now(), _said(reason)
    still = type(row).objects.filter(pk=row.pk, ended_at__isnull=True)
    if not still.update(ended_at=now, ended_by=by, end_reason=said):
        raise StaleStateError("刚才已经有人撤销了，请刷新后再看。")
    row.ended_at, row.ended_by, row.end_reason = now, by, said
    trail.record(f"{row._meta.model_name}.end", row, by=by, reason=said)
    if isinstance(row, Extension):
        _close(row, said, by)


@trail.atomic()
def expire(row: Extension) -> None:
    """End what is over: the field it opened is closed again. Whoever ended it was first."""
    still = Extension.objects.filter(pk=row.pk, ended_at__isnull=True)
    if still.update(ended_at=clock.now(), end_reason=OVER):
        trail.record("extension.expire", row, by=None, reason=OVER)
        _close(row, OVER, None)


def _close(row: Extension, reason: str, by: User | None) -> None:
    """Close the field an extension opened, unless another one keeps it open."""
    others = Extension.objects.filter(graduate=row.graduate, field=row.field, ended_at=None)
    if row.field and row.graduate is not None and not others.exists():
        lock(registration=_returned(row.graduate), field=row.field, reason=reason, by=by)


def _returned(graduate: Graduate | None) -> Registration:
    if graduate is None:
        raise InvalidError("单独开放一项要写明是哪名毕业生。请填学号。")
    found = Registration.objects.filter(graduate=graduate).first()
    if found is None:
        raise InvalidError("这名毕业生还没有登记，没有可以开放的填报项。")
    return found


def _said(reason: str) -> str:
    if len(reason.strip()) < 2:
        raise InvalidError("请写明原因，学院会看到。")
    return reason.strip()[:LONGEST]
