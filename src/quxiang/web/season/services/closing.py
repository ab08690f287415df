"""Close a period for a college: 本期已核对, or 零报告 where there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.standards.periods import Period
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import posts_of
from quxiang.web.season.access import CLOSES, may_close
from quxiang.web.season.due import waiting
from quxiang.web.season.models import Closing, Extension
from quxiang.web.season.progress import Calendar, entered_in

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

KIND = Closing.Kind
LONGEST = 300


@trail.atomic()
def close(*, calendar: Calendar, college: Unit, label: str, note: str = "", by: User) -> Closing:
    """Close a period that has begun; which kind it is follows from what there is.

    Where something is still due a note says why. Raises :class:`StaleStateError` when somebody
    closed it first, :class:`InvalidError` for what cannot be closed.
    """
    require(may_close(by, college), CLOSES)
    period = _period(calendar, label)
    excused = _excused(calendar, college, period)
    due = waiting(calendar.cohort, college.pk)
    left = sum(each.graduate.pk not in excused for each in due)
    entered = entered_in(calendar, period, college.pk)
    if left and len(note.strip()) < 2:
        raise InvalidError(
            f"还有 {left} 人已落实、未登记完。请先登记；确需留到下期的，请在说明里写明原因再核对。"
        )
    kind = KIND.CHECKED if left or entered else KIND.ZERO
    made = Closing(
        school_id=calendar.cohort.school_id, cohort=calendar.cohort, college=college, label=label,
        kind=kind, entered=entered, left=left, note=note.strip()[:LONGEST], by=by, at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise StaleStateError("这一期刚才已经核对过了，请刷新后再看。") from error
    trail.record(
        "closing.close", made, by=by, reason=made.note,
        post_id=posts_of(by).acting(PostKind.RECORDER, unit_id=college.pk),
        after={"period": label, "unit": college.pk, "kind": kind, "left": left, "entered": entered},
    )  # fmt: skip
    return made


def _period(calendar: Calendar, label: str) -> Period:
    if calendar.cohort.archived_at is not None:
        raise InvalidError(f"{calendar.cohort}已归档，不再核对。")
    period = calendar.find(label)
    if period is None:
        raise InvalidError("没有这一期。请从列出的期里选。")
    if period.start > calendar.now:
        raise InvalidError(f"{period.deadline.title}还没有开始，开始后再核对。")
    return period


def _excused(calendar: Calendar, college: Unit, period: Period) -> set[int]:
    """Return who has longer, by an extension of their own."""
    own = Extension.objects.filter(
        cohort=calendar.cohort, college=college, label=period.label, ended_at__isnull=True,
        graduate__isnull=False, until__gt=clock.now(),
    )  # fmt: skip
    return set(own.values_list("graduate_id", flat=True))
