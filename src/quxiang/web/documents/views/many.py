"""Print the forms of many: choose, say why, watch, fetch."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.documents.access import PRINTS_MANY, may_print_many
from quxiang.web.documents.models import Bundle
from quxiang.web.documents.tasks import KIND, ask_for_forms
from quxiang.web.documents.views.one import site_of
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.selectors import colleges
from quxiang.web.roster.models import Cohort

_SHOWN = 10


class ChoiceForm(forms.Form):
    """Whose forms, and why."""

    cohort = forms.TypedChoiceField(label="届", coerce=int)
    college = forms.TypedChoiceField(label="学院", coerce=int, required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *RegistrationState.choices], required=False
    )
    purpose = forms.CharField(
        label="用途", min_length=4, max_length=200,
        help_text="例如“学院集中签字”。会记入留痕，并印在清单里。",
    )  # fmt: skip

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        school = reader(request).school_id
        cohorts = Cohort.objects.filter(school_id=school)
        self.fields["cohort"].choices = [(c.pk, str(c)) for c in cohorts]  # type: ignore[attr-defined]
        self.fields["college"].choices = [  # type: ignore[attr-defined]
            ("", "我能看到的全部"), *((u.pk, u.name) for u in colleges(school)),
        ]  # fmt: skip
        for name, field in self.fields.items():
            select = name != "purpose"
            field.widget.attrs["class"] = "form-select" if select else "form-control"


def many(request: HttpRequest) -> HttpResponse:
    """Show the choice and what came of earlier ones, or start printing."""
    require(may_print_many(reader(request)), PRINTS_MANY)
    form, said = ChoiceForm(request), ""
    if request.method == "POST" and form.is_valid():
        try:
            chosen = {**form.cleaned_data, "college": form.cleaned_data["college"] or 0}
            ask_for_forms(**chosen, site=site_of(request), by=reader(request))
        except InvalidError as error:
            said = str(error)
        else:
            return redirect("documents:many")
    return _shown(request, form, said)


def _shown(request: HttpRequest, form: ChoiceForm, said: str) -> HttpResponse:
    asked = Job.objects.filter(kind=KIND, requested_by=reader(request))[:_SHOWN]
    bundles = Bundle.objects.filter(by=reader(request), job__in=[each.pk for each in asked])
    by_job = {each.job_id: each for each in bundles}
    busy = any(each.state in (Job.State.QUEUED, Job.State.RUNNING) for each in asked)
    rows = [(each, by_job.get(each.pk)) for each in asked]
    context = {"form": form, "said": said, "rows": rows, "busy": busy}
    status = 422 if said or form.errors else 200
    return render(request, "documents/many.html", context, status=status)
