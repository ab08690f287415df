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
from quxiang.web.worksheets.access import SEES, sides_of
from quxiang.web.worksheets.models import Side
from quxiang.web.worksheets.selectors import Asked
from quxiang.web.worksheets.standing import Standing


def side_in(request: HttpRequest, *, named: bool = False) -> Side:
    """Return for which side a page is opened: the one asked for, else the reader's first.

    A page that names a record is not there for whoever has no side; any other is refused.
    """
    sides = sides_of(reader(request))
    if named and not sides:
        raise Http404
    require(bool(sides), SEES)
    asked = request.POST.get("side") or request.GET.get("side", "")
    return next((each for each in sides if each == asked), sides[0])


def asked_in(request: HttpRequest, graduate: Graduate | None = None) -> Asked:
    """Return what a page is about; a record that is open says cohort and college itself."""
    side, user = side_in(request, named=graduate is not None), reader(request)
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
