"""Set a rule of a cohort, and how long findings may wait; a version each time, none edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from quxiang.engine.ruleform import Rule
from quxiang.engine.yamlform import Value
from quxiang.web.alerts.access import SETS, may_set
from quxiang.web.alerts.duedates import DAYS, LEAST, MOST, days_of, newest_days
from quxiang.web.alerts.governing import Chosen, chosen_from, newest_setting
from quxiang.web.alerts.parameters import said
from quxiang.web.alerts.parameterwords import told_of
from quxiang.web.alerts.plans import parameters_of
from quxiang.web.alerts.settingmodels import DueDays, RuleSetting
from quxiang.web.alerts.states import Severity
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohorts import hold_open

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

NEWER = "这个页面打开之后，已有人更改了设置，您的更改没有保存。请刷新后在新版上再改。"
SAME = "与现在的设置一样，没有保存新的一版。"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a rule: every parameter by name, as read from the form."""

    runs: bool
    starts_on: date | None
    parameters: Mapping[str, Value]


@trail.atomic()
def save_setting(
    *, cohort: Cohort, rule: Rule, wanted: Wanted, after: int, reason: str, by: User
) -> RuleSetting:
    """Set a rule anew, after version ``after``.

    Raises :class:`StaleStateError` when there is a newer one, :class:`InvalidError` where nothing
    differs, no reason is given or the cohort is archived.
    """
    require(may_set(by), SETS)
    reason = _reason(reason)
    hold_open(cohort.pk)
    newest = newest_setting(cohort, rule.code)
    if (newest.number if newest else 0) != after:
        raise StaleStateError(NEWER)
    before, now = chosen_from(newest), differing(cohort, rule, wanted)
    if (before.runs, before.starts_on, before.fitting(rule)) == (
        now.runs, now.starts_on, now.parameters,
    ):  # fmt: skip
        raise InvalidError(SAME)
    starts_at = None if now.starts_on is None else _midnight(now.starts_on)
    made = RuleSetting.objects.create(
        school_id=cohort.school_id, cohort=cohort, rule=rule.code, number=after + 1,
        runs=now.runs, parameters=dict(now.parameters), starts_at=starts_at, reason=reason,
        by=by, at=clock.now(),
    )  # fmt: skip
    trail.record(
        "rulesetting.save", made, by=by, reason=reason,
        before=in_words(cohort, rule, before),
        after={"code": rule.code, "number": made.number} | in_words(cohort, rule, now),
    )  # fmt: skip
    return made


def differing(cohort: Cohort, rule: Rule, wanted: Wanted) -> Chosen:
    """Return what is wanted with only the parameters that are not so already."""
    settings = read(cohort, settings_of(cohort))
    beneath = parameters_of([rule], settings, {})[rule.code]
    changed = {name: value for name, value in wanted.parameters.items() if beneath[name] != value}
    return Chosen(wanted.runs, wanted.starts_on, changed)


def in_words(cohort: Cohort, rule: Rule, chosen: Chosen) -> dict[str, str]:
    """Return what is set of a rule as a page and the trail say it."""
    settings = read(cohort, settings_of(cohort))
    values = parameters_of([rule], settings, {rule.code: chosen})[rule.code]
    told = {each: told_of(rule.code, each) for each in values}
    return {
        "运行": "运行" if chosen.runs else "停用",
        "开始日": chosen.starts_on.isoformat() if chosen.starts_on else "",
        **{told[name].title: said(value, told[name]) for name, value in values.items()},
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI)


def _reason(text: str) -> str:
    if len(text.strip()) < 2:
        raise InvalidError("请写明原因：谁决定、依据什么。")
    return text.strip()[:200]


@trail.atomic()
def save_due_days(
    *, cohort: Cohort, days: Mapping[str, int], after: int, reason: str, by: User
) -> DueDays:
    """Set the working days each severity has; what is open keeps the date it was given.

    Raises as :func:`save_setting` does, and for days that are none.
    """
    require(may_set(by), SETS)
    reason = _reason(reason)
    for each in DAYS:
        if not LEAST <= days.get(each, 0) <= MOST:
            word = Severity(each).label
            raise InvalidError(f"“{word}”的答复期限应是 {LEAST} 到 {MOST} 个工作日。")
    hold_open(cohort.pk)
    newest = newest_days(cohort.pk)
    if (newest.number if newest else 0) != after:
        raise StaleStateError(NEWER)
    before = days_of(cohort.pk)
    if before == dict(days):
        raise InvalidError(SAME)
    made = DueDays.objects.create(
        school_id=cohort.school_id, cohort=cohort, number=after + 1, reason=reason, by=by,
        at=clock.now(), **{str(each): days[each] for each in DAYS},
    )  # fmt: skip
    words = {each: str(Severity(each).label) for each in DAYS}
    trail.record(
        "duedays.save", made, by=by, reason=reason,
        before={words[each]: before[each] for each in DAYS},
        after={"number": made.number} | {words[each]: days[each] for each in DAYS},
    )  # fmt: skip
    return made
