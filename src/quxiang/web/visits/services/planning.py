"""Plan a visit, say who goes, call it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from quxiang.standards.names import fold_name
from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.alerts.models import Case, CasePerson
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.employers.models import Employer
from quxiang.web.notifications.services import send
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.visits.access import PLANS, may_plan
from quxiang.web.visits.hearing import tell
from quxiang.web.visits.models import FieldVisit, VisitCase, VisitPerson
from quxiang.web.visits.selectors import visitors_of
from quxiang.web.visits.services.revising import revised, wrong
from quxiang.web.visits.states import FIELD_VISIT, VisitingState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: more than two people can ask after in a day
MOST = 60
NO_VISITOR = "所选的人现在不是核查员，也不是中心工作人员。"
NOT_SENT = "所选的人现在不是核查员或中心工作人员，或者兼任学院岗位、指导毕业生，不能走访抽中的人。"


@dataclass(frozen=True)
class Plan:
    """Where to go when, to find out what of whom, because of which cases, and who goes."""

    name: str
    address: str
    planned_on: date
    look_at: str
    first: int
    second: int | None = None
    cases: Sequence[int] = ()
    people: Sequence[int] = ()


@trail.atomic()
def plan(*, cohort: Cohort, plan: Plan, by: User) -> FieldVisit:
    """Plan a visit; the second visitor may be named later, before anything is reported.

    Refuses one without a place or without anybody to ask after, the same person twice, and
    visitors who hold no such post.
    """
    require(may_plan(by), PLANS)
    _sound(plan)
    cases = _cases(cohort, plan.cases, by)
    proved = CasePerson.objects.filter(case__in=cases, graduate_id__in=plan.people)
    return _kept(cohort, plan, cases, _people(cohort, proved.values("graduate_id")), by=by)


@trail.atomic()
def plan_hidden(*, cohort: Cohort, plan: Plan, by: User) -> FieldVisit:
    """Plan a visit of a sample: nobody of a college, and no adviser, goes there or learns of it.

    Until :func:`show` it stays so, whatever becomes of the visit.
    """
    require(may_plan(by), PLANS)
    _sound(plan)
    return _kept(cohort, plan, [], _people(cohort, plan.people), by=by, hidden=True)


def show(visits: QuerySet[FieldVisit]) -> None:
    """Let colleges see visits as they see any other, once nothing is to be kept from them."""
    visits.update(hidden=False)


def _kept(
    cohort: Cohort, plan: Plan, cases: Sequence[Case], people: Sequence[Graduate], *, by: User,
    hidden: bool = False,
) -> FieldVisit:  # fmt: skip
    first, second = _visitors(cohort.school_id, plan.first, plan.second, hidden=hidden)
    name = plan.name.strip()
    made = FieldVisit.objects.create(
        school_id=cohort.school_id, cohort=cohort, name=name, address=plan.address.strip(),
        employer=_employer(cohort.school_id, name, cases), planned_on=plan.planned_on,
        first_id=first, second_id=second, look_at=plan.look_at.strip(), by=by, at=clock.now(),
        asked=len(people), hidden=hidden,
    )  # fmt: skip
    VisitCase.objects.bulk_create([VisitCase(visit=made, case=each) for each in cases])
    VisitPerson.objects.bulk_create(
        [VisitPerson(visit=made, graduate=each, college_id=each.college_id) for each in people]
    )
    trail.record(
        "fieldvisit.plan", made, by=by, subjects=[each.pk for each in people],
        after={
            "on": made.planned_on.isoformat(), "name": name, "what": made.look_at[:200],
            "visitors": list(made.visitor_ids), "count": len(people),
        },
    )  # fmt: skip
    _tell(made)
    return made


@trail.atomic()
def assign(*, visit: FieldVisit, first: int, second: int | None, seen: int, by: User) -> None:
    """Send others, or name the second visitor; only before anything is reported."""
    require(may_plan(by), PLANS)
    if visit.state != VisitingState.PLANNED:
        raise StaleStateError
    before = list(visit.visitor_ids)
    visit.first_id, visit.second_id = _visitors(visit.school_id, first, second, hidden=visit.hidden)
    revised(visit, seen)
    visit.save(update_fields=["first", "second"])
    after = {"visitors": list(visit.visitor_ids)}
    trail.record("fieldvisit.assign", visit, by=by, before={"visitors": before}, after=after)
    _tell(FieldVisit.objects.get(pk=visit.pk))


@trail.atomic()
def call_off(*, visit: FieldVisit, reason: str, seen: int, by: User) -> None:
    """End a visit that is not made, for a reason; its cases go on as they are."""
    require(may_plan(by), PLANS)
    if len(reason.strip()) < 2:
        raise wrong("reason", "取消走访要写明原因。", "请写一句原因。")
    revised(visit, seen)
    move(
        visit, FIELD_VISIT["call_off"], by=by, reason=reason.strip()[:200], ended_by=by,
        ended_at=clock.now(),
    )  # fmt: skip
    visit.reason = reason.strip()[:200]
    visit.save(update_fields=["reason"])
    tell(visit)


def _sound(plan: Plan) -> None:
    if not plan.name.strip():
        raise wrong("name", "没有写去哪家单位。", "请写单位名称。")
    if not plan.address.strip():
        raise wrong("address", "没有写地址，走访的人找不到。", "请写到街道和门牌。")
    if len(plan.look_at.strip()) < 5:
        raise wrong("look_at", "没有写要看什么。", "请至少写 5 个字，例如“六名毕业生是否在岗”。")
    if plan.planned_on < clock.today():
        raise wrong("planned_on", "计划日期已经过去。", "请选今天或以后的日期。")


def _visitors(
    school_id: int, first: int, second: int | None, *, hidden: bool
) -> tuple[int, int | None]:
    """Return the two; refuses one person twice and whoever may not be sent."""
    if first == second:
        raise wrong("second", "两名走访人是同一个人。", "请选另一位，走访须两人同去。")
    known = {each.pk for each in visitors_of(school_id, hidden=hidden)}
    if not {first, second or first} <= known:
        raise wrong("first", NOT_SENT if hidden else NO_VISITOR, "请从列表里选。")
    return first, second


def _cases(cohort: Cohort, chosen: Sequence[int], by: User) -> list[Case]:
    """Return the chosen cases; refuses one that is closed or was not found."""
    rows = cases_visible_to(by).filter(cohort=cohort, pk__in=chosen, closed_at__isnull=True)
    found = list(rows.order_by("pk"))
    if len(found) != len(set(chosen)):
        raise StaleStateError("所选的预警有的刚才已关闭，没有安排走访。请刷新后重选。")
    return found


def _people(cohort: Cohort, chosen: Sequence[int] | QuerySet[Any]) -> list[Graduate]:
    """Return whom to ask after; refuses nobody at all, and more than two can ask after."""
    rows = Graduate.objects.filter(cohort=cohort, pk__in=chosen)
    people = list(rows.order_by("college_id", "pk"))
    if not people:
        raise wrong("people", "没有选要问的毕业生。", "请至少勾选一人。")
    if len(people) > MOST:
        raise wrong("people", f"一次走访最多问 {MOST} 人。", "请分几次安排。")
    return people


def _employer(school_id: int, name: str, cases: Sequence[Case]) -> Employer | None:
    """Return whose row it is here, by the code a case names, else by its name alone."""
    keys = [each.key.get("employer_key") for each in cases]
    codes = [each for each in keys if isinstance(each, str)]
    rows = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    found = rows.filter(uscc__in=codes).exclude(uscc="").first() if codes else None
    if found is not None:
        return found
    named = list(rows.filter(folded_name=fold_name(name))[:2])
    return named[0] if len(named) == 1 else None


def _tell(visit: FieldVisit) -> None:
    """Tell both visitors where to go; once a revision."""
    for user in filter(None, (visit.first, visit.second)):
        key = f"fieldvisit-{visit.pk}-{visit.revision}-{user.pk}"
        send(user, "field_visit", key=key, on=str(visit.planned_on), name=visit.name)
