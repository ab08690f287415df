"""The figures of one state by both schemes, side by side, with the bridge between them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.season.access import PEOPLE, may_see_people
from quxiang.web.season.bridging import bridged
from quxiang.web.season.views.asked import MINE, asked_of


def schemes(request: HttpRequest) -> HttpResponse:
    """Show what the other scheme makes of the same people, and who moves between classes."""
    require(may_see_people(reader(request)), PEOPLE)
    asked = asked_of(request)
    if asked.within == MINE:
        raise Http404
    if not (asked.every or asked.within):
        query = {**request.GET.dict(), "within": asked.own[0]}
        return redirect(f"{reverse('season:schemes')}?{urlencode(query)}")
    context: dict[str, object] = {"cohort": asked.cohort, "asked": asked}
    if asked.row is None:
        return render(request, "season/schemes.html", context)
    try:
        context["told"] = bridged(asked.row, asked.within)
    except InvalidError as error:
        return render(request, "season/schemes.html", {**context, "said": str(error)}, status=422)
    return render(request, "season/schemes.html", context)
