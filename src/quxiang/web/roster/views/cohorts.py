"""Cohorts and what they count by: open one, change its settings, archive it and take that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.access import SETS_UP, may_set_up
from quxiang.web.roster.access import (
    READS_COHORTS,
    RUNS_ROSTER,
    get_cohort_for,
    get_settings_for,
    may_run_roster,
    may_see_cohorts,
    may_see_lists,
)
from quxiang.web.roster.cohortreading import (
    cohorts_listed_for,
    readings_of,
    titles_of,
    told_with_grounds,
    versions_of,
)
from quxiang.web.roster.forms import CohortForm, CorrectionForm, ReasonForm
from quxiang.web.roster.inforce import read
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.rulesform import RuleRows, initial_rows, known_rules, overrides_of
from quxiang.web.roster.services import cohorts as services
from quxiang.web.roster.services.cohortcorrecting import (
    correct_cohort,
    facts_of,
    seen_of,
    why_fixed,
)
from quxiang.web.roster.services.cohortsettings import save_settings
from quxiang.web.roster.settingsform import SettingsForm


def cohorts(request: HttpRequest) -> HttpResponse:
    """Show every cohort of the school."""
    require(may_see_cohorts(reader(request)), READS_COHORTS)
    form = CohortForm(school_id=reader(request).school_id, initial={"year": clock.today().year})
    return _cohorts(request, form)


def _cohorts(request: HttpRequest, form: CohortForm, status: int = 200) -> HttpResponse:
    user = reader(request)
    context = {"cohorts": cohorts_listed_for(user), "form": form, "opens": may_set_up(user)}
    return render(request, "roster/cohorts.html", context, status=status)


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a cohort that is not there yet."""
    require(may_set_up(reader(request)), SETS_UP)
    form = CohortForm(request.POST, school_id=reader(request).school_id)
    if not form.is_valid():
        return _cohorts(request, form, 422)
    made = services.open_cohort(
        school=reader(request).school, by=reader(request), **form.cleaned_data
    )
    messages.success(request, f"已开设{made}，设置为默认值，请核对。")
    return redirect("roster:cohort", made.pk)


def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show what a cohort counts by, and every version of it."""
    return _cohort(request, get_cohort_for(reader(request), cohort_id))


def _cohort(request: HttpRequest, found: Cohort, **forms: object) -> HttpResponse:
    versions = versions_of(found)
    newest = versions[0][0] if versions else None
    settings = read(found, newest)
    initial = SettingsForm.initial_of(settings, newest.number if newest else 0)
    runs = may_run_roster(reader(request))
    context = {
        "cohort": found,
        "newest": newest,
        "versions": versions,
        "changes": runs and found.archived_at is None,
        "archives": runs,
        "counts": may_see_lists(reader(request)),
        "told": told_with_grounds(found, settings),
        "readings": readings_of(found, settings),
        "known_rules": known_rules(),
        "form": SettingsForm(initial=initial, titles=titles_of(found)),
        "rules": RuleRows(prefix="rules", initial=initial_rows(settings)),
        "archive_form": ReasonForm(prefix="archive"),
        "correction": _correction(found),
        "fixed": why_fixed(found) if runs else "",
        **forms,
    }
    return render(request, "roster/cohort.html", context, status=422 if forms else 200)


@require_POST
def save(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Give a cohort the next version of its settings."""
    found = get_cohort_for(reader(request), cohort_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    form = SettingsForm(request.POST, titles=titles_of(found))
    rules = RuleRows(request.POST, prefix="rules")
    if not (form.is_valid() & rules.is_valid()):
        return _cohort(request, found, form=form, rules=rules)
    made = save_settings(
        cohort=found, settings=form.settings(overrides_of(rules)), by=reader(request),
        after=form.cleaned_data["after"], reason=form.cleaned_data["reason"],
    )  # fmt: skip
    if made is None:
        messages.info(request, "与现行的设置相同，没有产生新的版本。")
    else:
        messages.success(request, f"已保存为第 {made.number} 版。")
    return redirect("roster:cohort", found.pk)


def _correction(found: Cohort, data: QueryDict | None = None) -> CorrectionForm:
    """Return the form that corrects a cohort, as it is or as it was sent."""
    initial = {**facts_of(found), "seen": seen_of(found)}
    return CorrectionForm(
        data, prefix="cohort", initial=initial, school_id=found.school_id, own=found.pk
    )


@require_POST
def correct(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Correct year, scheme or window while nothing rests on them."""
    found = get_cohort_for(reader(request), cohort_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    form = _correction(found, request.POST)
    if form.is_valid():
        try:
            changed = correct_cohort(cohort=found, by=reader(request), **form.cleaned_data)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已更正。" if changed else "与现在的相同，没有更改。")
            return redirect("roster:cohort", found.pk)
    return _cohort(request, found, correction=form)


def settings_file(request: HttpRequest, cohort_id: int, number: int) -> HttpResponse:
    """Give one version as the file ``quxiang check --settings`` reads."""
    found = get_settings_for(reader(request), cohort_id, number)
    response = HttpResponse(found.text, content_type="application/toml; charset=utf-8")
    name = f"settings-{found.cohort.year}-v{number}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def archive(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Archive a cohort, for a reason."""
    return _moved(request, cohort_id, archive=True)


@require_POST
def unarchive(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Take an archiving back, for a reason."""
    return _moved(request, cohort_id, archive=False)


def _moved(request: HttpRequest, cohort_id: int, *, archive: bool) -> HttpResponse:
    found = get_cohort_for(reader(request), cohort_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    form = ReasonForm(request.POST, prefix="archive")
    if not form.is_valid():
        return _cohort(request, found, archive_form=form)
    act = services.archive if archive else services.unarchive
    act(cohort=found, by=reader(request), reason=form.cleaned_data["reason"])
    messages.success(request, f"{found}{'已归档' if archive else '已取消归档'}。")
    return redirect("roster:cohort", found.pk)
