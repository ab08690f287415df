"""The call desk: take the next record, reveal its number, say what came of it, take that back.

A record is one caller's until the lease ends. Two who take at the same moment get two records: on
PostgreSQL the second passes over what the first has locked; on SQLite it waits for the lock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet

from quxiang.web.audit import trail
from quxiang.web.common import clock, compiled, sealed
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.verification.access import CALLS, may_call
from quxiang.web.verification.hours import is_open, quiet_words, within_hours
from quxiang.web.verification.models import Call, Kind, SampledRecord, Survey
from quxiang.web.verification.saying import Said, refuse_odd
from quxiang.web.verification.services.noting import end, keep_try
from quxiang.web.verification.states import (
    ANSWERED,
    RECORDS,
    Outcome,
    RecordState,
    SurveyState,
)

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LEASE = timedelta(minutes=20)
GONE = (
    "这条记录已不在您手上：已在另一个窗口登记、占用超过 20 分钟未登记，或核查已经结束。"
    "请回到“电话核查”取下一条。"
)
TWICE = "您刚在另一个窗口取了一条。请刷新，先处理手上的这一条。"
TAKEN_BACK = "这条记录的第一次核查刚被撤回，暂时不能复核。请再取下一条。"
#: outcomes that do not end a record
OPEN = (Outcome.NO_ANSWER, Outcome.LATER)
RELATED = (
    "survey__cohort", "survey__school", "survey__script", "graduate__college",
    "graduate__person__user", "version",
)  # fmt: skip
#: what is large of a survey, and no call needs
HEAVY = ("survey__frame_sealed", "survey__strata")
#: of surveys that are called, what a desk says of them
_CALLED = ("kind", "number", "title", "opens_at", "closes_at")
#: whether a record is in somebody's hands
_LIGHT = ("school", "survey__state", "graduate", "held_until", "tries")


def held_by(user: User, now: datetime) -> SampledRecord | None:
    """Return the record somebody has in hand, if the lease still holds."""
    rows = SampledRecord.objects.filter(
        held_by=user, held_until__gt=now, state=RecordState.WAITING,
        survey__state=SurveyState.RUNNING,
    )  # fmt: skip
    return compiled.first("record in hand", rows.select_related(*RELATED).defer(*HEAVY))


def called_now(user: User) -> list[Survey]:
    """Return the surveys whose records are called, at this hour or not, without what is large."""
    running = Survey.objects.filter(school_id=user.school_id, state=SurveyState.RUNNING)
    light = running.exclude(kind=Kind.VISITS)
    found: list[Survey] = compiled.rows("surveys that are called", light.only(*_CALLED))
    return found


def waiting_for(user: User, surveys: list[Survey], now: datetime) -> QuerySet[SampledRecord]:
    """Return what of surveys somebody may be given now.

    A second call waits for the first one's answer, and for another caller.
    """
    first = SampledRecord.objects.filter(
        survey=OuterRef("survey"), graduate=OuterRef("graduate"), round=1, outcome__in=ANSWERED
    ).exclude(done_by=user)
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    due = Q(next_at__isnull=True) | Q(next_at__lte=now)
    return SampledRecord.objects.filter(
        free, due, Q(round=1) | Exists(first), school_id=user.school_id,
        state=RecordState.WAITING, survey__in=[each.pk for each in surveys if is_open(each, now)],
    )  # fmt: skip


def take_next(*, by: User) -> SampledRecord | None:
    """Give somebody the next record, or the one still in hand; nothing when there is none.

    What can be read before anything is held is read before.
    """
    require(may_call(by), CALLS)
    now = clock.now()
    mine = SampledRecord.objects.filter(held_by=by, state=RecordState.WAITING)
    kept = compiled.first("whose record", mine.select_related("survey").only(*_LIGHT))
    if kept is not None and _holds(kept, now):
        return kept
    surveys = called_now(by)
    return _give(by, surveys, now, lost=kept) if surveys else None


def _holds(record: SampledRecord, now: datetime) -> bool:
    running = record.survey.state == SurveyState.RUNNING
    return running and record.held_until is not None and record.held_until > now


@trail.atomic()
def _give(
    by: User, surveys: list[Survey], now: datetime, *, lost: SampledRecord | None
) -> SampledRecord | None:
    """Take the next record and say so in the trail; one that ran out is let go."""
    if lost is not None:
        ran_out = SampledRecord.objects.filter(pk=lost.pk, held_by=by, held_until=lost.held_until)
        ran_out.update(held_by=None, held_until=None)
    found = _first_waiting(by, surveys, now)
    if found is None:
        return None
    _keep_first(found)
    found.held_by, found.held_until = by, now + LEASE
    try:
        found.save(update_fields=["held_by", "held_until"])
    except IntegrityError as error:
        raise StaleStateError(TWICE) from error
    trail.record(
        "sampledrecord.take", found, by=by, subjects=[found.graduate_id],
        after={"until": f"{clock.local(found.held_until):%H:%M}", "try": found.tries + 1},
    )  # fmt: skip
    return found


def _first_waiting(by: User, surveys: list[Survey], now: datetime) -> SampledRecord | None:
    """Lock the next of those that wait: calls somebody promised, then by their place.

    Two looks, each along an index, sort nothing.
    """
    rows = waiting_for(by, surveys, now).select_for_update(skip_locked=True, of=("self",))
    place = ("survey_id", "round", "order")
    promised = rows.filter(next_at__isnull=False).order_by("next_at", *place)[:1]
    others = rows.filter(next_at__isnull=True).order_by(*place)[:1]
    found = compiled.rows("promised call", promised) or compiled.rows("next call", others)
    return next(iter(found), None)


def _keep_first(record: SampledRecord) -> None:
    """Hold the first call of a second one, so that nobody takes it back meanwhile."""
    if record.round == 1:
        return
    first = SampledRecord.objects.select_for_update().get(
        survey=record.survey_id, graduate=record.graduate_id, round=1
    )
    if first.outcome not in ANSWERED:
        raise StaleStateError(TAKEN_BACK)


@trail.atomic()
def reveal(*, record_id: int, by: User) -> str:
    """Return the number of the record in hand; who saw whose, when and for which call is noted."""
    require(may_call(by), CALLS)
    found = _in_hand(record_id, by)
    number = number_of(found)
    if not number:
        raise InvalidError("这条记录没有可用的电话号码。请选“号码不对”，并在说明里写“没有号码”。")
    trail.record(
        "reveal", found, by=by, subjects=[found.graduate_id],
        reason=f"{found.survey.get_kind_display()}，第 {found.tries + 1} 次拨打",
    )  # fmt: skip
    return number


def number_of(record: SampledRecord) -> str:
    """Return whom a caller rings: the graduate, or the contact the record names."""
    if record.survey.kind == Kind.GRADUATES:
        user = record.graduate.person.user
        return sealed.unseal(user.phone_sealed, "phone") if user is not None else ""
    version = record.version
    return sealed.unseal(version.contact_phone_sealed, "contact_phone") if version else ""


@trail.atomic()
def note(*, record_id: int, said: Said, by: User) -> SampledRecord:
    """Keep what came of a call: the record ends, or waits for its next try.

    Nobody answering for the last time allowed ends it as not answered.
    """
    require(may_call(by), CALLS)
    record = _in_hand(record_id, by)
    now = clock.now()
    refuse_odd(record, said, now)
    next_at = _next_try(record, said, now)
    keep_try(record, said, by=by, at=now, next_at=next_at)
    if next_at is None:
        end(record, said, by=by, at=now)
        return record
    SampledRecord.objects.filter(pk=record.pk).update(
        next_at=next_at, held_by=None, held_until=None, tries=record.tries
    )
    return record


def _next_try(record: SampledRecord, said: Said, now: datetime) -> datetime | None:
    if said.outcome == Outcome.LATER and said.next_at is not None:
        return said.next_at
    survey = record.survey
    if said.outcome == Outcome.NO_ANSWER and record.tries + 1 < survey.max_tries:
        return within_hours(survey, now + timedelta(hours=survey.retry_hours))
    return None


@trail.atomic()
def undo(*, by: User) -> SampledRecord:
    """Take back one's last call, before the next record is taken; the record is in hand again.

    Refuses when the second call on it has begun, which rests on the answer.
    """
    require(may_call(by), CALLS)
    now = clock.now()
    call = last_call(by, now)
    if call is None:
        raise InvalidError("没有可以撤回的登记：取了下一条、已撤回或核查已结束。")
    record = SampledRecord.objects.select_for_update(of=("self",)).select_related("survey").get(
        pk=call.record_id
    )  # fmt: skip
    twice = SampledRecord.objects.filter(survey=record.survey, graduate=record.graduate, round=2)
    begun = twice.filter(Q(held_until__gt=now) | Q(tries__gt=0))
    taken = record.held_until is not None and record.held_until > now
    if taken or (record.round == 1 and begun.exists()):
        raise StaleStateError("这条记录已由别人接着核查，不能撤回。请告诉中心更正。")
    if not Call.objects.filter(pk=call.pk, undone_at__isnull=True).update(undone_at=now):
        raise StaleStateError
    trail.record("call.undo", record, by=by, subjects=[record.graduate_id],
                 before={"outcome": call.outcome})  # fmt: skip
    again: dict[str, Any] = {
        "held_by": by, "held_until": now + LEASE, "tries": record.tries - 1, "next_at": None,
    }  # fmt: skip
    if record.state == RecordState.WAITING:
        SampledRecord.objects.filter(pk=record.pk).update(**again)
    else:
        move(record, RECORDS["reopen"], by=by, outcome="", done_by=None, done_at=None,
             differing=[], placed=None, **again)  # fmt: skip
    return record


def last_call(user: User, now: datetime) -> Call | None:
    """Return the call somebody may still take back: the newest, nothing taken since."""
    call = newest_call(user)
    return call if call is not None and held_by(user, now) is None else None


def newest_call(user: User) -> Call | None:
    """Return somebody's newest call, unless it was taken back or its survey has ended."""
    calls = Call.objects.filter(by=user).select_related("record__survey", "record__graduate")
    calls = calls.defer(*(f"record__{each}" for each in HEAVY)).order_by("-at", "-pk")
    call = next(iter(compiled.rows("newest call", calls[:1])), None)
    if call is None or call.undone_at is not None:
        return None
    calling = call.record.survey.kind != Kind.VISITS
    return call if calling and call.record.survey.state == SurveyState.RUNNING else None


def _in_hand(record_id: int, by: User) -> SampledRecord:
    """Return the record somebody has in hand, locked; raises :class:`StaleStateError`."""
    now = clock.now()
    rows = SampledRecord.objects.select_for_update(of=("self",)).filter(
        pk=record_id, held_by=by, held_until__gt=now, state=RecordState.WAITING,
        survey__state=SurveyState.RUNNING,
    )  # fmt: skip
    found = compiled.first("call in hand", rows.select_related(*RELATED).defer(*HEAVY))
    if found is None:
        raise StaleStateError(GONE)
    if not is_open(found.survey, now):
        raise InvalidError(quiet_words(found.survey, now))
    return found
