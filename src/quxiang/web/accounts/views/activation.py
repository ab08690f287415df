"""Activate an account; log in by a code sent to one's own number."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from quxiang.web.accounts.backends import login_of
from quxiang.web.accounts.forms import ActivationForm, NumberForm, SmsLoginForm
from quxiang.web.accounts.middleware import public
from quxiang.web.accounts.models import OneTimeCode, User
from quxiang.web.accounts.services import activation, archived, codes
from quxiang.web.accounts.services.archived import is_ended
from quxiang.web.accounts.views.login import let_in, school_of
from quxiang.web.common.refusals import InvalidError

SENT = (
    "如果这个学号登记过手机号，验证码已发出，5 分钟内有效。一分钟内不重发，一天最多 10 次；"
    "号码刚由工作人员代改的，72 小时内不发；所在届别已归档的，不再发送。"
)
WRONG = "验证码不对或已过期，请重新获取。"


def _user(request: HttpRequest, number: str) -> User | None:
    school = school_of(request)
    return User.objects.filter(login=login_of(school.code, number)).first() if school else None


@public
@never_cache
def activate(request: HttpRequest) -> HttpResponse:
    """Set the first password, or a new one, with a code and the last six of the identity number."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = activation.activate(
                user=_user(request, given["number"]), code=given["code"],
                identity_tail=given["identity_tail"], password=given["new_password"],
            )  # fmt: skip
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            return let_in(request, user)
    status = 422 if form.errors else 200
    return render(request, "accounts/activate.html", {"form": form}, status=status)


@public
@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    """Send a graduate a code to log in with. Says the same whether the number is known or not."""
    form = NumberForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "accounts/ask_code.html", {"form": form}, status=status)
    user = _user(request, form.cleaned_data["number"])
    if user is not None and logs_in_by_code(user) and not is_ended(user):
        with suppress(InvalidError):  # why none is sent would tell that the number is known
            codes.send_code(user, OneTimeCode.Purpose.LOGIN, by=None)
    request.session["code_number"] = form.cleaned_data["number"]
    return redirect(f"{reverse('accounts:sms_login')}?{request.GET.urlencode()}")


@public
@never_cache
def sms_login(request: HttpRequest) -> HttpResponse:
    """Let a graduate in by the code they were sent."""
    number = request.session.get("code_number", "")
    form = SmsLoginForm(request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        user = _user(request, form.cleaned_data["number"])
        try:
            if user is not None and _opened(user, form.cleaned_data["code"]):
                return let_in(request, user)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            form.add_error("code", WRONG)
    context = {"form": form, "sent": SENT}
    return render(request, "accounts/sms_login.html", context, status=422 if form.errors else 200)


def _opened(user: User, code: str) -> bool:
    """Say whether a code opens an account; it is refused where all cohorts are archived."""
    return logs_in_by_code(user) and archived.spend(user, OneTimeCode.Purpose.LOGIN, code)


def logs_in_by_code(user: User) -> bool:
    """Say whether a code alone opens an account: a graduate's does."""
    return user.is_active and user.is_graduate and hasattr(user, "person")
