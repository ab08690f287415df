"""Destinations in review by bulk inserts: filed, judged, and open at one step of their route."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bench.inserting import kept
from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import Route, RouteStep, Run, RunStep, Signature
from quxiang.web.approvals.routes import ensure_routes, level_of
from quxiang.web.approvals.states import StepState
from quxiang.web.common import clock
from quxiang.web.destinations.models import Judgement, Registration, Version
from quxiang.web.roster.models import Graduate

Filed = Sequence[tuple[Registration, Version]]


def in_review(
    graduates: Sequence[Graduate], adviser: User, *, order: int, code: str = "801"
) -> list[RunStep]:
    """Let graduates of one cohort be admitted somewhere; return the steps, those of ``order`` open.

    What stands before is signed by ``adviser``.
    """
    filed = [(each.registration, each) for each in _versions(graduates, code)]
    for registration, version in filed:
        registration.current = version
    Registration.objects.bulk_update([each for each, _ in filed], ["current"], batch_size=500)
    now = clock.now()
    kept(
        Judgement(school_id=each.school_id, version=each, flagged=False, at=now)
        for _, each in filed
    )
    cohort = graduates[0].cohort
    route = next(each for each in ensure_routes(cohort) if each.kind == Route.Kind.NORMAL)
    steps = [
        step
        for run in _runs(filed, route)
        for step in steps_of(run, list(route.steps.all()), order)
    ]  # fmt: skip
    _signed(kept(steps), adviser)
    return steps


def _versions(graduates: Sequence[Graduate], code: str) -> list[Version]:
    now = clock.now()
    registrations = kept(
        Registration(
            school_id=each.school_id, cohort_id=each.cohort_id, college_id=each.college_id,
            graduate=each, state="in_review", revision=1, changed_at=now,
        )
        for each in graduates
    )  # fmt: skip
    return kept(
        Version(
            school_id=each.school_id, registration=each, number=1, recorded_at=now, code=code,
            effective_on=clock.today(), reason="new", source="list", employer_name="云梦大学",
            digest=hashlib.sha256(str(each.pk).encode()).hexdigest(),
        )
        for each in registrations
    )  # fmt: skip


def _runs(filed: Filed, route: Route) -> list[Run]:
    now = clock.now()
    return kept(
        Run(
            school_id=registration.school_id, cohort_id=registration.cohort_id,
            college_id=registration.college_id, registration=registration, version=version,
            kind=route.kind, delegable=route.delegable, began_at=now,
        )
        for registration, version in filed
    )  # fmt: skip


def steps_of(run: Run, rules: Sequence[RouteStep], order: int) -> list[RunStep]:
    """Return the steps of a run, those before ``order`` done and those after it to come."""
    now = clock.now()
    states = {True: StepState.DONE, False: StepState.WAITING}
    return [
        RunStep(
            school_id=run.school_id, college_id=run.college_id, run=run, order=rule.order,
            kind=rule.kind, post_kind=rule.post_kind, rule=rule.rule or "competent",
            stamp=rule.stamp, level=level_of(rule), opened_at=now,
            state=StepState.OPEN if rule.order == order else states[rule.order < order],
        )
        for rule in rules
    ]  # fmt: skip


def _signed(steps: Sequence[RunStep], adviser: User) -> None:
    now = clock.now()
    kept(
        Signature(
            school_id=step.school_id, step=step, run=step.run, version=step.run.version,
            digest=step.run.version.digest, level=step.level, user=adviser, way="screen", at=now,
        )
        for step in steps
        if step.state == StepState.DONE and step.level == "adviser"
    )  # fmt: skip
