"""The routes a cohort begins with, and which one a version takes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from quxiang.standards import Standard
from quxiang.web.approvals.models import Level, Route, RouteStep, StepKind, StepRule
from quxiang.web.common import clock, compiled
from quxiang.web.destinations.models import Version
from quxiang.web.orgs.kinds import COLLEGE_POSTS
from quxiang.web.orgs.kinds import PostKind as K
from quxiang.web.roster.models import Cohort

G = StepKind
#: kind, post, whether it is stamped
_Step = tuple[StepKind, str, bool]
_GRADUATE: _Step = (G.GRADUATE, "", False)
_ADVISER: _Step = (G.ADVISER, "", False)
_COLLEGE: _Step = (G.GROUP, K.COLLEGE_REVIEWER, False)
_SCHOOL: _Step = (G.POST, K.SCHOOL_REVIEWER, False)
DEFAULTS: dict[str, tuple[Sequence[str], Sequence[_Step]]] = {
    Route.Kind.NORMAL: ((), (_GRADUATE, _ADVISER, _COLLEGE, _SCHOOL)),
    Route.Kind.FLEXIBLE: (
        ("12", "76"),
        (
            _GRADUATE, _ADVISER, _COLLEGE, (G.POST, K.COLLEGE_EMPLOYMENT_HEAD, True), _SCHOOL,
            (G.POST, K.SCHOOL_EMPLOYMENT_HEAD, True),
        ),
    ),
    Route.Kind.SEEKING: (("70", "71", "72"), (_GRADUATE, _ADVISER)),
    Route.Kind.CLERICAL: ((), ((G.POST, K.COLLEGE_REVIEWER, False),)),
}  # fmt: skip
#: signed one by one, never on a sheet (N3.5)
SINGLY = ("12", "75", "76")


def ensure_routes(cohort: Cohort) -> list[Route]:
    """Return the routes of a cohort, made as shipped when it has none yet."""
    found = _current(cohort)
    if found:
        return found
    try:
        with transaction.atomic():
            return [_make(cohort, kind) for kind in DEFAULTS]
    except IntegrityError:  # somebody made them a moment ago
        return _current(cohort)


def _current(cohort: Cohort) -> list[Route]:
    found = Route.objects.filter(cohort=cohort, replaced_at__isnull=True).order_by("pk")
    return compiled.rows("routes", found)


def _make(cohort: Cohort, kind: str) -> Route:
    codes, steps = DEFAULTS[kind]
    route = Route.objects.create(
        school_id=cohort.school_id, cohort=cohort, kind=kind, codes=list(codes),
        delegable=kind != Route.Kind.FLEXIBLE, at=clock.now(),
    )  # fmt: skip
    RouteStep.objects.bulk_create(
        RouteStep(route=route, order=at, kind=step, post_kind=post, stamp=stamp)
        for at, (step, post, stamp) in enumerate(steps, 1)
    )
    return route


def route_of(cohort: Cohort, version: Version, standard: Standard) -> Route:
    """Return the route a version takes: by its reason, else by its code or the code's parent."""
    routes = ensure_routes(cohort)
    if version.reason == Version.Reason.CLERICAL:
        return next(each for each in routes if each.kind == Route.Kind.CLERICAL)
    named = [each for each in routes if is_among(standard, version.code, each.codes)]
    return named[0] if named else next(each for each in routes if each.kind == Route.Kind.NORMAL)


def is_among(standard: Standard, code: str, codes: Sequence[str]) -> bool:
    """Say whether a destination, or the one it is a part of, is among these."""
    found = standard.destinations.get(code)
    return code in codes or (found is not None and bool(found.parent) and found.parent in codes)


def level_of(step: StepRule) -> Level:
    if step.kind == G.GRADUATE:
        return Level.GRADUATE
    if step.kind == G.ADVISER:
        return Level.ADVISER
    return Level.COLLEGE if step.post_kind in COLLEGE_POSTS else Level.SCHOOL
