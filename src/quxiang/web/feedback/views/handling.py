"""What was done about colleges, by grade; the receipt of a college's head."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import may_see_school
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.feedback.access import (
    OF_COLLEGES,
    RECEIVES,
    TAKES,
    get_handling_for,
    handlings_visible_to,
    may_receive,
    may_see_colleges,
    may_take,
)
from quxiang.web.feedback.forms import BAD_DAY
from quxiang.web.feedback.models import FeedbackList
from quxiang.web.feedback.services.handling import (
    LONGEST,
    Act,
    acknowledge,
    grades_of,
    record_handling,
)
from quxiang.web.feedback.views.taking import cohort_of
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges
from quxiang.web.roster.models import Cohort

_CONTROL = {"class": "form-control"}
_SELECT = {"class": "form-select"}
#: handlings a page lists
SHOWN = 200


class HandlingForm(forms.Form):
    """What is done about which college."""

    college = forms.ModelChoiceField(
        label="学院", queryset=Unit.objects.none(), widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选学院。", "invalid_choice": "请选列出的学院。"},
    )  # fmt: skip
    grade = forms.ChoiceField(
        label="处理等级", widget=forms.Select(attrs=_SELECT),
        error_messages={"required": "请选等级。", "invalid_choice": "请选列出的等级。"},
    )  # fmt: skip
    on = forms.DateField(
        label="日期", error_messages=BAD_DAY,
        widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    document_no = forms.CharField(
        label="依据文号", max_length=80, widget=forms.TextInput(attrs=_CONTROL),
        error_messages={"required": "请填依据的文件或会议纪要的文号。"},
    )  # fmt: skip
    text = forms.CharField(
        label="事由与要求", max_length=LONGEST,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 4}),
        error_messages={"required": "请写明事由和要求，学院会看到。"},
    )  # fmt: skip
    of = forms.ModelChoiceField(
        label="有关的反馈名单", queryset=FeedbackList.objects.none(), required=False,
        empty_label="与名单无关", widget=forms.Select(attrs=_SELECT),
    )  # fmt: skip

    def __init__(self, cohort: Cohort, *args: Any) -> None:
        super().__init__(*args)
        fields: dict[str, Any] = self.fields
        fields["college"].queryset = colleges(cohort.school_id)
        fields["of"].queryset = FeedbackList.objects.filter(cohort=cohort)
        grades = [(code, row.name) for code, row in grades_of(cohort).items()]
        fields["grade"].choices = [("", "—"), *grades]


def handlings(request: HttpRequest) -> HttpResponse:
    """Show what was done about colleges, with whether their heads have read it."""
    cohort = cohort_of(request)
    return _handlings(request, cohort, HandlingForm(cohort) if _takes(request) else None)


def _takes(request: HttpRequest) -> bool:
    return may_take(reader(request))


def _handlings(
    request: HttpRequest, cohort: Cohort, form: HandlingForm | None, said: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user = reader(request)
    require(may_see_colleges(user), OF_COLLEGES)
    found = handlings_visible_to(user).filter(cohort=cohort)
    rows = list(found.select_related("college", "of", "by", "receipt__by")[:SHOWN])
    grades = grades_of(cohort)
    context = {
        "cohort": cohort, "form": form, "said": said, "tab": "handlings", "grades": grades.values(),
        "school": may_see_school(user),
        "rows": [
            (each, grades[each.grade].name if each.grade in grades else each.grade,
             getattr(each, "receipt", None), may_receive(user, each))
            for each in rows
        ],
    }  # fmt: skip
    return render(request, "feedback/handlings.html", context, status=status)


def handle(request: HttpRequest) -> HttpResponse:
    """Keep what was done about a college."""
    require(_takes(request), TAKES)
    cohort = cohort_of(request)
    form = HandlingForm(cohort, request.POST)
    if not form.is_valid():
        return _handlings(request, cohort, form, status=422)
    told = dict(form.cleaned_data)
    college = told.pop("college")
    try:
        record_handling(cohort=cohort, college=college, act=Act(**told), by=reader(request))
    except InvalidError as error:
        return _handlings(request, cohort, form, str(error), 422)
    messages.success(request, "已记录，并通知该院就业工作主要负责人签收。")
    return redirect("feedback:handlings")


def receive(request: HttpRequest, handling_id: int) -> HttpResponse:
    """Acknowledge a handling for one's college."""
    found = get_handling_for(reader(request), handling_id)
    require(may_receive(reader(request), found), RECEIVES)
    acknowledge(handling=found, by=reader(request))
    messages.success(request, "已签收，时间已记下。")
    return redirect("feedback:handlings")
