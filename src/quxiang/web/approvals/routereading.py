"""Routes as people read and write them: steps in words, versions, runs that keep an older copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from quxiang.web.approvals.models import Route, RouteStep, Run, StepKind, StepRule
from quxiang.web.approvals.routes import ensure_routes
from quxiang.web.approvals.seats import SIGNING
from quxiang.web.approvals.states import LIVE
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import ReviewGroup
from quxiang.web.roster.models import Cohort

#: what a step may be, as the form sends it, and what it is called
CHOICES: dict[str, str] = {
    StepKind.GRADUATE.value: "毕业生本人",
    StepKind.ADVISER.value: "指导老师",
    StepKind.GROUP.value: "学院审签（审签组）",
    **{f"{StepKind.POST}:{kind}": str(PostKind(kind).label) for kind in SIGNING},
}
RULES = dict(ReviewGroup.Rule.choices)
#: 12 and 76 need both heads, and their stamps (N3.5)
STAMPED = frozenset({PostKind.COLLEGE_EMPLOYMENT_HEAD, PostKind.SCHOOL_EMPLOYMENT_HEAD})
_NEEDS_STAMPS = frozenset({"12", "76"})


@dataclass(frozen=True)
class Read:
    """A route in force with its steps in words, its versions, and the runs that go by them."""

    route: Route
    steps: tuple[str, ...]
    versions: tuple[Route, ...]
    #: runs not ended that go by this version, and by an older one
    running: int
    older: int
    lacks: str


def key_of(step: StepRule) -> str:
    """Return what the form calls a step."""
    return f"{step.kind}:{step.post_kind}" if step.kind == StepKind.POST else step.kind


def step_words(steps: Iterable[StepRule]) -> tuple[str, ...]:
    return tuple(_words(each) for each in steps)


def _words(step: StepRule) -> str:
    notes = [RULES[step.rule]] if step.rule else []
    notes += ["签字并盖章"] if step.stamp else []
    title = CHOICES.get(key_of(step), str(step.get_post_kind_display()))
    return f"{title}（{'，'.join(notes)}）" if notes else title


def lack_of(codes: Sequence[str], steps: Iterable[StepRule]) -> str:
    """Say what the school's notice asks of 12 and 76 that a route has not; empty when nothing."""
    asked = sorted(_NEEDS_STAMPS & set(codes))
    stamped = {step.post_kind for step in steps if step.stamp}
    if not asked or stamped >= STAMPED:
        return ""
    lacking = "、".join(str(PostKind(k).label) for k in sorted(STAMPED - stamped))
    return f"通知三.5 要求 {'、'.join(asked)} 由校、院两级主要负责人签字并盖章，这里缺：{lacking}。"


def read_routes(cohort: Cohort) -> list[Read]:
    """Return every route of a cohort, in the order of their kinds."""
    current = {each.kind: each for each in ensure_routes(cohort)}
    steps: dict[int, list[RouteStep]] = {}
    for step in RouteStep.objects.filter(route__cohort=cohort).order_by("route", "order"):
        steps.setdefault(step.route_id, []).append(step)
    versions = list(Route.objects.filter(cohort=cohort).select_related("by").order_by("-number"))
    live = Run.objects.filter(cohort=cohort, state__in=LIVE).order_by()
    counts = list(live.values_list("kind", "route_id").annotate(Count("pk")))
    found = []
    for kind in Route.Kind:
        route = current[kind]
        own = sum(n for k, pk, n in counts if k == kind and pk == route.pk)
        rest = sum(n for k, pk, n in counts if k == kind and pk != route.pk)
        asked = steps.get(route.pk, [])
        each = tuple(version for version in versions if version.kind == kind)
        lack = lack_of(route.codes, asked)
        found.append(Read(route, step_words(asked), each, own, rest, lack))
    return found
