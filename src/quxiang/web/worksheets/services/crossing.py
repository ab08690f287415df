"""Arrange a round of 交叉互查, take a part of it back, end it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from quxiang.web.accounts.models import User
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import insert_columns
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.destinations.services.holding import refuse_archived
from quxiang.web.orgs.kinds import COLLEGE_POSTS
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import active_appointments
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.worksheets.access import RUNS, may_run
from quxiang.web.worksheets.drawing import Drawn, Lacking, drawn
from quxiang.web.worksheets.models import CrossRecord, CrossRound, CrossTask
from quxiang.web.worksheets.standing import in_scope
from quxiang.web.worksheets.states import ROUNDS, TASKS, RoundState, TaskState
from quxiang.web.worksheets.telling import tell_ended, tell_opened, tell_taken_back

FEW = "交叉互查至少要两个学院：只有一个学院时没有别院的人可以查，请再选一个学院。"
NOBODY = "请至少选两名核查人，他们须在所选学院任职。"
SIZE = "请写明每个学院抽多少：比例（1 到 100）或份数（1 份以上），只填一项。"
PAST = "截止时间已经过去，请选以后的时间。"
STRANGERS = "所选的核查人里有人不在所选学院任职，请重新选择。"
EMPTY = "所选学院没有应统计的毕业生，没有可以抽取的记录。"
THIN = "请写明原因（至少 2 个字）。"
#: more records no college has
MOST = 100_000
LAPSED = "到期自动结束"


@dataclass(frozen=True)
class Plan:
    """What the centre asks for: whose records, by whom, how many of each college, until when."""

    colleges: Sequence[int]
    checkers: Sequence[int]
    until: datetime
    share: int | None = None
    most: int | None = None
    seed: str = ""


def checkers_of(school_id: int, colleges: Iterable[int]) -> dict[int, set[int]]:
    """Return who holds a post in one of the colleges, with every college they hold one in."""
    held: dict[int, set[int]] = {}
    posts = active_appointments(clock.now()).filter(kind__in=COLLEGE_POSTS)
    for user, unit in posts.filter(unit__school_id=school_id).values_list("user_id", "unit_id"):
        held.setdefault(user, set()).add(unit)
    asked = set(colleges)
    return {user: units for user, units in held.items() if units & asked}


@trail.atomic()
def make_round(*, cohort: Cohort, plan: Plan, by: User) -> CrossRound:
    """Draw records of each college for checkers of the others; refuses where nobody may check one.

    The seed is kept and shown: by it anybody draws the same again.
    """
    require(may_run(by), RUNS)
    # one round after the other: each has a number of its own
    held = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    refuse_archived(held)
    now = clock.now()
    colleges = _refuse_plan(plan, by.school_id, now)
    seed = plan.seed.strip()[:40] or secrets.token_hex(8)
    checkers = _checkers(plan, by.school_id, colleges)
    dealt = drawn(
        _frames(held, colleges), checkers, seed=seed, share=plan.share, most=plan.most
    )  # fmt: skip
    if isinstance(dealt, Lacking):
        raise InvalidError(_nobody(colleges, dealt))
    if not dealt:
        raise InvalidError(EMPTY)
    number = CrossRound.objects.filter(cohort=held).count() + 1
    made = CrossRound.objects.create(
        school_id=by.school_id, cohort=held, number=number, seed=seed, share=plan.share,
        most=plan.most, until=plan.until, made_at=now, made_by=by,
    )  # fmt: skip
    _deal(made, dealt)
    after = {
        "number": number, "seed": seed, "colleges": sorted(colleges),
        "records": sum(len(each.graduates) for each in dealt),
        "until": clock.local(plan.until).isoformat(),
    }  # fmt: skip
    subjects = [key for each in dealt for key in each.graduates]
    trail.record("crossround.make", made, by=by, after=after, subjects=subjects)
    tell_opened(made)
    return made


def _refuse_plan(plan: Plan, school_id: int, now: datetime) -> dict[int, str]:
    colleges = Unit.objects.filter(
        school_id=school_id, kind=Unit.Kind.COLLEGE, pk__in=plan.colleges, closed_on__isnull=True
    )
    found = dict(colleges.values_list("pk", "name"))
    if len(found) < 2:
        raise InvalidError(FEW)
    sizes = [each for each in (plan.share, plan.most) if each is not None]
    if len(sizes) != 1 or not 1 <= sizes[0] <= MOST or (plan.share or 0) > 100:
        raise InvalidError(SIZE)
    if plan.until <= now:
        raise InvalidError(PAST)
    return found


def _checkers(plan: Plan, school_id: int, colleges: Mapping[int, str]) -> dict[int, set[int]]:
    known = checkers_of(school_id, colleges)
    if len(set(plan.checkers)) < 2:
        raise InvalidError(NOBODY)
    if not set(plan.checkers) <= known.keys():
        raise InvalidError(STRANGERS)
    return {each: known[each] for each in plan.checkers}


def _frames(cohort: Cohort, colleges: Mapping[int, str]) -> dict[int, list[tuple[int, str]]]:
    frames: dict[int, list[tuple[int, str]]] = {each: [] for each in colleges}
    rows = in_scope(Graduate.objects.filter(college_id__in=colleges), cohort)
    for college, key, student_no in rows.values_list("college_id", "pk", "student_no"):
        frames[college].append((key, student_no))
    return frames


def _nobody(colleges: Mapping[int, str], lacking: Lacking) -> str:
    names = "、".join(colleges[each] for each in lacking.colleges)
    return f"{names}没有可以去查的人：所选的人都在那里任职，不能查自己的学院。请再选一名别院的人。"


def _deal(made: CrossRound, dealt: Sequence[Drawn]) -> None:
    rows = []
    for each in dealt:
        task = CrossTask.objects.create(
            school_id=made.school_id, round=made, college_id=each.college, checker_id=each.checker
        )
        rows += [(made.school_id, task.pk, made.pk, each.checker, key) for key in each.graduates]
    names = ("school_id", "task_id", "round_id", "checker_id", "graduate_id")
    insert_columns(CrossRecord, names, rows)


@trail.atomic()
def take_back(*, task: CrossTask, reason: str, by: User) -> None:
    """Take the records of one checker back: from now on they are not there for them."""
    require(may_run(by), RUNS)
    now, why = clock.now(), _said(reason)
    move(task, TASKS["take_back"], by=by, reason=why, ended_at=now)
    CrossTask.objects.filter(pk=task.pk).update(reason=why)
    _close(CrossRecord.objects.filter(task=task), now)
    tell_taken_back(task, why)


@trail.atomic()
def end_round(*, found: CrossRound, reason: str, by: User) -> None:
    """End a round before its time: nobody reads its records any more."""
    require(may_run(by), RUNS)
    _end(found, "end", _said(reason), by)


@trail.atomic()
def lapse(found: CrossRound) -> None:
    """End a round whose time is over; whoever opens a record sees it gone before that."""
    if found.until > clock.now():
        raise StaleStateError
    _end(found, "lapse", LAPSED, None)


def _said(reason: str) -> str:
    if len(reason.strip()) < 2:
        raise InvalidError(THIN)
    return reason.strip()[:200]


def _end(found: CrossRound, verb: str, reason: str, by: User | None) -> None:
    now = clock.now()
    move(found, ROUNDS[verb], by=by, reason=reason, ended_at=now)
    CrossRound.objects.filter(pk=found.pk).update(reason=reason)
    still = list(CrossTask.objects.filter(round=found, state=TaskState.OPEN).order_by("pk"))
    for task in still:
        move(task, TASKS["end"], by=by, reason=reason, ended_at=now)
    _close(CrossRecord.objects.filter(round=found), now)
    tell_ended(found, still, reason)


def _close(records: QuerySet[CrossRecord], now: datetime) -> None:
    records.filter(ended_at__isnull=True).update(ended_at=now)


def overdue_rounds(now: datetime) -> list[CrossRound]:
    return list(CrossRound.objects.filter(state=RoundState.OPEN, until__lte=now).order_by("pk"))
