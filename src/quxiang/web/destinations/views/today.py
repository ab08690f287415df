"""今日: drop today's export, see five numbers, take a file and a text for each."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.standards.calendar import next_deadline
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.destinations.fragments import drawn_today
from quxiang.web.destinations.layout import COLUMNS, row_of
from quxiang.web.destinations.today import (
    BY_KEY,
    LISTS,
    SEES_TODAY,
    List,
    Scope,
    may_see_today,
    scope_of,
)
from quxiang.web.reference.selectors import standard_of
from quxiang.web.release.services import gate
from quxiang.web.release.views import file_response
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.selectors import current_cohort

#: filing to the registering system is allowed once and for all (N6.3): logged, not asked each time
STANDING = "报送登记系统（常设授权）"
_PAGE = 200


def _scope(request: HttpRequest) -> Scope:
    user = reader(request)
    require(not user.is_graduate and may_see_today(user), SEES_TODAY)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return scope_of(user, cohort)


def today(request: HttpRequest) -> HttpResponse:
    """Show the day's numbers and where to drop today's export."""
    scope = _scope(request)
    settings = read(scope.cohort, settings_of(scope.cohort))
    now = clock.local(clock.now())
    deadline = next_deadline(now, scope.cohort.year, settings)
    context = {
        "cohort": scope.cohort,
        "numbers": [(each, each.count(scope)) for each in LISTS],
        "seen_at": scope.seen[1],
        "deadline": deadline,
        "parts": drawn_today(request, scope.cohort, settings),
        "left": clock.left_until(deadline.strict, now) if deadline is not None else "",
    }
    return render(request, "destinations/today.html", context)


def _list(key: str) -> List:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def one_list(request: HttpRequest, key: str) -> HttpResponse:
    """Show one of the lists with the text to copy and the file to take."""
    found, scope = _list(key), _scope(request)
    lines = found.lines(scope)
    shows(request, [line.graduate.pk for line in lines[:_PAGE]])
    context = {
        "list": found, "cohort": scope.cohort, "lines": lines[:_PAGE], "total": len(lines),
        "shown": _PAGE,
    }  # fmt: skip
    return render(request, "destinations/today_list.html", context)


def list_file(request: HttpRequest, key: str) -> HttpResponse:
    """Give a list as the registering system's workbook, through the gate."""
    found, scope = _list(key), _scope(request)
    standard = standard_of(scope.cohort.school_id, scope.cohort.scheme)
    rows, subjects = [], []
    for line in found.lines(scope):
        registration = getattr(line.graduate, "registration", None)
        line.graduate.cohort = scope.cohort
        if registration is not None and registration.current is not None:
            rows.append(row_of(line.graduate, registration.current, standard))
            subjects.append(line.graduate.pk)
    released = gate(
        reader(request), what=found.title, purpose=STANDING,
        columns=[header for header, _ in COLUMNS], rows=rows, subjects=subjects,
    )  # fmt: skip
    return file_response(released)
