"""Hand one case, or every selected one, to another desk, college or person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import RUNS, cases_visible_to, get_case_for, may_run
from quxiang.web.alerts.services import reassigning as services
from quxiang.web.alerts.states import Desk
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.orgs.models import Unit


def choices(school_id: int) -> Mapping[str, object]:
    """Return the desks and colleges a case may be handed to."""
    colleges = Unit.objects.filter(school_id=school_id, kind=Unit.Kind.COLLEGE)
    return {"desks": Desk.choices, "colleges": list(colleges.order_by("order", "pk"))}


def _to(request: HttpRequest) -> services.To:
    given, school = request.POST, reader(request).school_id
    try:
        due_on = date.fromisoformat(given.get("due_on", ""))
    except ValueError as error:
        raise InvalidError("请选新的答复期限，写成 2024-06-20 的样子。") from error
    key, number = given.get("college", ""), given.get("person", "").strip()
    college = person = None
    if key and given.get("desk") == Desk.COLLEGE:
        known = Unit.objects.filter(school_id=school, kind=Unit.Kind.COLLEGE)
        college = known.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
        if college is None:
            raise InvalidError("没有这个学院，请从列表里选。")
    if number:
        staff = User.objects.filter(school_id=school, kind=User.Kind.STAFF, number=number)
        person = staff.first()
        if person is None:
            raise InvalidError(f"没有工号 {number[:30]}，请核对；不指定到人的留空。")
    return services.To(given.get("desk", ""), due_on, given.get("reason", ""), college, person)


def reassign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand over one case, as its page showed it."""
    from quxiang.web.alerts.views.one import page_of, seen_in  # noqa: PLC0415 - it shows this form

    user = reader(request)
    found = get_case_for(user, case_id)
    require(may_run(user), RUNS)
    try:
        services.reassign(case=found, to=_to(request), seen=seen_in(request), by=user)
    except InvalidError as error:
        return page_of(request, found, str(error), 422)
    messages.success(request, "已改派，原来的和新的责任人都会收到通知。")
    return redirect("alerts:case", found.pk)


def reassign_many(request: HttpRequest) -> HttpResponse:
    """Ask to whom, until when and why, then hand over every selected case that may go there."""
    user = reader(request)
    require(may_run(user), RUNS)
    ids = keys_in(request, "selected")
    if not ids:
        raise InvalidError("请先在列表里选中要改派的预警。")
    if "desk" not in request.POST:
        return _asked(request, ids)
    try:
        done = services.reassign_many(ids=ids, to=_to(request), by=user)
    except InvalidError as error:
        return _asked(request, ids, str(error), 422)
    sentence = f"已改派 {done.changed} 件。"
    if done.left:
        sentence += f"另有 {done.left} 件已答复，或不能交到那里，没有改动。"
    messages.success(request, sentence)
    return redirect("alerts:cases")


def _asked(request: HttpRequest, ids: list[int], said: str = "", status: int = 200) -> HttpResponse:
    user = reader(request)
    found = cases_visible_to(user).filter(pk__in=ids).order_by("due_on", "pk")
    shown = list(found.select_related("college")[:20])
    shows(request, sorted({each.graduate_id for each in shown if each.graduate_id is not None}))
    context = {
        "ids": ids, "shown": shown, "act": "hand", "said": said, "given": request.POST,
        "hands": choices(user.school_id),
    }  # fmt: skip
    return render(request, "alerts/many.html", context, status=status)
