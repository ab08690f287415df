"""Try a rule on past snapshots, in the background: what it would raise, and how that ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quxiang.engine.checked import Checked
from quxiang.engine.results import Finding
from quxiang.engine.run import Plan
from quxiang.engine.snapshots import Snapshot, open_snapshot
from quxiang.engine.yamlform import Value
from quxiang.problems import UnusableError
from quxiang.web.alerts.access import VERIFIES, may_decide
from quxiang.web.alerts.desks import Desks, desks_of
from quxiang.web.alerts.exempting import exempted_by, findings_of
from quxiang.web.alerts.found import found_by
from quxiang.web.alerts.governing import Chosen, chosen_of
from quxiang.web.alerts.models import Case, Trial
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.ownrules import checked_own, own_rows
from quxiang.web.alerts.plans import planned
from quxiang.web.alerts.services.exemptions import in_force
from quxiang.web.alerts.states import RULE_RUNS, CaseState, RunState, Verdict
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import among
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.states import move
from quxiang.web.jobs.progress import CancelledError, Progress
from quxiang.web.jobs.services import enqueue
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Snapshot as Frozen

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TASK = "alerts.try"
#: the newest so many snapshots are looked at
MOST = 6
_BROKEN = "程序出错，没有试完。请再试一次；若仍失败，请联系管理员。"


@trail.atomic()
def ask_for_trial(
    *, cohort: Cohort, rule: str, parameters: Mapping[str, Value], by: User,
    own_rule: OwnRule | None = None,
) -> Trial:  # fmt: skip
    """Begin to try a rule with these parameters; refuses a cohort nobody has frozen yet."""
    require(may_decide(by), VERIFIES)
    if not Frozen.objects.filter(cohort=cohort).exists():
        raise InvalidError("这一届还没有快照，没有可以试的数据；运行一次规则就有了。")
    trial = Trial.objects.create(
        school_id=cohort.school_id, cohort=cohort, rule=rule, own_rule=own_rule, by=by,
        parameters=dict(parameters), started_at=clock.now(),
    )  # fmt: skip
    trail.record("trial.begin", trial, by=by, after={"code": rule})
    key = f"trial-{trial.pk}"
    job = enqueue(TASK, key=key, by=by, school_id=cohort.school_id, trial=trial.pk)
    Trial.objects.filter(pk=trial.pk).update(job=job)
    return trial


def do_trial(trial: Trial, progress: Progress | None = None) -> None:
    """Do a trial that has begun; nothing but the trial itself is written."""
    if trial.state != RunState.RUNNING:
        return
    try:
        result = _tried(trial, progress)
    except CancelledError:
        end_trial(trial, "已按要求停止。")
        raise
    except (UnusableError, InvalidError) as error:
        end_trial(trial, "".join(f"{each.message}{each.remedy}" for each in error.problems))
    except Exception:
        end_trial(trial, _BROKEN)
        raise
    else:
        with trail.atomic():
            move(trial, RULE_RUNS["finish"], by=trial.by, ended_at=clock.now(), result=result)


@trail.atomic()
def end_trial(trial: Trial, message: str) -> None:
    """End a trial that cannot go on; one that ended meanwhile stays as it ended."""
    held = Trial.objects.select_for_update().get(pk=trial.pk)
    if held.state == RunState.RUNNING:
        move(held, RULE_RUNS["fail"], by=None, reason=message[:200], ended_at=clock.now(),
             message=message[:300])  # fmt: skip


@dataclass
class _Seen:
    """What was found over all snapshots, by fingerprint: as it was seen last."""

    found: dict[str, Finding] = field(default_factory=dict)
    now: dict[str, Finding] = field(default_factory=dict)
    exempt: set[str] = field(default_factory=set)
    told: list[dict[str, Any]] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)


def _tried(trial: Trial, progress: Progress | None) -> dict[str, Any]:
    rows = list(Frozen.objects.filter(cohort=trial.cohort).order_by("-number")[:MOST])[::-1]
    own, _ = checked_own(own_rows(trial.school_id))
    tried, _ = checked_own([trial.own_rule] if trial.own_rule is not None else [])
    if trial.own_rule is not None and not tried:
        raise InvalidError("这一版规则没有通过检查，不能试运行。")
    others = [each for each in own if not tried or each.rule.code != trial.rule]
    seen = _Seen()
    for at, row in enumerate(rows, 1):
        _look(trial, row, seen, (others, [*others, *tried]))
        if progress is not None:
            progress.at(at, f"已试 {at} 份快照，共 {len(rows)} 份")
    return _result(trial, seen)


def _look(
    trial: Trial, row: Frozen, seen: _Seen, own: tuple[Sequence[Checked], Sequence[Checked]]
) -> None:
    """Look at one snapshot as the rule is tried, and as it runs now."""
    opened, on = open_snapshot(row.path), clock.local(row.moment).date()
    chosen = chosen_of(trial.cohort)
    now = planned(opened.settings, chosen, on, own[0]).plan
    wanted = _as_tried(trial, planned(opened.settings, _on(chosen, trial), on, own[1]).plan)
    found = _found(opened, wanted, trial.rule, seen.lacking)
    rules = replace(wanted, rules=[e for e in wanted.rules if e.rule.code == trial.rule])
    exempted = exempted_by(list(in_force(trial.cohort, clock.today())), opened, rules)
    seen.exempt |= exempted.by.keys() & found.keys()
    kept = {key: each for key, each in found.items() if key not in exempted.by}
    seen.found.update(kept)
    seen.now.update(_found(opened, now, trial.rule, []))
    doubtful = sum(each.verdict == Verdict.TO_CHECK for each in kept.values())
    seen.told.append({
        "number": row.number, "moment": clock.local(row.moment).isoformat(" ", "minutes"),
        "found": len(kept), "to_check": doubtful,
    })  # fmt: skip


def _on(chosen: Mapping[str, Chosen], trial: Trial) -> dict[str, Chosen]:
    """Return what is set, with the rule that is tried switched on."""
    return {**chosen, trial.rule: Chosen()}


def _as_tried(trial: Trial, plan: Plan) -> Plan:
    values = {n: tuple(v) if isinstance(v, list) else v for n, v in trial.parameters.items()}
    known = plan.parameters.get(trial.rule, {})
    fitting = {name: value for name, value in values.items() if name in known}
    return replace(plan, parameters={**plan.parameters, trial.rule: {**known, **fitting}})


def _found(opened: Snapshot, plan: Plan, rule: str, lacking: list[str]) -> dict[str, Finding]:
    """Return what one rule of a plan finds; why it did not run goes to ``lacking``, once."""
    if rule not in {each.rule.code for each in plan.rules}:
        return {}
    found, not_run = findings_of(opened.dataset, opened, plan, {rule})
    lacking += [each.reason for each in not_run if each.reason not in lacking]
    return found


def _result(trial: Trial, seen: _Seen) -> dict[str, Any]:
    ended = _ended(trial.cohort, seen.found)
    return {
        "snapshots": seen.told, "raised": len(seen.found), "exempt": len(seen.exempt),
        "to_check": sum(e.verdict == Verdict.TO_CHECK for e in seen.found.values()),
        "now": len(seen.now), "new": len(seen.found.keys() - seen.now.keys()),
        "gone": len(seen.now.keys() - seen.found.keys()), "lacking": seen.lacking,
        "ended": dict(Counter(ended.values())), "colleges": _colleges(trial.cohort, seen, ended),
    }  # fmt: skip


def _ended(cohort: Cohort, keys: Iterable[str]) -> dict[str, str]:
    """Return how the newest case of each fingerprint ended: its outcome, or ``open``."""
    rows = Case.objects.filter(among(Case, "fingerprint", list(keys)), cohort=cohort)
    told = rows.order_by("pk").values_list("fingerprint", "state", "outcome")
    return {key: outcome if state == CaseState.CLOSED else "open" for key, state, outcome in told}


def _colleges(cohort: Cohort, seen: _Seen, ended: Mapping[str, str]) -> list[dict[str, Any]]:
    """Count by college, the most first; ``None`` is of no one college."""
    desks: Desks = desks_of(cohort)
    names = dict(Unit.objects.filter(school_id=cohort.school_id).values_list("pk", "name"))
    counts: dict[int | None, Counter[str]] = {}
    for key, each in found_by(list(seen.found.values()), desks).items():
        counts.setdefault(each.college, Counter()).update(["raised", ended.get(key, "never")])
    told = [
        {
            "college": names.get(key, "不属一个学院") if key else "不属一个学院",
            "raised": count["raised"], "borne_out": count["fixed"] + count["justified"],
            "false_alarm": count["false_alarm"],
        }
        for key, count in counts.items()
    ]  # fmt: skip
    return sorted(told, key=lambda each: (-int(str(each["raised"])), str(each["college"])))
