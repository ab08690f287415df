"""Move deadlines: an extension for one college or graduate, an outage that is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.season.access import MOVES, may_move
from quxiang.web.season.models import Extension, Outage
from quxiang.web.season.progress import Calendar

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 300
#: an extension ends within the season and the months after it
MOST = timedelta(days=120)
#: an outage longer than this is no outage
WEEK = timedelta(days=7)


@trail.atomic()
def extend(
    *, calendar: Calendar, college: Unit, label: str, until: datetime, reason: str,
    graduate: Graduate | None = None, by: User,
) -> Extension:  # fmt: skip
    """Give one college, or one graduate of it, longer for one period.

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
    made = Extension.objects.create(
        school_id=calendar.cohort.school_id, cohort=calendar.cohort, college=college, label=label,
        graduate=graduate, until=until, reason=_said(reason), by=by, at=clock.now(),
    )  # fmt: skip
    after = {"period": label, "unit": college.pk, "until": end.isoformat()}
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


def _said(reason: str) -> str:
    if len(reason.strip()) < 2:
        raise InvalidError("请写明原因，学院会看到。")
    return reason.strip()[:LONGEST]
