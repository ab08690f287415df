"""Files of cases: taken from a form, shown page by page after a look at who asks, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import WITHDRAWS, cases_visible_to, get_case_file_for, may_withdraw
from quxiang.web.alerts.services import filing as services
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import require
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.uploads import content_of
from quxiang.web.evidence.views.files import page_picture


def paper_of(request: HttpRequest) -> services.Paper | None:
    """Return the file that came with a form, taken in; none came, none is returned."""
    files = request.FILES.getlist("file")
    if not files:
        return None
    named = request.POST.get("title", "").strip() or files[-1].name or ""
    return services.take_in(
        school_id=reader(request).school_id, content=content_of(request), title=named
    )


def page(request: HttpRequest, file_id: int, number: int) -> HttpResponse:
    """Give one page of a file as a picture."""
    user = reader(request)
    found = get_case_file_for(user, file_id)
    require(may_open(user), "您的岗位只能看到有这份材料，不能打开它。")
    if not 1 <= number <= found.pages:
        raise Http404
    people = cases_visible_to(user).filter(events__filings__file=found, graduate__isnull=False)
    shown = sorted(set(people.values_list("graduate_id", flat=True)))
    shows(request, shown, f"预警材料 {found.sha256[:12]}")
    return page_picture(request, found, number)


def withdraw(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take a file back, and return to the case it was looked at in."""
    user = reader(request)
    found = get_case_file_for(user, file_id)
    require(may_withdraw(user, found), WITHDRAWS)
    services.withdraw(file=found, reason=request.POST.get("reason", ""), by=user)
    messages.success(request, "已撤下，经过里写明了谁为什么撤下。")
    case = request.POST.get("case", "")
    known = case.isdecimal() and len(case) < 19
    return redirect("alerts:case", int(case)) if known else redirect("alerts:cases")
