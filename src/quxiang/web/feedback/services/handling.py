"""Record what was done about a college, and that its head has read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.standards.rows import Row
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.feedback.access import RECEIVES, TAKES, may_receive, may_take
from quxiang.web.feedback.models import FeedbackList, Handling, Receipt
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LONGEST = 4_000


@dataclass(frozen=True)
class Act:
    """What is done: by which grade, on which day and document, why and what is asked for."""

    grade: str
    on: date
    document_no: str
    text: str
    of: FeedbackList | None = None


def grades_of(cohort: Cohort) -> Mapping[str, Row]:
    """Return the grades of handling by code, as the school's table has them."""
    return standard_of(cohort.school_id, cohort.scheme).tables["handling_grade"].rows


@trail.atomic()
def record_handling(*, cohort: Cohort, college: Unit, act: Act, by: User) -> Handling:
    """Keep what was done about a college and tell its head, who acknowledges it."""
    require(may_take(by), TAKES)
    grade = grades_of(cohort).get(act.grade)
    if grade is None:
        raise InvalidError("没有这个处理等级。请从列出的等级里选一个。")
    if act.on > clock.today():
        raise InvalidError("日期在今天之后。请填处理实际发生的日期。")
    made = Handling.objects.create(
        school_id=cohort.school_id, cohort=cohort, college=college, grade=act.grade, on=act.on,
        document_no=act.document_no, text=act.text[:LONGEST], of=act.of, by=by, at=clock.now(),
    )  # fmt: skip
    after = {
        "grade": grade.name, "unit": college.pk, "on": str(act.on), "document_no": act.document_no,
    }  # fmt: skip
    trail.record("handling.record", made, by=by, after=after)
    for head in _heads(college):
        key = f"handling-{made.pk}-{head.pk}"
        send(head, "handling", key=key, grade=grade.name, college=college.name)
    return made


def _heads(college: Unit) -> list[User]:
    held = active_appointments(clock.now()).filter(
        unit=college, kind=PostKind.COLLEGE_EMPLOYMENT_HEAD
    )
    return list({each.user for each in held.select_related("user__school")})


@trail.atomic()
def acknowledge(*, handling: Handling, by: User) -> Receipt:
    """Keep that the college's head has read it; once. Raises :class:`StaleStateError`."""
    require(may_receive(by, handling), RECEIVES)
    try:
        with transaction.atomic():
            made = Receipt.objects.create(
                school_id=handling.school_id, handling=handling, by=by, at=clock.now()
            )
    except IntegrityError as error:
        raise StaleStateError("已经有人签收过了，时间和签收人见页面。") from error
    trail.record("handling.acknowledge", handling, by=by)
    return made
