"""Dashboards: the school, a college, a leader's phone, the wall; their charts through the gate."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.models import Unit
from quxiang.web.release.services import gate
from quxiang.web.release.views import PurposeForm, file_response
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.season.access import (
    SEES,
    WHOLE_SCHOOL,
    colleges_visible_to,
    get_college_for,
    may_see_every_college,
    may_see_people_of,
    may_see_progress,
)
from quxiang.web.season.dashboards.board import Board, board_of, newest_of
from quxiang.web.season.dashboards.briefing import things_to_know
from quxiang.web.season.dashboards.drawing import chart_of
from quxiang.web.season.dashboards.kept import drawn
from quxiang.web.season.dashboards.pictures import picture

#: charts of the leader's page and of the wall
BRIEF, WALL = ("placement",), ("placement", "classes")
CHART, PANEL = "season/_chart.html", "season/_panel.html"


@dataclass(frozen=True)
class Asked:
    """Which dashboard a page is: of which cohort and college, whether nobody may be recognised."""

    cohort: Cohort
    college: Unit | None
    board: Board | None
    closed: bool
    said: str = ""

    @property
    def context(self) -> dict[str, object]:
        return {
            "cohort": self.cohort, "college": self.college, "board": self.board,
            "closed": self.closed, "said": self.said,
        }  # fmt: skip

    @property
    def status(self) -> int:
        return 422 if self.said else 200


def _asked(request: HttpRequest, unit_id: int | None, *, closed: bool = False) -> Asked:
    user = reader(request)
    college = None if unit_id is None else get_college_for(user, unit_id)
    require(college is not None or may_see_progress(user), SEES)
    require(college is not None or may_see_every_college(user), WHOLE_SCHOOL)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    closed = closed or not may_see_people_of(user, college)
    number = request.GET.get("snapshot", "")
    snapshot = newest_of(cohort, college, number)
    if snapshot is None:
        if number:
            raise Http404
        return Asked(cohort, college, None, closed)
    units = list(colleges_visible_to(user)) if college is None else [college]
    try:
        board = board_of(cohort, snapshot, college, units)
    except InvalidError as error:
        return Asked(cohort, college, None, closed, str(error))
    return Asked(cohort, college, board, closed)


def _own(request: HttpRequest, route: str) -> HttpResponse | None:
    """Lead whoever sees single colleges only to the page of the first; ``None`` for others."""
    user = reader(request)
    if not may_see_progress(user) or may_see_every_college(user):
        return None
    own = colleges_visible_to(user).first()
    return None if own is None else redirect(f"season:{route}", own.pk)


def school(request: HttpRequest) -> HttpResponse:
    """Show the dashboard of the school; a college's people are led to their own."""
    return _own(request, "college_board") or _page(request, None)


def college(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the dashboard of one college."""
    return _page(request, unit_id)


def _page(request: HttpRequest, unit_id: int | None) -> HttpResponse:
    asked = _asked(request, unit_id)
    context = asked.context
    if asked.board is not None:
        context["charts"] = drawn(asked.board, CHART, closed=asked.closed)
    return render(request, "season/board.html", context, status=asked.status)


def brief(request: HttpRequest, unit_id: int | None = None) -> HttpResponse:
    """Show a leader's page: five figures, the curve, three things to know."""
    led = _own(request, "college_brief") if unit_id is None else None
    if led is not None:
        return led
    asked = _asked(request, unit_id)
    context = asked.context
    if asked.board is not None:
        context |= {
            "things": things_to_know(asked.board, closed=asked.closed),
            "charts": drawn(asked.board, CHART, BRIEF, closed=asked.closed),
        }
    return render(request, "season/brief.html", context, status=asked.status)


def wall(request: HttpRequest) -> HttpResponse:
    """Show what may hang on a wall: no person, and no number that is few people."""
    asked = _asked(request, None, closed=True)
    context = asked.context
    if asked.board is not None:
        context["charts"] = drawn(asked.board, PANEL, WALL, closed=True)
    return render(request, "season/wall.html", context, status=asked.status)


def _told(asked: Asked) -> str:
    """Return of whom and of when a picture is: it is seen without its page."""
    assert asked.board is not None  # noqa: S101 - a chart was made from it
    snapshot, whom = asked.board.snapshot, asked.college or asked.cohort.school
    moment = clock.local(snapshot.known_at)
    return (
        f"{whom} · {asked.cohort} · 快照第 {snapshot.number} 份 · 所知截至 {moment:%Y-%m-%d %H:%M}"
    )


def export(request: HttpRequest, unit_id: int | None = None) -> HttpResponse:
    """Ask what a chart's table is for, then let it and its picture through the gate."""
    asked = _asked(request, unit_id)
    key = request.GET.get("chart", "")
    if not key:
        return redirect("../")
    chart = chart_of(asked.board, key, closed=asked.closed) if asked.board is not None else None
    if chart is None:
        raise Http404
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        released = gate(
            reader(request), what=chart.title, purpose=form.cleaned_data["purpose"],
            columns=[each.title for each in chart.columns], rows=chart.rows,
            files={f"{chart.title}.svg": picture(chart, _told(asked))} if chart.drawn else None,
        )  # fmt: skip
        return file_response(released)
    context = {"form": form, "spec": chart, "count": len(chart.rows)}
    return render(request, "release/purpose.html", context, status=422 if form.errors else 200)
