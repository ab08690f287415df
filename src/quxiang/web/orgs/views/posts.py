"""One post: its holder, substitutes and delegates, and all who held it before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.access import get_appointment_for, get_post_for
from quxiang.web.orgs.forms import AppointForm, DelegateForm
from quxiang.web.orgs.kinds import SIGHT
from quxiang.web.orgs.models import Appointment, Post
from quxiang.web.orgs.selectors import HeldPost, active_appointments, posts_of
from quxiang.web.orgs.services.posts import OWN_POST, appoint, delegate, relieve


def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show a post, who holds it and who held it."""
    return _post(request, get_post_for(reader(request), post_id))


def _post(
    request: HttpRequest, found: Post, status: int = 200, form: AppointForm | None = None
) -> HttpResponse:
    every = found.appointments.select_related("user").order_by("-started_at")
    context = {
        "post": found,
        "active": [each for each in every if each.ended_at is None],
        "past": [each for each in every if each.ended_at is not None],
        "form": form or AppointForm(school_id=found.school_id),
    }
    return render(request, "orgs/post.html", context, status=status)


@require_POST
def fill(request: HttpRequest, post_id: int) -> HttpResponse:
    """Appoint somebody to a post."""
    found = get_post_for(reader(request), post_id)
    form = AppointForm(request.POST, school_id=found.school_id)
    if form.is_valid():
        given = form.cleaned_data
        try:
            appoint(
                post=found, user=given["number"], by=reader(request), role=given["role"],
                reason=given["reason"],
            )  # fmt: skip
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            return redirect("orgs:post", found.pk)
    return _post(request, found, 422, form)


@require_POST
def end(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """End an appointment: set up by oneself, or a delegation one gave or holds."""
    found = get_appointment_for(reader(request), appointment_id)
    relieve(appointment=found, by=reader(request), reason=request.POST.get("reason", ""))
    if found.role == Appointment.Role.DELEGATE:
        return redirect("orgs:delegations")
    return redirect("orgs:post", found.post_id)


def delegations(request: HttpRequest) -> HttpResponse:
    """Show one's own posts, and let somebody act for oneself for a time."""
    return _delegations(request)


def _to_give(user: User) -> list[HeldPost]:
    """Return the posts somebody may let another act in."""
    return [p for p in posts_of(user).held if p.role == "holder" and SIGHT[p.kind].delegable]


def _delegations(
    request: HttpRequest, status: int = 200, form: DelegateForm | None = None, at: int = 0
) -> HttpResponse:
    user = reader(request)
    now = clock.now()
    given = active_appointments(now).filter(given_by=user, role=Appointment.Role.DELEGATE)
    context = {
        "held": _to_give(user),
        "given": given.select_related("user", "post"),
        "form": form or DelegateForm(school_id=user.school_id),
        "at": at,
    }
    return render(request, "orgs/delegations.html", context, status=status)


@require_POST
def give(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Let somebody act for oneself in one post until a moment."""
    found = get_appointment_for(reader(request), appointment_id)
    require(found.user_id == reader(request).pk, OWN_POST)
    form = DelegateForm(request.POST, school_id=found.school_id)
    if form.is_valid():
        given = form.cleaned_data
        try:
            delegate(
                appointment=found, to=given["number"], until=given["until"], by=reader(request),
                reason=given["reason"],
            )  # fmt: skip
        except InvalidError as error:
            if found.pk not in {each.appointment_id for each in _to_give(reader(request))}:
                raise  # there is no form of it on the page to say it beside
            form.add_error(None, str(error))
        else:
            return redirect("orgs:delegations")
    return _delegations(request, 422, form, found.pk)
