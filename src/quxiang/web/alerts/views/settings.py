"""What the centre sets: every rule in a list, one rule with its history, and the days to answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.engine.ruleform import Rule
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import SEES, SETS, cases_visible_to, may_see_school, may_set
from quxiang.web.alerts.duedates import days_of, newest_days
from quxiang.web.alerts.models import Case, Trial
from quxiang.web.alerts.plans import rule_for
from quxiang.web.alerts.selectors import newest_run, tallies
from quxiang.web.alerts.services.setting import save_due_days, save_setting
from quxiang.web.alerts.services.trying import ask_for_trial
from quxiang.web.alerts.settingforms import DueForm, RuleForm
from quxiang.web.alerts.settingmodels import DueDays
from quxiang.web.alerts.settingreading import (
    RuleRow,
    history_of,
    measured,
    needs_of,
    rows_of,
    tried_words,
)
from quxiang.web.alerts.views.board import cohort_of
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort


def settings(request: HttpRequest) -> HttpResponse:
    """Show every rule: family, clause, state, parameters, open and closed cases."""
    require(may_see_school(reader(request)), SEES)
    return _settings(request, cohort_of(request))


def _settings(
    request: HttpRequest, cohort: Cohort, form: DueForm | None = None, status: int = 200
) -> HttpResponse:
    newest = newest_days(cohort.pk)
    after = newest.number if newest else 0
    versions = DueDays.objects.filter(cohort=cohort).select_related("by").order_by("-number")
    context = {
        "cohort": cohort, "rows": _rows(request, cohort), "sets": may_set(reader(request)),
        "how": measured()[0], "days": days_of(cohort.pk), "versions": list(versions),
        "form": form or DueForm(days=days_of(cohort.pk), after=after),
    }  # fmt: skip
    return render(request, "alerts/settings.html", context, status=status)


def _rows(request: HttpRequest, cohort: Cohort) -> list[RuleRow]:
    mine = cases_visible_to(reader(request)).filter(cohort=cohort)
    counts = tallies(mine, "rule", clock.today())
    return rows_of(cohort, read(cohort, settings_of(cohort)), clock.today(), counts)


def due_days(request: HttpRequest) -> HttpResponse:
    """Set how many working days a finding may wait."""
    require(may_set(reader(request)), SETS)
    cohort = cohort_of(request)
    form = DueForm(request.POST, days=days_of(cohort.pk), after=0)
    if not form.is_valid():
        return _settings(request, cohort, form, 422)
    given = form.cleaned_data
    try:
        save_due_days(
            cohort=cohort, days=form.days, after=given["after"], reason=given["reason"],
            by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        form.add_error(None, str(error))
        return _settings(request, cohort, form, 422)
    messages.success(request, "已保存；新发现的按新的期限，已有的不变。")
    return redirect("alerts:settings")


def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show one rule: why, remedy, its query, what it needs, what was set of it, its cases."""
    require(may_see_school(reader(request)), SEES)
    return rule_page(request, rule_of(request, code), cohort_of(request))


def rule_of(request: HttpRequest, code: str) -> Rule:
    """Return a rule of the school by its code; raises ``Http404`` for none."""
    found = rule_for(reader(request).school_id, code)
    if found is None:
        raise Http404
    return found


def rule_page(
    request: HttpRequest, found: Rule, cohort: Cohort, form: RuleForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, known = reader(request), read(cohort, settings_of(cohort))
    cases = Case.objects.filter(cohort=cohort, rule=found.code)
    counts = tallies(cases, "rule", clock.today())
    rows = rows_of(cohort, known, clock.today(), counts)
    row = next((each for each in rows if each.rule.code == found.code), None)
    if row is None:  # an own rule that was switched off for every cohort
        raise Http404
    form = form or RuleForm(
        rule=found, after=row.chosen.number, initial=RuleForm.initial_of(row.chosen, row.values)
    )
    context = {
        "cohort": cohort, "row": row, "rule": found, "form": form, "sets": may_set(user),
        "why": found.text("why"), "remedy": found.text("remedy"), "needs": needs_of(found),
        "history": history_of(found, cohort, known), "unrun": _unrun(cohort, found.code),
        "how": measured()[0],
        "trials": list(Trial.objects.filter(cohort=cohort, rule=found.code)[:5]),
        "parameters": [form[name] for name in form.fields if name.startswith("p_")],
    }  # fmt: skip
    return render(request, "alerts/rule.html", context, status=status)


def _unrun(cohort: Cohort, code: str) -> list[str]:
    """Return what the newest run says it lacked of a rule."""
    run = newest_run(cohort)
    return [why for each, why, _ in run.lacking if each == code] if run is not None else []


def save_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Set a rule anew: on or off, its start, its parameters."""
    require(may_set(reader(request)), SETS)
    cohort, found = cohort_of(request), rule_of(request, code)
    form = RuleForm(request.POST, rule=found, after=0)
    if not form.is_valid():
        return rule_page(request, found, cohort, form, 422)
    given = form.cleaned_data
    try:
        save_setting(
            cohort=cohort, rule=found, wanted=form.wanted, after=given["after"],
            reason=given["reason"], by=reader(request),
        )  # fmt: skip
    except InvalidError as error:
        form.add_error(None, str(error))
        return rule_page(request, found, cohort, form, 422)
    messages.success(request, "已保存为新的一版，下一次运行起按它。")
    return redirect("alerts:rule", found.code)


def try_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Try a rule with what is typed, on past snapshots; nothing is saved."""
    user = reader(request)
    require(may_set(user), SETS)
    cohort, found = cohort_of(request), rule_of(request, code)
    form = RuleForm(request.POST, rule=found, after=0)
    form.asks_no_reason()
    if not form.is_valid():
        return rule_page(request, found, cohort, form, 422)
    try:
        made = ask_for_trial(cohort=cohort, rule=found.code, parameters=form.values, by=user)
    except InvalidError as error:
        form.add_error(None, str(error))
        return rule_page(request, found, cohort, form, 422)
    return redirect("alerts:trial", made.pk)


def trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Show what a try came to, or how far it is."""
    user = reader(request)
    rows = Trial.objects.filter(school_id=user.school_id) if may_see_school(user) else None
    found = rows and rows.select_related("cohort", "by", "job", "own_rule").filter(pk=trial_id)
    made = found.first() if found else None
    if made is None:
        raise Http404
    return render(request, "alerts/trial.html", {"trial": made, "tried": tried_words(made)})
