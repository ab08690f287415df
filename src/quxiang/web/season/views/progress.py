"""How far colleges are with a period; one college closes its own; the calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from quxiang.standards.calendar import deadlines, holiday_note, milestones, next_deadline
from quxiang.standards.periods import Period
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.season.access import (
    CLOSES,
    SEES,
    colleges_visible_to,
    colleges_with_people_for,
    get_college_for,
    may_close,
    may_move,
    may_see_progress,
)
from quxiang.web.season.due import waiting
from quxiang.web.season.progress import (
    Calendar,
    calendar_of,
    lines,
    moved_of,
    past_of,
    tally,
)
from quxiang.web.season.services.closing import close
from quxiang.web.season.timing import Standing

#: graduates a page lists
SHOWN = 200


def asked_calendar(request: HttpRequest) -> Calendar:
    """Return the calendar of the cohort a page is about; refuses whoever sees nothing of it."""
    user = reader(request)
    require(may_see_progress(user), SEES)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return calendar_of(cohort)


def asked_period(request: HttpRequest, calendar: Calendar) -> Period:
    """Return the period asked for by its label, else the one it is."""
    label = request.GET.get("period", "")
    if not label:
        return calendar.shown
    found = calendar.find(label)
    if found is None:
        raise Http404
    return found


def progress(request: HttpRequest) -> HttpResponse:
    """Show how every college somebody sees stands to one period."""
    calendar, user = asked_calendar(request), reader(request)
    period = asked_period(request, calendar)
    rows = lines(calendar, period, list(colleges_visible_to(user)))
    context = {
        "cohort": calendar.cohort, "calendar": calendar, "period": period, "rows": rows,
        "tally": tally(rows), "waiting": sum(each.waiting for each in rows), "tab": "progress",
        "left": clock.left_until(period.lenient, calendar.now), "moves": may_move(user),
        "note": period.holiday_note(calendar.standard.holidays),
        "extra": [] if period in calendar.until_now() else [period],
    }  # fmt: skip
    return render(request, "season/progress.html", context)


def college(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one college: this period, who is due, the periods before."""
    return _college(request, unit_id)


def _college(request: HttpRequest, unit_id: int, said: str = "", status: int = 200) -> HttpResponse:
    user = reader(request)
    unit = get_college_for(user, unit_id)
    calendar = asked_calendar(request)
    period = asked_period(request, calendar)
    past = past_of(calendar, unit.pk)
    now = next((each for each in past if each.period == period), None)
    context = {
        "cohort": calendar.cohort, "calendar": calendar, "period": period, "unit": unit,
        "now_at": now, "said": said, "past": past, "tab": "progress",
        "left": clock.left_until(now.due.lenient if now else period.lenient, calendar.now),
        "closes": may_close(user, unit) and now is not None and now.standing != Standing.BEFORE,
        "note": request.POST.get("note", ""),
        "people": colleges_with_people_for(user).filter(pk=unit.pk).exists(),
    }  # fmt: skip
    return render(request, "season/college.html", context, status=status)


def due(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show who is due in a college: a part of its page."""
    user = reader(request)
    unit = get_object_or_404(colleges_with_people_for(user), pk=unit_id)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    rows = waiting(cohort, unit.pk)
    shows(request, [each.graduate.pk for each in rows[:SHOWN]])
    label = request.GET.get("period", "")  # the page of a college says which it shows
    longer = moved_of(cohort).longer(label, clock.local(clock.now()))
    left = sum(each.graduate.pk not in longer for each in rows)
    context = {
        "due": [(each, longer.get(each.graduate.pk)) for each in rows[:SHOWN]], "total": left,
        "longer": len(rows) - left, "shown": SHOWN, "rows": len(rows),
    }  # fmt: skip
    return render(request, "season/_due.html", context)


def close_period(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Close a period for the own college."""
    user = reader(request)
    unit = get_college_for(user, unit_id)
    calendar = asked_calendar(request)
    require(may_close(user, unit), CLOSES)
    label = request.POST.get("period", "")
    try:
        made = close(
            calendar=calendar, college=unit, label=label, note=request.POST.get("note", ""), by=user
        )
    except InvalidError as error:
        return _college(request, unit_id, said=str(error), status=422)
    messages.success(
        request,
        f"已核对：{made.get_kind_display()}。录入 {made.entered} 人，留到下期 {made.left} 人。",
    )
    return redirect("season:college", unit_id)


def calendar(request: HttpRequest) -> HttpResponse:
    """Show the whole calendar: periods, deadlines, what the centre does, how days are read."""
    found, user = asked_calendar(request), reader(request)
    own = found.standard.holidays
    singles = deadlines(found.cohort.year, found.settings)
    context = {
        "cohort": found.cohort, "calendar": found, "tab": "calendar", "moves": may_move(user),
        "periods": [(each, each.holiday_note(own)) for each in found.periods],
        "deadlines": [(each, holiday_note(each.day, own)) for each in singles],
        "milestones": milestones(found.cohort.year, found.settings),
        "next": next_deadline(found.now, found.cohort.year, found.settings),
    }  # fmt: skip
    return render(request, "season/calendar.html", context)
