"""What moves a deadline: extensions of one college or graduate, logged outages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.changes import title_of_field
from quxiang.web.roster.models import Graduate
from quxiang.web.season.access import (
    MOVES,
    colleges_visible_to,
    colleges_with_people_for,
    get_extension_for,
    get_outage_for,
    may_move,
)
from quxiang.web.season.forms import ExtensionForm, OutageForm
from quxiang.web.season.models import Extension, Outage
from quxiang.web.season.progress import Calendar
from quxiang.web.season.services.extending import Stop, end, extend, log_outage
from quxiang.web.season.views.progress import asked_calendar

#: rows a page lists
SHOWN = 200


def moves(request: HttpRequest) -> HttpResponse:
    """Show what moved deadlines of a cohort; the centre adds to it."""
    return _moves(request, asked_calendar(request))


def _moves(
    request: HttpRequest, calendar: Calendar, said: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    user = reader(request)
    whole = Q(graduate__isnull=True, college__in=colleges_visible_to(user).values("pk"))
    named = Q(graduate__isnull=False, college__in=colleges_with_people_for(user).values("pk"))
    rows = Extension.objects.filter(whole | named, cohort=calendar.cohort)
    extensions = list(rows.select_related("college", "graduate", "by", "ended_by")[:SHOWN])
    shows(request, [each.graduate_id for each in extensions if each.graduate_id is not None])
    outages = Outage.objects.filter(cohort=calendar.cohort).select_related("by", "ended_by")
    titles = {each.label: each.deadline.title for each in calendar.periods}
    context = {
        "cohort": calendar.cohort, "tab": "moves", "moves": may_move(user), "said": said,
        "extensions": [
            (each, titles.get(each.label, each.label),
             title_of_field(each.field) if each.field else "") for each in extensions
        ],
        "outages": list(outages[:SHOWN]), "extension_form": None, "outage_form": None,
    }  # fmt: skip
    if may_move(user):
        context["extension_form"] = forms.get("extension") or ExtensionForm(calendar)
        context["outage_form"] = forms.get("outage") or OutageForm()
    return render(request, "season/moves.html", context, status=status)


def grant(request: HttpRequest) -> HttpResponse:
    """Give a college or a graduate longer for one period."""
    calendar, user = asked_calendar(request), reader(request)
    require(may_move(user), MOVES)
    form = ExtensionForm(calendar, request.POST)
    if not form.is_valid():
        return _moves(request, calendar, status=422, extension=form)
    told = form.cleaned_data
    number = told.pop("student_no")
    try:
        graduate = _graduate(calendar, number) if number else None
        extend(calendar=calendar, graduate=graduate, by=user, **told)
    except InvalidError as error:
        return _moves(request, calendar, str(error), 422, extension=form)
    messages.success(request, "已延期，学院的页面上会看到新的截止时刻和原因。")
    return _back(calendar)


def _graduate(calendar: Calendar, number: str) -> Graduate:
    found = Graduate.objects.filter(
        school_id=calendar.cohort.school_id,
        cohort=calendar.cohort,
        student_no=number,
        removed=False,
    ).first()
    if found is None:
        raise InvalidError(f"{calendar.cohort}里没有学号“{number[:30]}”。请核对学号。")
    return found


def _back(calendar: Calendar) -> HttpResponse:
    return redirect(f"{reverse('season:moves')}?cohort={calendar.cohort.year}")


def log(request: HttpRequest) -> HttpResponse:
    """Log that a system could not be used."""
    calendar, user = asked_calendar(request), reader(request)
    require(may_move(user), MOVES)
    form = OutageForm(request.POST)
    if not form.is_valid():
        return _moves(request, calendar, status=422, outage=form)
    told = form.cleaned_data
    reason = told.pop("reason")
    try:
        log_outage(cohort=calendar.cohort, stop=Stop(**told), reason=reason, by=user)
    except InvalidError as error:
        return _moves(request, calendar, str(error), 422, outage=form)
    messages.success(request, "已登记停用，邻近的截止时刻已顺延。")
    return _back(calendar)


def end_extension(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Take an extension back."""
    return _ended(request, get_extension_for(reader(request), extension_id), "已撤销延期。")


def end_outage(request: HttpRequest, outage_id: int) -> HttpResponse:
    """Take a logged outage back."""
    return _ended(request, get_outage_for(reader(request), outage_id), "已撤销停用记录。")


def _ended(request: HttpRequest, row: Extension | Outage, done: str) -> HttpResponse:
    calendar = asked_calendar(request)
    try:
        end(row=row, reason=request.POST.get("reason", ""), by=reader(request))
    except InvalidError as error:
        return _moves(request, calendar, str(error), 422)
    messages.success(request, done)
    return _back(calendar)
