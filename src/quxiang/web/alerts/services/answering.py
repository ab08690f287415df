"""Answer cases, one or five hundred at once; send an answer back; verify it and close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from quxiang.web.alerts.access import (
    ANSWERS,
    COMMENTS,
    VERIFIES,
    answerable_by,
    may_answer,
    may_answer_any,
    may_comment,
    may_verify,
)
from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.models import Case, CaseEvent, Origin
from quxiang.web.alerts.services import filing
from quxiang.web.alerts.services.filing import Paper
from quxiang.web.alerts.states import CASES, OUTCOMES, Answer, CaseState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import among, insert_columns, next_keys, update_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move, move_all
from quxiang.web.destinations.models import Registration

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

Kind = CaseEvent.Kind
LONGEST, MOST = 500, 1_000
OWN = "您自己答复的，须由另一人核实；请请同事或学校就业工作负责人核实。"
STILL_THERE = "最近一次运行仍发现这个问题，还不能按“已更正”关闭。请等下一次运行，或退回重做。"


@dataclass(frozen=True)
class Said:
    """What somebody says of a case; ``seen`` is the newest event their page showed.

    ``paper`` is the file that came with it, which lies in the store already.
    """

    answer: str = ""
    text: str = ""
    seen: int = 0
    paper: Paper | None = None


@dataclass(frozen=True)
class Done:
    """How many cases an act was done with, and how many somebody else had dealt with."""

    changed: int
    left: int


def newest_event(case: Case) -> int:
    """Return what a page carries back, so that an act on what is past is told."""
    found = case.events.order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


@trail.atomic()
def answer(*, case: Case, said: Said, by: User) -> None:
    """Answer a case as it was seen. Raises :class:`StaleStateError` when it moved on."""
    require(may_answer(by, case), ANSWERS)
    _refuse_thin(said)
    held = hold(case, said.seen)
    now = clock.now()
    changes = {"answer": said.answer, "answered_by": by, "answered_at": now}
    move(held, CASES["answer"], by=by, reason=said.text[:200], **changes)
    tell([held], Kind.ANSWERED, said, by, now)


@trail.atomic()
def answer_many(*, ids: Iterable[int], said: Said, by: User) -> Done:
    """Give many open cases the same answer; those somebody dealt with are left and counted."""
    require(may_answer_any(by), ANSWERS)
    _refuse_thin(said)
    asked = limited(ids)
    held = hold_open(answerable_by(by), asked)
    now = clock.now()
    changes = {"answer": said.answer, "answered_by": by, "answered_at": now}
    move_all(held, CASES["answer"], by=by, reason=said.text[:200], **changes)
    tell(held, Kind.ANSWERED, said, by, now)
    return Done(len(held), len(asked) - len(held))


@trail.atomic()
def send_back(*, case: Case, said: Said, by: User) -> None:
    """Send an answer back to who gave it, with what is missing; a new date begins."""
    require(may_verify(by), VERIFIES)
    if len(said.text.strip()) < 2:
        raise InvalidError("请写明退回的原因，答复的人会看到。")
    held = hold(case, said.seen)
    now = clock.now()
    due = due_dates(held.school_id, held.cohort_id, clock.local(now).date())[held.severity]
    move(
        held, CASES["send_back"], by=by, reason=said.text[:200], answer="", answered_by=None,
        answered_at=None, due_on=due, escalated=0,
    )  # fmt: skip
    tell([held], Kind.SENT_BACK, replace(said, answer=""), by, now)


@trail.atomic()
def close(*, case: Case, said: Said, by: User) -> None:
    """Verify an answer and close the case by it.

    Refuses whoever answered, and what a run since then still finds but is said to be fixed.
    """
    require(may_verify(by), VERIFIES)
    held = hold(case, said.seen)
    if held.state != CaseState.ANSWERED:
        raise StaleStateError
    if held.answered_by_id == by.pk:
        raise InvalidError(OWN)
    if _still_found(held):
        raise InvalidError(STILL_THERE)
    close_held([held], replace(said, answer=held.answer), by)


@trail.atomic()
def close_many(*, ids: Iterable[int], text: str, by: User) -> Done:
    """Verify many answers; the own ones, and what is still found, are left and counted."""
    require(may_verify(by), VERIFIES)
    from quxiang.web.alerts.access import cases_visible_to  # noqa: PLC0415

    asked = limited(ids)
    held = [
        each
        for each in _held_of(cases_visible_to(by), asked, CaseState.ANSWERED)
        if each.answered_by_id != by.pk and not _still_found(each)
    ]
    for kind in Answer.values:
        close_held([each for each in held if each.answer == kind], Said(kind, text), by)
    return Done(len(held), len(asked) - len(held))


def _still_found(case: Case) -> bool:
    """Say whether a run still finds what is said to be fixed; of what came from outside none can.

    Such a case is closed on the word of whoever verifies it.
    """
    found = case.origin == Origin.RUN and case.gone_at is None
    return found and case.answer == Answer.FIXED


def close_held(cases: Sequence[Case], said: Said, by: User) -> None:
    if not cases:
        return
    now = clock.now()
    update_columns(Case, ("days",), [(_days(each, now), each.pk) for each in cases])
    move_all(
        cases, CASES["close"], by=by, reason=said.text[:200], closed_at=now, closed_by=by,
        outcome=OUTCOMES[Answer(said.answer)],
    )  # fmt: skip
    tell(cases, Kind.CLOSED, said, by, now)


def _days(case: Case, now: datetime) -> int:
    return max(0, (clock.local(now).date() - clock.local(case.found_at).date()).days)


@trail.atomic()
def comment(*, case: Case, said: Said, by: User) -> None:
    """Write into the thread of a case, or put a file to it, whatever state it is in."""
    require(may_comment(by), COMMENTS)
    if not said.text.strip() and said.paper is None:
        raise InvalidError("请写点什么，或附一份材料，再发出。")
    now = clock.now()
    event = CaseEvent.objects.create(
        school_id=case.school_id, case=case, kind=Kind.COMMENT, text=said.text.strip()[:LONGEST],
        by=by, at=now,
    )  # fmt: skip
    if said.paper is not None:
        filing.put(said.paper, [case], [event.pk], by=by, at=now)
    trail.record("case.comment", case, by=by, subjects=_subject(case), after={"event": event.pk})


def _subject(case: Case) -> list[int]:
    return [case.graduate_id] if case.graduate_id is not None else []


def _refuse_thin(said: Said) -> None:
    if said.answer not in Answer.values:
        raise InvalidError("请选择怎样答复。")
    if said.answer != Answer.FIXED and len(said.text.strip()) < 4:
        raise InvalidError("请写明情况或理由，核实的人要凭它判断。")


def limited(ids: Iterable[int]) -> list[int]:
    asked = list(dict.fromkeys(ids))
    if not asked or len(asked) > MOST:
        raise InvalidError(f"请先在列表里选中要处理的预警，一次最多 {MOST} 件。")
    return asked


def hold(case: Case, seen: int) -> Case:
    """Lock a case; raises :class:`StaleStateError` when more happened than the page showed."""
    held = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    acts = held.events.exclude(kind=Kind.COMMENT)
    newest = acts.aggregate(newest=Max("pk"))["newest"] or 0
    if newest > seen:
        raise StaleStateError
    return held


def hold_open(cases: QuerySet[Case], ids: Sequence[int]) -> list[Case]:
    """Lock those of the named cases that wait for an answer."""
    return _held_of(cases, ids, CaseState.OPEN)


def _held_of(cases: QuerySet[Case], ids: Sequence[int], state: str) -> list[Case]:
    """Lock those of the named cases that are in a state, in the order of their keys."""
    named = cases.filter(among(Case, "id", ids)).values("pk")
    rows = Case.objects.select_for_update(no_key=True).filter(pk__in=named, state=state)
    return list(rows.order_by("pk"))


def tell(cases: Sequence[Case], kind: CaseEvent.Kind, said: Said, by: User, at: datetime) -> None:
    """Write one event a case, with the file that came; of what is fixed with its version."""
    versions = _versions(cases) if said.answer == Answer.FIXED else {}
    text = said.text.strip()[:LONGEST]
    keys = next_keys(CaseEvent, len(cases))
    rows = [
        (
            each.school_id, each.pk, kind.value, said.answer, text, by.pk, at,
            versions.get(each.graduate_id), key,
        )
        for each, key in zip(cases, keys, strict=True)
    ]  # fmt: skip
    names = ("school_id", "case_id", "kind", "answer", "text", "by_id", "at", "version_id", "pk")
    insert_columns(CaseEvent, names, rows)
    if said.paper is not None and cases:
        filing.put(said.paper, cases, keys, by=by, at=at)


def _versions(cases: Sequence[Case]) -> dict[int | None, int | None]:
    people = [each.graduate_id for each in cases if each.graduate_id is not None]
    rows = Registration.objects.filter(among(Registration, "graduate_id", people))
    return dict(rows.values_list("graduate_id", "current_id"))
