"""Cases that begin outside of a run: opened, passed to another desk, taken back.

A run neither sees nor closes them; otherwise they live as every case does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from quxiang.web.alerts.models import Case, CaseEvent, CasePerson
from quxiang.web.alerts.states import CASES, CaseState, Desk, Outcome, Severity, Verdict
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import among, insert_columns, next_keys
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.states import move_all
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

Kind = CaseEvent.Kind
_NEW = (
    "school_id", "cohort_id", "college_id", "desk", "origin", "rule", "severity", "verdict",
    "subject", "key", "message", "people_count", "graduate_id", "state", "found_at", "seen_at",
    "due_on", "pk",
)  # fmt: skip
ENDED = "这件已经答复或关闭，不能改由别人答复。要改的，请先由核实人退回。"


@dataclass(frozen=True)
class Outside:
    """What somebody outside says: of whom, to be answered by which desk until when."""

    message: str
    desk: str
    due_on: date
    college: int | None = None
    graduate: int | None = None


def open_cases(
    told: Sequence[Outside], *, cohort: Cohort, origin: str, rule: str, at: datetime
) -> list[int]:
    """Open a case for each, within the caller's transaction; return their keys in order.

    ``rule`` is the word they are listed under, as no rule found them.
    """
    keys = list(next_keys(Case, len(told)))
    rows: list[tuple[Any, ...]] = [
        (
            cohort.school_id, cohort.pk, each.college, each.desk, origin, rule,
            Severity.ERROR.value, Verdict.FAULT.value, "graduate", {}, each.message,
            int(each.graduate is not None), each.graduate, CaseState.OPEN.value, at, at,
            each.due_on, key,
        )
        for each, key in zip(told, keys, strict=True)
    ]  # fmt: skip
    insert_columns(Case, _NEW, rows)
    people = [(k, e.graduate) for k, e in zip(keys, told, strict=True) if e.graduate is not None]
    insert_columns(CasePerson, ("case_id", "graduate_id"), people)
    _tell(cohort.school_id, keys, Kind.OPENED, text="", by=None, at=at)
    return keys


def redirect_case(
    *, case: Case, desk: str, college: int | None, graduate: int | None, text: str, by: User
) -> None:
    """Let another desk answer, and say whom it is about; within the caller's transaction.

    Refuses what was answered: an answer stays with who gave it.
    """
    held = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if held.state != CaseState.OPEN:
        raise InvalidError(ENDED)
    before = {"unit": held.college_id, "desk": held.desk, "graduate": held.graduate_id}
    held.desk, held.college_id, held.graduate_id = desk, college, graduate
    held.people_count = int(graduate is not None)
    held.save(update_fields=["desk", "college", "graduate", "people_count"])
    CasePerson.objects.filter(case=held).delete()
    if graduate is not None:
        CasePerson.objects.create(case=held, graduate_id=graduate)
    _tell(held.school_id, [held.pk], Kind.CHANGED, text=text, by=by, at=clock.now())
    after = {"unit": college, "desk": desk, "graduate": graduate}
    subjects = [graduate] if graduate is not None else []
    trail.record("case.redirect", held, by=by, before=before, after=after, subjects=subjects)


def postpone_cases(keys: Sequence[int], due_on: date) -> None:
    """Give the cases that wait for an answer another date; within the caller's transaction."""
    rows = Case.objects.filter(among(Case, "id", keys), state=CaseState.OPEN)
    rows.exclude(due_on=due_on).update(due_on=due_on, escalated=0)


def take_back_cases(keys: Sequence[int], *, text: str, by: User | None) -> set[int]:
    """Withdraw those of the cases nobody has answered; return which, within a transaction."""
    rows = Case.objects.select_for_update(no_key=True).filter(among(Case, "id", keys))
    held = [each for each in rows.order_by("pk") if _untouched(each)]
    now = clock.now()
    move_all(
        held, CASES["withdraw"], by=by, reason=text[:200], outcome=Outcome.WITHDRAWN, closed_at=now
    )
    done = [each.pk for each in held]
    if held:
        _tell(held[0].school_id, done, Kind.WITHDRAWN, text=text, by=by, at=now)
    return set(done)


def _untouched(case: Case) -> bool:
    """Say whether nobody answered yet; what was sent back was answered once."""
    if case.state != CaseState.OPEN:
        return False
    return not case.events.filter(kind__in=(Kind.ANSWERED, Kind.COMMENT)).exists()


def _tell(
    school_id: int, keys: Sequence[int], kind: CaseEvent.Kind, *, text: str, by: User | None,
    at: datetime,
) -> None:  # fmt: skip
    by_id = by.pk if by is not None else None
    rows = [(school_id, key, kind.value, text[:500], by_id, at) for key in keys]
    insert_columns(CaseEvent, ("school_id", "case_id", "kind", "text", "by_id", "at"), rows)


#: what the desks of cases from outside are called where one is chosen
DESKS = {each.value: each.label for each in (Desk.COLLEGE, Desk.ACADEMIC, Desk.GRADUATE_SCHOOL)}
