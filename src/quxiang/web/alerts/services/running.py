"""Ask for a run of the rules, do it step by step, and end it whatever happens."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from quxiang.engine.run import Plan
from quxiang.engine.snapshots import Run, Snapshot, open_snapshot, record_run
from quxiang.problems import UnusableError
from quxiang.web.alerts.access import RUNS, may_run
from quxiang.web.alerts.desks import desks_of
from quxiang.web.alerts.duedates import due_dates
from quxiang.web.alerts.exempting import Exempted, answers_with, exempted_by
from quxiang.web.alerts.found import found_by
from quxiang.web.alerts.governing import chosen_of
from quxiang.web.alerts.models import RuleRun
from quxiang.web.alerts.ownrules import checked_own, own_rows
from quxiang.web.alerts.plans import Planned, explains_of, planned, ran_whole
from quxiang.web.alerts.services.counting import counted, totals, windows
from quxiang.web.alerts.services.exemptions import in_force
from quxiang.web.alerts.services.reconciling import Ran, reconcile
from quxiang.web.alerts.states import RULE_RUNS, RunState
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.garbage import left_lying
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
        with left_lying():
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
    made = plan_for(run, opened)
    exempted = exempted_in(run, opened, made.plan)
    recorded = record_run(
        opened, opened.standard(), made.plan, answers=answers_with(opened, exempted)
    )
    _say(progress, 2, "规则已运行，正在整理预警")
    _finish(run, opened, made, Recorded(recorded, exempted))


@dataclass(frozen=True)
class Recorded:
    """What a run came to, as it lies beside the snapshot, and which findings it exempted."""

    run: Run
    exempted: Exempted = field(default_factory=lambda: Exempted({}, {}))


def exempted_in(run: RuleRun, opened: Snapshot, plan: Plan) -> Exempted:
    """Return what the exemptions in force on the day of a run exempt."""
    return exempted_by(list(in_force(run.cohort, _day(run))), opened, plan)


def _day(run: RuleRun) -> date:
    return clock.local(run.snapshot.moment if run.snapshot else run.started_at).date()


def plan_for(run: RuleRun, opened: Snapshot) -> Planned:
    """Return what a run runs: what is set of the cohort's rules, on the day it looks at; the
    school's own rules that are switched on among them.
    """
    rows = own_rows(run.school_id)
    own, left = checked_own(rows)
    made = planned(opened.settings, chosen_of(run.cohort), _day(run), own)
    return replace(
        made, left=[*left, *made.left], own={row.code: row.number for row in rows},
        titles={row.code: row.title for row in rows},
    )  # fmt: skip


def _say(progress: Progress | None, done: int, message: str) -> None:
    if progress is not None:
        progress.at(done, message)


def _finish(run: RuleRun, opened: Snapshot, made: Planned, done: Recorded) -> None:
    """Bring the cases to what was found, and end the run, both or neither."""
    now, plan, recorded = clock.now(), made.plan, done.run
    findings, not_run = recorded.findings(), [*made.left, *recorded.not_run()]
    before = last_run(run.cohort)
    desks = desks_of(run.cohort)
    found = found_by(findings, desks)
    exempt = found_by(list(done.exempted.findings.values()), desks)
    ran = Ran(
        run=run, found=found, at=now, explains=explains_of(plan),
        rules=ran_whole(plan, not_run, before.not_run if before is not None else ()),
        windows=windows(opened, plan),
        due=due_dates(run.school_id, run.cohort_id, clock.local(now).date()),
        exempted=done.exempted.by, titles=made.titles,
    )  # fmt: skip
    with trail.atomic():
        told = reconcile(ran)
        move(
            run, RULE_RUNS["finish"], by=run.by, ended_at=now, folder=recorded.name,
            sha256=recorded.sha256, counted=recorded.manifest.counts.counted,
            totals=totals(recorded, exempt), exempted=counted(exempt, done.exempted),
            opened=told.opened, seen=told.seen, gone=told.gone,
            not_run=[[each.rule, each.reason, each.partial] for each in not_run],
            setting_versions=dict(made.versions), own_versions=dict(made.own),
        )  # fmt: skip


def last_run(cohort: Cohort) -> RuleRun | None:
    """Return the newest run of a cohort that came to its end."""
    return RuleRun.objects.filter(cohort=cohort, state=RunState.DONE).first()


@trail.atomic()
def fail(run: RuleRun, message: str) -> None:
    """End a run that cannot go on, with why; one that ended meanwhile stays as it ended."""
    held = RuleRun.objects.select_for_update().get(pk=run.pk)
    if held.state == RunState.RUNNING:
        move(held, RULE_RUNS["fail"], by=None, reason=message[:200], ended_at=clock.now(),
             message=message[:300])  # fmt: skip
