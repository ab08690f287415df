"""Groups of employers that share an owner, an address or a telephone."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import require
from quxiang.web.employers.access import (
    KEEPS_EMPLOYERS,
    SEES_WHOLE,
    may_keep_employers,
    may_see_whole,
)
from quxiang.web.employers.forms import ThresholdForm
from quxiang.web.employers.groups import LINKS, filled, groups_of, threshold_of
from quxiang.web.employers.models import GroupThreshold
from quxiang.web.employers.services.grouping import set_threshold
from quxiang.web.roster.selectors import current_cohort

#: groups on one page
SHOWN = 20


def groups(request: HttpRequest) -> HttpResponse:
    """List the groups of one kind, those with most graduates first."""
    user = reader(request)
    require(may_see_whole(user), SEES_WHOLE)
    least = threshold_of(user.school_id)
    form = ThresholdForm(initial={"employers": least.employers, "people": least.people})
    return _page(request, form, least)


def threshold(request: HttpRequest) -> HttpResponse:
    """Set from when on groups are listed."""
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    form = ThresholdForm(request.POST)
    if not form.is_valid():
        return _page(request, form, threshold_of(reader(request).school_id))
    set_threshold(by=reader(request), **form.cleaned_data)
    messages.success(request, "已更改，列表按新的界限。")
    return redirect("employers:groups")


def _page(request: HttpRequest, form: ThresholdForm, least: GroupThreshold) -> HttpResponse:
    user = reader(request)
    link = LINKS.get(request.GET.get("kind", ""), LINKS["owner"])
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    found = groups_of(least, link, cohort)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "link": link, "links": LINKS.values(), "cohort": cohort, "page": page,
        "groups": filled(list(page.object_list), user.school_id, cohort), "count": len(found),
        "least": least, "form": form,
        "keeps": may_keep_employers(user),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "employers/groups.html", context, status=status)
