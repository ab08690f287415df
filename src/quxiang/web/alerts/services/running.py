"""Ask for a run of the rules, do it step by step, and end it whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.engine.readiness import window_label
from quxiang.engine.run import Plan
from quxiang.engine.snapshots import Run, Snapshot, open_snapshot, record_run
from quxiang.problems import UnusableError
from quxiang.web.alerts.access import RUNS, may_run
from quxiang.web.alerts.desks import desks_of
from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.found import found_by
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.plans import explains_of, plan_of, ran_whole
from quxiang.web.alerts.services.reconciling import Ran, reconcile
from quxiang.web.alerts.states import RULE_RUNS, RunState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.states import move
from quxiang.web.jobs.progress import CancelledError, Progress
from quxiang.web.jobs.services import enqueue
from quxiang.web.roster.models import Cohort
from quxiang.web.season.services.taking import snapshot

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TASK = "alerts.run"
STEPS = 3
_STOPPED = "已按要求停止，没有改动预警。"
_BROKEN = "程序出错，没有改动预警。请再运行一次；若仍失败，请联系管理员。"


@trail.atomic()
def ask_for_run(*, cohort: Cohort, by: User | None, why: str) -> RuleRun:
    """Begin a run of a cohort's rules in the background; one at a time.

    Refuses an archived cohort. Raises :class:`StaleStateError` while another is going on.
    """
    require(by is None or may_run(by), RUNS)
    run = begin(cohort, by, why)
    job = enqueue(TASK, key=f"run-{run.pk}", by=by, school_id=cohort.school_id, run=run.pk)
    RuleRun.objects.filter(pk=run.pk).update(job=job)
    return run


def begin(cohort: Cohort, by: User | None, why: str) -> RuleRun:
    """Note that a run begins; only one of a cohort can."""
    if cohort.archived_at is not None:
        raise InvalidError(f"{cohort}已归档，不再运行规则。")
    try:
        with transaction.atomic():
            run = RuleRun.objects.create(
                school_id=cohort.school_id, cohort=cohort, by=by, why=why[:200],
                started_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StaleStateError("这一届正在运行规则，请等它结束再看。") from error
    trail.record("rulerun.begin", run, by=by, reason=why)
    return run


def do_run(run: RuleRun, progress: Progress | None = None) -> None:
    """Do a run that has begun; one that ended already is left as it is.

    Begun again after an interruption, it goes on with the snapshot it has taken.
    """
    if run.state != RunState.RUNNING:
        return
    try:
        _steps(run, progress)
    except CancelledError:
        fail(run, _STOPPED)
        raise
    except (UnusableError, InvalidError) as error:
        fail(run, "".join(f"{each.message}{each.remedy}" for each in error.problems))
    except Exception:
        fail(run, _BROKEN)
        raise


def _steps(run: RuleRun, progress: Progress | None) -> None:
    if run.snapshot is None:
        run.snapshot = snapshot(cohort=run.cohort, by=run.by, why=run.why)
        run.save(update_fields=["snapshot"])
    _say(progress, 1, "已冻结数据，正在运行规则")
    opened = open_snapshot(run.snapshot.path)
    plan = plan_of(opened.settings)
    recorded = record_run(opened, opened.standard(), plan)
    _say(progress, 2, "规则已运行，正在整理预警")
    _finish(run, opened, plan, recorded)


def _say(progress: Progress | None, done: int, message: str) -> None:
    if progress is not None:
        progress.at(done, message)


def _finish(run: RuleRun, opened: Snapshot, plan: Plan, recorded: Run) -> None:
    """Bring the cases to what was found, and end the run, both or neither."""
    now = clock.now()
    findings, not_run = recorded.findings(), recorded.not_run()
    before = last_run(run.cohort)
    found = found_by(findings, desks_of(run.cohort))
    ran = Ran(
        run=run, found=found, at=now, explains=explains_of(plan),
        rules=ran_whole(plan, not_run, before.not_run if before is not None else ()),
        windows=_windows(opened, plan), due=due_dates(run.school_id, clock.local(now).date()),
    )  # fmt: skip
    with trail.atomic():
        told = reconcile(ran)
        move(
            run, RULE_RUNS["finish"], by=run.by, ended_at=now, folder=recorded.name,
            sha256=recorded.sha256, counted=recorded.manifest.counts.counted,
            totals=_totals(recorded), opened=told.opened, seen=told.seen, gone=told.gone,
            not_run=[[each.rule, each.reason, each.partial] for each in not_run],
        )  # fmt: skip


def last_run(cohort: Cohort) -> RuleRun | None:
    """Return the newest run of a cohort that came to its end."""
    return RuleRun.objects.filter(cohort=cohort, state=RunState.DONE).first()


def _windows(opened: Snapshot, plan: Plan) -> Mapping[str, str]:
    moment, year = opened.manifest.moment, opened.manifest.cohort
    told = {
        each.rule.code: window_label(each, moment, opened.settings, year) for each in plan.rules
    }
    return {code: label for code, label in told.items() if label is not None}


def _totals(recorded: Run) -> dict[str, dict[str, int]]:
    counted = Counter((each.rule, each.verdict) for each in recorded.findings())
    totals: dict[str, dict[str, int]] = {}
    for (rule, verdict), number in sorted(counted.items()):
        totals.setdefault(rule, {})[verdict] = number
    for rule, number in recorded.manifest.counts.muted.items():
        totals.setdefault(rule, {})["muted"] = number
    return totals


@trail.atomic()
def fail(run: RuleRun, message: str) -> None:
    """End a run that cannot go on, with why; one that ended meanwhile stays as it ended."""
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.state == RunState.RUNNING:
        move(held, RULE_RUNS["fail"], by=None, reason=message[:200], ended_at=clock.now(),
             message=message[:300])  # fmt: skip
