"""Give a route its next version; runs that have begun keep their copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.standards import Standard
from quxiang.web.approvals.models import Route, RouteStep, StepKind
from quxiang.web.approvals.routereading import CHOICES, RULES, key_of, step_words
from quxiang.web.approvals.routes import ensure_routes
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.access import RUNS_ROSTER, may_run_roster
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

KIND = Route.Kind
MOST = 12
#: routes that take the destinations named in them
NAMED = (KIND.FLEXIBLE, KIND.SEEKING)


@dataclass(frozen=True)
class StepSaid:
    """One step as somebody wants it: what it is, how many of a group sign, whether stamped."""

    key: str
    rule: str = ""
    stamp: bool = False

    def made(self, order: int) -> RouteStep:
        kind, _, post = self.key.partition(":")
        post = PostKind.COLLEGE_REVIEWER if kind == StepKind.GROUP else post
        return RouteStep(order=order, kind=kind, post_kind=post, rule=self.rule, stamp=self.stamp)


@dataclass(frozen=True)
class RouteSaid:
    """A whole route as somebody wants it."""

    steps: Sequence[StepSaid]
    codes: Sequence[str] = ()
    delegable: bool = True


@trail.atomic()
def save_route(
    *, cohort: Cohort, kind: str, after: int, said: RouteSaid, reason: str, by: User
) -> Route | None:
    """Record a route as the version after ``after``; ``None`` when nothing differs from it.

    Raises :class:`StaleStateError` when there is a newer one. Refuses what nobody could sign by.
    """
    require(may_run_roster(by), RUNS_ROSTER)
    hold_open(cohort.pk)
    routes = {each.kind: each for each in ensure_routes(cohort)}
    old = routes.pop(kind)
    if old.number != after:
        raise StaleStateError("这条路线刚才已有新的一版，您的更改没有保存。请刷新后在新版上再改。")
    taken = {code: each.get_kind_display() for each in routes.values() for code in each.codes}
    _sound(kind, said, taken, standard_of(cohort.school_id, cohort.scheme))
    made = Route(
        school_id=cohort.school_id, cohort=cohort, kind=kind, codes=list(said.codes),
        delegable=said.delegable, number=after + 1, by=by, reason=reason.strip(), at=clock.now(),
    )  # fmt: skip
    steps = [step.made(order) for order, step in enumerate(said.steps, 1)]
    before, told = _told(old, list(old.steps.all())), _told(made, steps)
    if before == told:
        return None
    _refuse_no_reason(reason)
    _replace(old, made, steps)
    trail.record("route.change", made, by=by, reason=made.reason, before=before, after=told)
    return made


def _replace(old: Route, made: Route, steps: Sequence[RouteStep]) -> None:
    Route.objects.filter(pk=old.pk).update(replaced_at=made.at)
    made.save(force_insert=True)
    for step in steps:
        step.route = made
    RouteStep.objects.bulk_create(steps)


def _told(route: Route, steps: Sequence[RouteStep]) -> dict[str, object]:
    return {
        "codes": list(route.codes), "delegable": route.delegable, "steps": list(step_words(steps))
    }  # fmt: skip


def _refuse_no_reason(reason: str) -> None:
    if not 2 <= len(reason.strip()) <= 200:
        raise _no("reason", "请写明更改的原因（2 到 200 个字）。", "例如会议或文件。")


def _sound(kind: str, said: RouteSaid, taken: Mapping[str, str], standard: Standard) -> None:
    """Refuse steps that are unknown, twice or out of place, and codes that are no code."""
    _sound_steps(kind, said.steps)
    if kind not in NAMED and said.codes:
        raise _no("codes", "这条路线不按去向代码区分，不能写代码。", "请清空去向代码。")
    if kind in NAMED and not said.codes:
        raise _no("codes", "还没有写哪些去向走这条路线。", "请写去向代码，例如 12、76。")
    for code in said.codes:
        if code not in standard.destinations:
            raise _no("codes", f"没有代码为“{code[:20]}”的去向。", "请对照代码表填写。")
        if code in taken:
            raise _no("codes", f"去向 {code} 已经走“{taken[code]}”这条路线。", "请先从那里移出。")


def _sound_steps(kind: str, steps: Sequence[StepSaid]) -> None:
    unknown = [s for s in steps if s.key not in CHOICES or (s.rule and s.rule not in RULES)]
    if unknown or not 1 <= len(steps) <= MOST:
        raise _no("steps", f"一条路线要有 1 到 {MOST} 步，每一步从列表里选。", "请重新选择。")
    twice = [key for key, count in Counter(s.key for s in steps).items() if count > 1]
    if twice:
        raise _no("steps", f"“{CHOICES[twice[0]]}”出现了两次。", "同一岗位一份登记只签一次。")
    if kind != KIND.CLERICAL and steps[0].key != StepKind.GRADUATE:
        raise _no("steps", "第一步必须是毕业生本人。", "就业证明材料须由毕业生签字。")
    if any(s.key == StepKind.GRADUATE for s in steps[1:]):
        raise _no("steps", "毕业生本人只能是第一步。", "请调整顺序。")
    if any(s.rule and s.key != StepKind.GROUP for s in steps):
        raise _no("steps", "只有学院审签这一步可以选几人签。", "请把其他步的这一项清空。")
    if any(s.stamp and not s.key.startswith(StepKind.POST) for s in steps):
        raise _no("steps", "只有岗位签字的步骤可以要求盖章。", "请去掉其他步的“须盖章”。")


def _no(column: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem("bad_route", message, remedy, Where(column=column)))


def said_of(route: Route) -> RouteSaid:
    """Return a route as it would be said again."""
    steps = [StepSaid(key_of(step), step.rule, step.stamp) for step in route.steps.all()]
    return RouteSaid(steps, route.codes, route.delegable)
