"""Say by hand whom a row is about, or who answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.web.alerts.services.opening import DESKS, redirect_case
from quxiang.web.alerts.states import Desk
from quxiang.web.audit import trail
from quxiang.web.common import sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.feedback.access import TAKES, may_take
from quxiang.web.feedback.models import FeedbackRow, Match
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class Choice:
    """Whom a row is about by student number, else which college answers; and which desk.

    ``seen`` is what the page showed: :func:`as_seen`.
    """

    student_no: str = ""
    college: str = ""
    desk: str = Desk.COLLEGE
    seen: str = ""


def as_seen(row: FeedbackRow) -> str:
    """Return what a page carries back, so that an assignment on what is past is told."""
    return f"{row.match}-{row.graduate_id or ''}-{row.college_id or ''}"


@trail.atomic()
def assign(*, row: FeedbackRow, choice: Choice, by: User) -> None:
    """Assign a row to a graduate, or to a college where nobody of the roster is meant.

    Raises :class:`StaleStateError` where somebody assigned it first.
    """
    require(may_take(by), TAKES)
    held = FeedbackRow.objects.select_for_update(no_key=True).get(pk=row.pk)
    if as_seen(held) != choice.seen:
        raise StaleStateError
    graduate = _graduate(held, choice.student_no)
    college = graduate.college if graduate is not None else _college(held, choice.college)
    if choice.desk not in DESKS:
        raise InvalidError("没有选由谁答复。请选学院、教务处或研究生院。")
    about = graduate.pk if graduate is not None else None
    said = f"指定为{graduate.name}（{college}）" if graduate is not None else f"指定由{college}办理"
    redirect_case(
        case=held.case, desk=choice.desk, college=college.pk, graduate=about, by=by, text=said
    )
    before = {"match": held.match, "graduate": held.graduate_id}
    held.graduate, held.college = graduate, college
    held.match, held.how = Match.HAND, f"{by.name}指定"
    held.save(update_fields=["graduate", "college", "match", "how"])
    subjects = [about] if about is not None else []
    after = {"match": Match.HAND.value, "graduate": about, "unit": college.pk}
    trail.record("feedbackrow.assign", held, by=by, before=before, after=after, subjects=subjects)


def _graduate(row: FeedbackRow, number: str) -> Graduate | None:
    plain = sealed.folded(number)
    if not plain:
        return None
    people = Graduate.objects.filter(cohort_id=row.of.cohort_id, removed=False)
    found = people.select_related("college").filter(student_no=plain).first()
    if found is None:
        raise InvalidError(f"这一届名册里没有学号 {plain[:30]}。请核对；不涉及某个人的请只选学院。")
    return found


def _college(row: FeedbackRow, key: str) -> Unit:
    colleges = Unit.objects.filter(school_id=row.school_id, kind=Unit.Kind.COLLEGE)
    known = key.isdecimal() and len(key) < 10
    found = colleges.filter(pk=int(key)).first() if known else None
    if found is None:
        raise InvalidError("没有填学号，也没有选学院。请填一项。")
    return found
