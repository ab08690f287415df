"""未就业台账: who has no work yet, what they said, who reached out last; through the gate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.helping import (
    CONTACTED,
    HELPS,
    get_helped_for,
    hardship_names,
    helped_by,
    may_see_hardship,
    may_see_seeking,
    seeking_names,
    with_hardship,
)
from quxiang.web.destinations.helping import seeking as seeking_rows
from quxiang.web.destinations.models import Outreach
from quxiang.web.destinations.services.helping import Told, note_outreach
from quxiang.web.destinations.today import may_see_today
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.release.views import export_list
from quxiang.web.roster.lists import unit_names
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.roster.selectors import current_cohort, found_by

_FILLED = {"yes": "已填", "no": "没填"}
_CONTROL, _SELECT = {"class": "form-control"}, {"class": "form-select"}
_WAYS, _HELP = dict(Outreach.Way.choices), dict(Outreach.Help.choices)


def _contact(row: Any) -> str:
    if row.last_on is None:
        return "没有联系过"
    last = f"{row.last_on:%Y-%m-%d} {_WAYS[row.last_way]}（{row.last_by}）"
    return last if row.last_reached else f"{last} 没有联系上"


def _helped(row: Any) -> str:
    help_ = _HELP.get(row.last_help or "", "")
    return f"{help_}：{row.last_note}" if help_ and row.last_note else help_


HARDSHIP = Column(
    "hardship", "困难生类别", labelled=True,
    value=lambda g: hardship_names().get(g.hardship_seen, g.hardship_seen),
)  # fmt: skip
SEEKING_LIST = ListSpec(
    name="seeking",
    title="未就业台账",
    columns=(
        Column("name", "姓名", order=("name",)),
        Column("student_no", "学号", order=("student_no",)),
        Column("college", "学院", value=lambda g: g.college.name),
        Column("class_name", "班级", shown=False),
        Column("kind", "类别", value=lambda g: seeking_names().get(g.code, g.code)),
        HARDSHIP,
        Column("reason", "主要原因", labelled=True),
        Column("intention", "求职意向", labelled=True),
        Column("contact", "最近联系", value=_contact, order=("last_on",), labelled=True),
        Column("help", "最近的帮助", value=_helped, labelled=True),
        Column("archive_to", "档案转递单位", value=lambda g: g.archive_to or "没填", labelled=True),
        Column("household_to", "户口迁往地址", value=lambda g: g.household_to or "没填",
               shown=False),
        Column(
            "said_at", "最近填报", value=lambda g: f"{clock.local(g.said_at):%Y-%m-%d %H:%M}",
            order=("said_at",), labelled=True,
        ),
    ),
    order=("college__order", "college_id", "student_no"),
    search=found_by,
    filters=(
        Filter("kind", "类别", "code", lambda _: seeking_names()),
        Filter("contacted", "联系情况", "contacted", lambda _: CONTACTED),
        Filter("hardship", "困难生类别", "hardship_seen", lambda _: hardship_names()),
        Filter("archive", "档案转递单位", "archive", lambda _: _FILLED),
        Filter("household", "户口迁往地址", "household", lambda _: _FILLED),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("destinations:helping"),
    empty_title="台账里没有人",
    empty_hint="登记为待就业、暂不就业的毕业生会列在这里。",
)  # fmt: skip


def _spec(request: HttpRequest) -> ListSpec:
    """Return the list as its reader may have it: hardship is for who helps with it."""
    if may_see_hardship(reader(request)):
        return SEEKING_LIST
    columns = tuple(each for each in SEEKING_LIST.columns if each.key != "hardship")
    filters = tuple(each for each in SEEKING_LIST.filters if each.key != "hardship")
    return replace(SEEKING_LIST, columns=columns, filters=filters)


def _cohort(request: HttpRequest) -> Cohort:
    user = reader(request)
    require(may_see_seeking(user), HELPS)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    user = reader(request)
    return with_hardship(seeking_rows(helped_by(user, cohort)), user).select_related("college")


def seeking(request: HttpRequest) -> HttpResponse:
    """List who has no work yet, what they said of it, who reached out, where papers go."""
    cohort = _cohort(request)
    page = build(request, _spec(request), _rows(request, cohort))
    shows(request, page.ids)
    context = {"page": page, "cohort": cohort, "registered": may_see_today(reader(request))}
    return render(request, "destinations/seeking.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate."""
    return export_list(request, _spec(request), _rows(request, _cohort(request)))


class OutreachForm(forms.Form):
    """One time somebody reached out."""

    on = forms.DateField(
        label="联系日期",
        widget=forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d"),
    )
    way = forms.ChoiceField(
        label="怎样联系", choices=Outreach.Way.choices, widget=forms.Select(attrs=_SELECT)
    )
    reached = forms.ChoiceField(
        label="联系上了吗", choices=(("yes", "联系上了"), ("no", "没有联系上")),
        help_text="联系不上单独记，不算拒绝就业。", widget=forms.Select(attrs=_SELECT),
    )  # fmt: skip
    help = forms.ChoiceField(
        label="提供的帮助", choices=Outreach.Help.choices, widget=forms.Select(attrs=_SELECT)
    )
    note = forms.CharField(
        label="说明", required=False, max_length=200,
        widget=forms.Textarea(attrs={**_CONTROL, "rows": 2}),
        help_text="推荐了什么岗位、约好什么；不写病情、家庭收入等与帮助无关的情况。",
    )  # fmt: skip

    def told(self) -> Told:
        said = self.cleaned_data
        reached = said["reached"] == "yes"
        return Told(said["on"], said["way"], reached, said["help"], said["note"])


def helping(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show what a graduate said and what was done so far; take what was done today."""
    user = reader(request)
    found = get_helped_for(user, graduate_id)
    form = OutreachForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            note_outreach(graduate=found, told=form.told(), by=user)
        except InvalidError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已记下对{found.name}的联系。")
            return redirect("destinations:helping", found.pk)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Graduate, form: OutreachForm) -> HttpResponse:
    shows(request, [found.pk])
    rows = with_hardship(Graduate.objects.filter(pk=found.pk), reader(request))
    row: Any = seeking_rows(rows).first()
    context = {
        "graduate": found, "form": form, "row": row,
        "kind": seeking_names().get(row.code) if row else "",
        "hardship": hardship_names().get(row.hardship_seen) if row else "",
        "done": found.outreach.select_related("by"),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "destinations/helping.html", context, status=status)
