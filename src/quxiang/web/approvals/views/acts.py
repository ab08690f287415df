"""What may be done with one step: sign, return, let pass, mark as prepared."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.approvals.access import (
    get_step_for,
    may_sign_anything,
    steps_in_turn,
)
from quxiang.web.approvals.models import RunStep
from quxiang.web.approvals.seats import Seating
from quxiang.web.approvals.services import returning, signing
from quxiang.web.approvals.states import StepState
from quxiang.web.approvals.views.work import shown
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.requests import seen_in

WRONG = "密码或验证码不对，没有签字。请再输入一次。"
ASK = "签字前请再输入一次登录密码，或验证器上的六位数字。"


def sign(request: HttpRequest, step_id: int) -> HttpResponse:
    """Sign, after the password or a code was given within the last quarter of an hour."""
    found = get_step_for(reader(request), step_id)
    _require_asked(request, found)
    secret = request.POST.get("secret", "")
    try:
        if not fresh.is_fresh(request) and not (
            secret and fresh.prove(request, reader(request), secret)
        ):
            return shown(request, found, status=422, problem=WRONG if secret else ASK)
        note = request.POST.get("note", "")
        signing.sign(step=found, seen=seen_in(request), by=reader(request), note=note)
    except InvalidError as error:
        return shown(request, found, status=422, problem=str(error))
    messages.success(request, f"已签：{found.run.registration.graduate.name}。")
    return _on(request, found)


def back(request: HttpRequest, step_id: int) -> HttpResponse:
    """Return to an earlier step or to the author, with a reason."""
    found = get_step_for(reader(request), step_id)
    _require_asked(request, found)
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    try:
        returning.send_back(
            step=found, seen=seen_in(request), reason=reason, by=reader(request),
            to=int(to) if to.isascii() and to.isdigit() and len(to) < 4 else 0,
            unlocked=request.POST.getlist("unlocked"),
        )  # fmt: skip
    except InvalidError as error:
        return shown(request, found, status=422, problem=str(error), reason=reason)
    messages.success(request, f"已退回：{found.run.registration.graduate.name}。")
    return _on(request, found)


def excuse(request: HttpRequest, step_id: int) -> HttpResponse:
    """Let a step pass that nobody may sign; the centre's logged exception."""
    found = get_step_for(reader(request), step_id)
    require(signing.may_excuse(reader(request)), signing.EXCUSES)
    reason = request.POST.get("reason", "")
    try:
        signing.excuse(step=found, seen=seen_in(request), reason=reason, by=reader(request))
    except InvalidError as error:
        return shown(request, found, status=422, problem=str(error), reason=reason)
    return _on(request, found)


def prepare(request: HttpRequest, step_id: int) -> HttpResponse:
    """Mark a step as looked through."""
    found = get_step_for(reader(request), step_id)
    require(signing.may_prepare(reader(request), found), signing.PREPARES)
    note = request.POST.get("note", "")
    signing.prepare(step=found, seen=seen_in(request), note=note, by=reader(request))
    return redirect("approvals:step", found.pk)


def _require_asked(request: HttpRequest, found: RunStep) -> None:
    """Go on only for who is asked to sign; somebody else's act just before is no refusal (409)."""
    user = reader(request)
    seating = Seating(found)
    if found.state != StepState.OPEN and seating.of(user):
        raise StaleStateError
    signing.require_asked(seating, user)


def _on(request: HttpRequest, found: RunStep) -> HttpResponse:
    """Go on to the next record that waits, or back to where it can be seen."""
    user = reader(request)
    if not may_sign_anything(user):
        return redirect("destinations:one", found.run.registration.graduate_id)
    following = steps_in_turn(user, found).first()
    return redirect("approvals:step", following.pk) if following else redirect("approvals:waiting")
