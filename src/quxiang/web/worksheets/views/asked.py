"""Read from an address which records a page is about."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import require
from quxiang.web.orgs.kinds import COLLEGE_POSTS
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges, posts_of
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.worksheets.access import SEES, records_of, sides_of
from quxiang.web.worksheets.models import Side
from quxiang.web.worksheets.selectors import Asked
from quxiang.web.worksheets.standing import Standing


def side_in(request: HttpRequest, graduate_id: int | None = None) -> Side:
    """Return for which side a page is opened: the one asked for, else the reader's first.

    A page that names a record is for the first side that opens it; it is not there for whoever
    has no side, and any other is refused.
    """
    user = reader(request)
    sides = sides_of(user)
    if graduate_id is not None and not sides:
        raise Http404
    require(bool(sides), SEES)
    said = request.POST.get("side", "")
    if graduate_id is not None and said in Side.values and said not in sides:
        raise Http404
    asked = said or request.GET.get("side", "")
    opened = sides
    if asked not in sides and graduate_id is not None and len(sides) > 1:
        opened = [s for s in sides if records_of(user, s).filter(pk=graduate_id).exists()] or sides
    return next((each for each in sides if each == asked), opened[0])


def asked_in(request: HttpRequest, graduate: Graduate | None = None) -> Asked:
    """Return what a page is about; a record that is open says cohort and college itself."""
    user = reader(request)
    side = side_in(request, graduate.pk if graduate is not None else None)
    given = request.POST if request.method == "POST" else request.GET
    show = given.get("show", "")
    show = show if show in Standing.values else ""
    if graduate is not None:
        college = None if side == Side.CROSS else graduate.college
        settings = getattr(graduate, "settings_text", None)
        return Asked(side, graduate.cohort, college, show, settings)
    return Asked(side, cohort_in(request), _college(user, side, given.get("college", "")), show)


def cohort_in(request: HttpRequest) -> Cohort:
    found = current_cohort(reader(request), request.GET.get("cohort", ""))
    if found is None:
        raise Http404
    return found


def choices_of(user: User, side: Side) -> list[Unit]:
    """Return the colleges a reader may choose of a side; a checker has one list of all."""
    if side == Side.CROSS:
        return []
    units = colleges(user.school_id)
    if side == Side.COLLEGE:
        units = units.filter(pk__in=posts_of(user).units(*COLLEGE_POSTS))
    return list(units)


def _college(user: User, side: Side, asked: str) -> Unit | None:
    units = choices_of(user, side)
    return next((each for each in units if str(each.pk) == asked), units[0] if units else None)


def query_of(asked: Asked, **changes: str) -> str:
    """Return the query string by which a page is about the same."""
    said = {"side": str(asked.side), "show": asked.show, **changes}
    return urlencode({name: value for name, value in said.items() if value})
