"""Begin the runs of many that were registered by one list, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quxiang.web.approvals.models import Run, RunStep, StepKind
from quxiang.web.approvals.routes import level_of, route_of
from quxiang.web.approvals.services.running import SOURCE, advance, begin, seats_of
from quxiang.web.approvals.states import LIVE, STEPPING, StepState
from quxiang.web.common import clock
from quxiang.web.common.columns import among, write_columns
from quxiang.web.common.states import move_all
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services.filing import follows_many_of
from quxiang.web.reference.selectors import standard_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

BATCH = 500
Pair = tuple[Registration, Version]


@follows_many_of(begin)
def begin_all(pairs: Sequence[Pair], by: User) -> None:
    """Start a run for each; one with a run already, or not from a list, is begun by itself."""
    keys = [registration.pk for registration, _ in pairs]
    there = Run.objects.filter(among(Run, "registration_id", keys), state__in=LIVE)
    live = set(there.values_list("registration_id", flat=True))
    plain = []
    for registration, version in pairs:
        if registration.pk in live or version.source not in (SOURCE.LIST, SOURCE.PLATFORM):
            begin(registration, version, by)
        else:
            plain.append((registration, version))
    if plain:
        _begin_plain(plain, by)


def _begin_plain(pairs: Sequence[Pair], by: User) -> None:
    """Make runs and steps; the list stands for the graduate's step, the one after it is open."""
    runs, steps = _runs(pairs)
    Run.objects.bulk_create(runs, batch_size=BATCH)
    RunStep.objects.bulk_create(steps, batch_size=BATCH)
    _seat(steps)
    firsts = [each for each in steps if each.order == 1]
    own = [each for each in firsts if each.kind == StepKind.GRADUATE]
    note = f"依{pairs[0][1].get_source_display()}，不需本人另签"
    now = clock.now()
    move_all(own, STEPPING["open"], by=by, opened_at=now)
    move_all(own, STEPPING["skip"], by=by, done_at=now, note=note)
    skipped = {each.run_id for each in own}
    following = [each for each in steps if each.run_id in skipped and each.order == 2]
    others = [each for each in firsts if each.state == StepState.WAITING]
    move_all([*following, *others], STEPPING["open"], by=by, opened_at=now)
    led = {each.run_id for each in (*following, *others)}
    for run in runs:
        if run.pk not in led:  # a route that ends with the graduate
            advance(run, by=by)


def _runs(pairs: Sequence[Pair]) -> tuple[list[Run], list[RunStep]]:
    runs, steps, routes = [], [], {}
    first = pairs[0][0]
    standard = standard_of(first.school_id, first.cohort.scheme)
    for registration, version in pairs:
        key = (version.code, version.reason == Version.Reason.CLERICAL)
        if key not in routes:
            route = route_of(registration.cohort, version, standard)
            routes[key] = (route, list(route.steps.all()))
        route, rules = routes[key]
        run = Run(
            school_id=registration.school_id, cohort_id=registration.cohort_id, kind=route.kind,
            college_id=registration.college_id, registration=registration, version=version,
            delegable=route.delegable, began_at=clock.now(),
        )  # fmt: skip
        runs.append(run)
        steps += [
            RunStep(
                school_id=run.school_id, college_id=run.college_id, run=run, order=rule.order,
                kind=rule.kind, post_kind=rule.post_kind, rule=rule.rule, stamp=rule.stamp,
                level=level_of(rule),
            )
            for rule in rules
        ]  # fmt: skip
    return runs, steps


def _seat(steps: Sequence[RunStep]) -> None:
    """Give the group steps their posts: the same for everybody of one college and level."""
    known: dict[tuple[int, str], tuple[list[int], str]] = {}
    seats = []
    grouped = [each for each in steps if each.kind == StepKind.GROUP]
    for step in grouped:
        graduate = step.run.registration.graduate
        key = (step.college_id, graduate.level)
        if key not in known:
            posts, rule = seats_of(step.college_id, graduate)
            known[key] = ([post.pk for post in posts], rule)
        keys, rule = known[key]
        step.seated, step.rule = bool(keys), step.rule or rule
        seats += [(step.pk, post) for post in keys]
    through = RunStep.posts.through
    through.objects.bulk_create(
        (through(runstep_id=step, post_id=post) for step, post in seats), batch_size=BATCH
    )
    write_columns(grouped, ["seated", "rule"])
