"""Log in by number and password, log out; in the demonstration, log in as one of the cast."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from quxiang.web.accounts.backends import login_of
from quxiang.web.accounts.demo import cast_members
from quxiang.web.accounts.forms import LoginForm
from quxiang.web.accounts.lockout import tries_left
from quxiang.web.accounts.marks import said
from quxiang.web.accounts.middleware import OWED, before_second_factor, public
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services import fresh, sessions
from quxiang.web.accounts.services.archived import refuse_ended
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import School

WRONG = "工号（学号）与密码不相符。请核对后再试；新账号请先用激活码激活。"
BACKEND = "quxiang.web.accounts.backends.NumberBackend"


@public
@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """Show the form; let somebody in, or say that number and password do not go together."""
    if not School.objects.exists():
        return redirect("orgs:begin")
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _authenticated(request, form)
        try:
            if isinstance(user, User):
                return let_in(request, user)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            form.add_error(None, WRONG + tries_left(request))
    context = {"form": form, "cast": cast_members() if settings.DEMO else ()}
    status = 422 if form.errors else 200
    return render(request, "accounts/login.html", context, status=status)


def _authenticated(request: HttpRequest, form: LoginForm) -> object:
    school = school_of(request)
    if school is None:
        return None
    username = login_of(school.code, form.cleaned_data["number"])
    return authenticate(request, username=username, password=form.cleaned_data["password"])


def school_of(request: HttpRequest) -> School | None:
    """Return the school this address belongs to: the one there is, or the one named by the host."""
    schools = list(School.objects.order_by("pk")[:2])
    if len(schools) < 2:
        return schools[0] if schools else None
    label = request.get_host().split(".")[0]
    return School.objects.filter(code=label).first() or schools[0]


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Begin a session and go where the person was heading, on this site only.

    Refuses a graduate whose every cohort is archived.
    """
    refuse_ended(user)
    login(request, user, backend=BACKEND)
    fresh.note(request)
    if user.second_factors.filter(confirmed_at__isnull=False).exists():
        request.session[OWED] = True
    marks = sessions.begin(request, user)
    with trail.atomic():
        trail.record("account.login", user, by=user, after={"marks": said(marks)} if marks else {})
    return redirect(destination(request))


def destination(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=False)
    return target if safe else "/"


@require_POST
@before_second_factor
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:login")


@public
@require_POST
def log_in_as(request: HttpRequest, user_id: int) -> HttpResponse:
    """Become one of the cast; in the demonstration only, where everybody is invented."""
    cast = {member.pk for member in cast_members()} if settings.DEMO else set()
    user = get_object_or_404(User, pk=user_id, pk__in=cast)
    response = let_in(request, user)
    request.session["second_factor"] = True
    return response
