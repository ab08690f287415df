"""How long each kind is kept, what goes next, and legal holds; for the centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.privacy.access import SETS_RETENTION, get_hold_for, may_set_retention
from quxiang.web.privacy.forms import HoldForm, PeriodForm
from quxiang.web.privacy.kinds import KINDS
from quxiang.web.privacy.outlook import SOON, holds_for, outlook_for
from quxiang.web.privacy.services import retention as services
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.models import Cohort


def retention(request: HttpRequest) -> HttpResponse:
    """Show periods with their basis, what would be deleted next, and what is held."""
    require(may_set_retention(reader(request)), SETS_RETENTION)
    return _shown(request, HoldForm())


def _shown(
    request: HttpRequest, hold_form: HoldForm, wrong: PeriodForm | None = None, kind: str = ""
) -> HttpResponse:
    outlooks = outlook_for(reader(request), clock.now())
    holds = holds_for(reader(request))
    for hold in holds:
        shows(request, [each.pk for each in hold.person.graduates.all()] if hold.person else [])
    rows = [(each, wrong if wrong and each.kind.name == kind else _form(each)) for each in outlooks]
    context = {"rows": rows, "holds": holds, "hold_form": hold_form, "wrong": kind, "soon": SOON}
    status = 422 if wrong or hold_form.errors else 200
    return render(request, "privacy/retention.html", context, status=status)


def _form(outlook: Any) -> PeriodForm:
    initial = {"days": outlook.days, "basis": outlook.basis}
    return PeriodForm(initial=initial, auto_id=f"id_{outlook.kind.name}_%s")


@require_POST
def period(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep a kind longer or shorter, or until further notice."""
    require(may_set_retention(reader(request)), SETS_RETENTION)
    if kind not in KINDS:
        raise Http404
    form = PeriodForm(request.POST, auto_id=f"id_{kind}_%s")
    if form.is_valid():
        try:
            services.set_period(kind=KINDS[kind], by=reader(request), **form.cleaned_data)
        except InvalidError as error:
            form.add_error("days", str(error))
        else:
            messages.success(request, f"“{KINDS[kind].title}”的保存期限已更改，下一次删除时生效。")
            return redirect("privacy:retention")
    return _shown(request, HoldForm(), form, kind)


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Stop deletion about one person or one cohort."""
    require(may_set_retention(reader(request)), SETS_RETENTION)
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            held = _named(request, form)
            reason = form.cleaned_data["reason"]
            services.place_hold(by=reader(request), reason=reason, **held)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已依法留存，有关数据暂停删除。")
            return redirect("privacy:retention")
    return _shown(request, form)


def _named(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    number, year = form.cleaned_data["student_no"], form.cleaned_data["year"]
    if number:
        own = graduates_visible_to(reader(request)).select_related("person")
        graduate = own.filter(student_no=number).order_by("-cohort__year").first()
        if graduate is None:
            raise InvalidError(f"名册里没有学号 {number}。请核对学号。")
        return {"person": graduate.person}
    cohort = Cohort.objects.filter(school_id=reader(request).school_id, year=year).first()
    if cohort is None:
        raise InvalidError(f"没有开设过 {year} 届。请核对年份。")
    return {"cohort": cohort}


@require_POST
def lift(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Lift a hold, with a reason."""
    found = get_hold_for(reader(request), hold_id)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        raise InvalidError("请写明解除留存的原因，例如结案日期。留存没有解除。")
    services.lift_hold(hold=found, reason=reason, by=reader(request))
    messages.success(request, "已解除留存，保存期限重新起作用。")
    return redirect("privacy:retention")
