"""Units and posts: what there is, who holds what, what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.orgs.access import (
    HANDS_OVER,
    SETS_UP,
    get_unit_for,
    may_hand_over,
    may_set_up,
    units_visible_to,
)
from quxiang.web.orgs.forms import GroupForm, HandOverForm, PostForm, UnitForm
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.models import Appointment, Handover, Post, ReviewGroup, Unit
from quxiang.web.orgs.selectors import active_appointments, colleges_without_recorder
from quxiang.web.orgs.services.groups import set_group
from quxiang.web.orgs.services.handover import hand_over, open_work_of
from quxiang.web.orgs.services.units import add_post, add_unit

#: colleges first: they are what the pages are about
KINDS = list(Unit.Kind.values)
RECORDING = (PostKind.RECORDER, Appointment.Role.HOLDER)


def units(request: HttpRequest) -> HttpResponse:
    """Show all units the reader may look into, and the school's own posts; none to graduates."""
    require(not reader(request).is_graduate, whose("教职工"))
    return _units(request)


def _units(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    user, now = reader(request), clock.now()
    holders = active_appointments(now).filter(school_id=user.school_id).select_related("user")
    by_post: dict[int, list[Appointment]] = {}
    for each in holders:
        by_post.setdefault(each.post_id, []).append(each)
    posts = Post.objects.filter(school_id=user.school_id, closed_at__isnull=True)
    by_unit: dict[int | None, list[tuple[Post, list[Appointment]]]] = {}
    for post in posts.order_by("kind", "title"):
        by_unit.setdefault(post.unit_id, []).append((post, by_post.get(post.pk, [])))
    seen = sorted(units_visible_to(user), key=lambda unit: KINDS.index(unit.kind))
    context = {
        "units": [(unit, by_unit.get(unit.pk, [])) for unit in seen],
        "school_posts": by_unit.get(None, []),
        "sets_up": may_set_up(user),
        "without_recorder": colleges_without_recorder(user.school_id, now),
        "unit_form": UnitForm(),
        "post_form": PostForm(unit=None),
        **forms,
    }
    return render(request, "orgs/units.html", context, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    require(may_set_up(reader(request)), SETS_UP)
    form = UnitForm(request.POST)
    if form.is_valid():
        try:
            made = add_unit(school=reader(request).school, by=reader(request), **form.cleaned_data)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            return redirect("orgs:unit", made.pk)
    return _units(request, 422, unit_form=form)


@require_POST
def add_school_post(request: HttpRequest) -> HttpResponse:
    """Add a post of the school itself."""
    require(may_set_up(reader(request)), SETS_UP)
    form = PostForm(request.POST, unit=None)
    if form.is_valid():
        made = add_post(school=reader(request).school, by=reader(request), **form.cleaned_data)
        return redirect("orgs:post", made.pk)
    return _units(request, 422, post_form=form)


def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show one unit: posts and holders, who signs, hand-overs."""
    return _unit(request, get_unit_for(reader(request), unit_id))


def _unit(request: HttpRequest, found: Unit, status: int = 200, **forms: object) -> HttpResponse:
    user = reader(request)
    holders = active_appointments(clock.now()).filter(unit=found).select_related("user", "post")
    posts = Post.objects.filter(unit=found, closed_at__isnull=True).order_by("kind", "title")
    recorder = next((a.user_id for a in holders if (a.kind, a.role) == RECORDING), None)
    seen = {"instead_of": recorder}
    context = {
        "unit": found,
        "posts": [(p, [a for a in holders if a.post_id == p.pk]) for p in posts],
        "groups": ReviewGroup.objects.filter(unit=found).prefetch_related("posts"),
        "handovers": Handover.objects.filter(unit=found)
        .select_related("giver", "taker", "by")
        .order_by("-at", "-pk"),
        "open_work": open_work_of(found),
        "vacant": recorder is None,
        "sets_up": may_set_up(user),
        "hands_over": found.kind == Unit.Kind.COLLEGE and may_hand_over(user, found),
        "post_form": PostForm(unit=found),
        "handover_form": HandOverForm(initial=seen, school_id=user.school_id),
        "group_form": GroupForm(unit=found, known=posts),
        **forms,
    }
    return render(request, "orgs/unit.html", context, status=status)


@require_POST
def add_unit_post(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Add a post at a unit."""
    found = get_unit_for(reader(request), unit_id)
    require(may_set_up(reader(request)), SETS_UP)
    form = PostForm(request.POST, unit=found)
    if form.is_valid():
        made = add_post(school=found.school, unit=found, by=reader(request), **form.cleaned_data)
        return redirect("orgs:post", made.pk)
    return _unit(request, found, 422, post_form=form)


@require_POST
def take_over(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Make somebody the college's recorder; the one in office ceases at the same moment."""
    found = get_unit_for(reader(request), unit_id)
    require(may_hand_over(reader(request), found), HANDS_OVER)
    form = HandOverForm(request.POST, school_id=found.school_id)
    if form.is_valid():
        given = form.cleaned_data
        try:
            hand_over(
                unit=found, to=given["number"], instead_of=given["instead_of"],
                by=reader(request), reason=given["reason"],
            )  # fmt: skip
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            return redirect("orgs:unit", found.pk)
    return _unit(request, found, 422, handover_form=form)


@require_POST
def group(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Set who signs for a college."""
    found = get_unit_for(reader(request), unit_id)
    require(may_set_up(reader(request)), SETS_UP)
    form = GroupForm(request.POST, unit=found)
    if form.is_valid():
        set_group(unit=found, by=reader(request), **form.cleaned_data)
        return redirect("orgs:unit", found.pk)
    return _unit(request, found, 422, group_form=form)
