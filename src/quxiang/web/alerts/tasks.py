"""Runs in the background: when somebody asks, every two weeks by itself, and after a crash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from quxiang.web.alerts.models import Case, RuleRun, Trial
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.services import owning
from quxiang.web.alerts.services.escalating import escalate
from quxiang.web.alerts.services.exemptions import lapse_over
from quxiang.web.alerts.services.running import TASK, ask_for_run, do_run, fail
from quxiang.web.alerts.services.trying import MOST, do_trial, end_trial
from quxiang.web.alerts.services.trying import TASK as TRY
from quxiang.web.alerts.states import OwnRuleState, RunState
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.jobs.models import Job
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.roster.models import Cohort

#: the Ministry looks every two weeks (N5)
FORTNIGHT = timedelta(days=14)
_ENDED = (Job.State.FAILED, Job.State.CANCELLED, Job.State.DONE)


@task(TASK, "运行预警规则")
def run_rules(progress: Progress, run: int) -> dict[str, Any]:
    """Do one run; what it came to is the job's result too."""
    row = RuleRun.objects.select_related("cohort__school", "snapshot", "by").get(pk=run)
    progress.start(3)
    do_run(row, progress)
    row.refresh_from_db()
    if row.state == RunState.FAILED:
        return {"message": row.message}
    return {"message": f"发现 {row.faults} 项，待核 {row.to_check} 项；新立 {row.opened} 件。"}


@task(TRY, "试运行规则")
def try_rule(progress: Progress, trial: int) -> dict[str, Any]:
    """Try one rule on past snapshots; the sentence is the job's result too."""
    row = Trial.objects.select_related("cohort__school", "by", "own_rule").get(pk=trial)
    progress.start(MOST)
    do_trial(row, progress)
    row.refresh_from_db()
    return {"message": row.sentence or row.message}


@task(owning.TASK, "检查本校规则")
def check_own_rule(progress: Progress, own_rule: int) -> dict[str, Any]:
    """Check one uploaded rule file; what came of it is the job's result too."""
    row = OwnRule.objects.get(pk=own_rule)
    progress.start(1)
    owning.check(row)
    row.refresh_from_db()
    return {"message": f"{row}：{row.get_state_display()}。"}


@periodic("alerts.interrupted", every(minutes=1))
def end_interrupted(_now: datetime) -> None:
    """End the runs, tries and checks whose job is over without them, so that the next may begin."""
    for run in RuleRun.objects.filter(state=RunState.RUNNING, job__state__in=_ENDED):
        fail(run, "运行中断了，没有改动预警。请再运行一次。")
    for trial in Trial.objects.filter(state=RunState.RUNNING, job__state__in=_ENDED):
        end_trial(trial, "试运行中断了。请再试一次。")
    for row in OwnRule.objects.filter(state=OwnRuleState.CHECKING, job__state__in=_ENDED):
        owning.judge(row, ["检查中断了。请再上传一次。"])


@periodic("alerts.fortnightly", every(hours=1))
def run_what_is_due(now: datetime) -> None:
    """Run the rules of every cohort with registrations that were not run for two weeks."""
    registered = Registration.objects.filter(cohort=OuterRef("pk"))
    cohorts = Cohort.objects.filter(Exists(registered), archived_at__isnull=True)
    last = cohorts.annotate(last=Max("rule_runs__started_at"))
    due = last.filter(
        Q(last__lte=now - FORTNIGHT) | Q(last__isnull=True, opened_at__lte=now - FORTNIGHT)
    )
    running = RuleRun.objects.filter(cohort=OuterRef("pk"), state=RunState.RUNNING)
    for cohort in due.exclude(Exists(running)).select_related("school"):
        ask_for_run(cohort=cohort, by=None, why="每两周运行一次")


@periodic("alerts.escalate", every(hours=1))
def take_overdue_up(now: datetime) -> None:
    """Tell the heads, then the centre, of what nobody answered in time."""
    overdue = Case.objects.filter(closed_at__isnull=True, due_on__lt=clock.local(now).date())
    for school in overdue.order_by().values_list("school_id", flat=True).distinct():
        escalate(school, now)


@periodic("alerts.lapse", every(hours=1))
def end_lapsed_exemptions(now: datetime) -> None:
    """End the exemptions whose last day is over, for everybody to see."""
    lapse_over(now)
