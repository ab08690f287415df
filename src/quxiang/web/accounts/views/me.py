"""One's own account: who one is, where one is logged in, password, second factor."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from quxiang.web.accounts.forms import CodeForm, PasswordForm
from quxiang.web.accounts.middleware import before_second_factor, owes_second_factor
from quxiang.web.accounts.models import LoginSession, OneTimeCode, SecondFactor
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.selectors import own_ids
from quxiang.web.accounts.services import (
    activation,
    codes,
    fresh,
    mails,
    phones,
    second_factor,
    sessions,
)
from quxiang.web.accounts.views.login import destination
from quxiang.web.audit.middleware import shows
from quxiang.web.common.qrcodes import qr
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.selectors import posts_of


def me(request: HttpRequest) -> HttpResponse:
    """Show who one is, which posts one holds, where one is logged in."""
    return _me(request)


def _me(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    user = reader(request)
    if user.is_graduate:  # an own page shows a person as any other does
        shows(request, own_ids(user))
    context = {
        "posts": posts_of(user),
        "sessions": user.login_sessions.filter(ended_at__isnull=True).order_by("-seen_at"),
        "this_session": request.session.session_key,
        "factor": user.second_factors.filter(
            kind=SecondFactor.Kind.TOTP, confirmed_at__isnull=False
        ).first(),
        "left": user.recovery_codes.filter(used_at__isnull=True).count(),
        "password_form": PasswordForm(),
        "phone_form": CodeForm(prefix="phone"),
        **forms,
    }
    return render(request, "accounts/me.html", context, status=status)


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions."""
    found = get_object_or_404(LoginSession, pk=session_id, user=reader(request))
    sessions.end(found, by=reader(request))
    return redirect("accounts:me")


@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the own password; all other sessions end."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            activation.change_password(user=reader(request), **form.cleaned_data)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            update_session_auth_hash(request, reader(request))
            sessions.begin(request, reader(request))
            messages.success(request, "密码已更改，其他设备上的登录已全部退出。")
            return redirect("accounts:me")
    return _me(request, 422, password_form=form)


@require_POST
def change_mail(request: HttpRequest) -> HttpResponse:
    """Change the address letters go to, or clear it."""
    typed = request.POST.get("email", "")
    try:
        mails.change_own(user=reader(request), address=typed)
    except InvalidError as error:
        return _me(request, 422, mail=typed, mail_fault=str(error))
    messages.success(request, "电子邮件地址已保存。" if typed.strip() else "电子邮件地址已清空。")
    return redirect("accounts:me")


@require_POST
def send_phone_code(request: HttpRequest) -> HttpResponse:
    """Send a code to the own number, to verify it."""
    codes.send_code(reader(request), OneTimeCode.Purpose.PHONE, by=reader(request))
    messages.success(request, "验证码已发到您的手机。")
    return redirect("accounts:me")


@require_POST
def verify_phone(request: HttpRequest) -> HttpResponse:
    """Verify the own number by the code sent to it."""
    form = CodeForm(request.POST, prefix="phone")
    if form.is_valid():
        try:
            phones.verify(user=reader(request), code=form.cleaned_data["code"])
        except InvalidError as error:
            form.add_error("code", str(error))
        else:
            return redirect("accounts:me")
    return _me(request, 422, phone_form=form)


@before_second_factor
def give_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; who has none yet is led to set one up."""
    user = reader(request)
    has_totp = user.second_factors.filter(kind="totp", confirmed_at__isnull=False).exists()
    if not has_totp and not user.phone_sealed:
        return redirect("accounts:set_up_totp")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if second_factor.passed(user, form.cleaned_data["code"]):
                request.session["second_factor"] = True
                fresh.note(request)
                return redirect(destination(request))
            form.add_error("code", "验证码不对或已用过。")
        except InvalidError as error:
            form.add_error("code", str(error))
    first = not has_totp and not user.phone_verified_at
    context = {"form": form, "has_totp": has_totp, "may_bind_first": first}
    status = 422 if form.errors else 200
    return render(request, "accounts/second_factor.html", context, status=status)


@require_POST
@before_second_factor
def send_second_code(request: HttpRequest) -> HttpResponse:
    """Send the second factor by SMS."""
    codes.send_code(reader(request), OneTimeCode.Purpose.SECOND, by=reader(request))
    messages.success(request, f"验证码已发到 {reader(request).phone_masked}，5 分钟内有效。")
    return redirect(
        f"{reverse('accounts:second_factor')}?{urlencode({'next': destination(request)})}"
    )


@before_second_factor
def set_up_totp(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator, or another one: scan, type its first code, keep the recovery codes.

    Whoever has a second factor must have given it, and lately, before another is bound.
    """
    user = reader(request)
    if _owes_another(request):
        return redirect(f"{reverse('accounts:second_factor')}?{urlencode({'next': request.path})}")
    factor = user.second_factors.filter(kind="totp", confirmed_at__isnull=True).first()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and factor is not None and form.is_valid():
        try:
            recovery = second_factor.confirm_totp(factor, form.cleaned_data["code"])
        except InvalidError as error:
            form.add_error("code", str(error))
        else:
            request.session["second_factor"] = True
            return render(request, "accounts/recovery.html", {"codes": recovery})
    factor = factor or second_factor.begin_totp(user)
    context = {
        "form": form, "picture": qr(second_factor.address_of(factor)),
        "key": second_factor.key_of(factor),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "accounts/set_up_totp.html", context, status=status)


def _owes_another(request: HttpRequest) -> bool:
    """Say whether a code is due first: an authenticator, or a number known to be one's own."""
    user, given = reader(request), request.session.get("second_factor")
    if user.second_factors.filter(confirmed_at__isnull=False).exists():
        return not (given and fresh.is_fresh(request))
    return owes_second_factor(request) and bool(user.phone_verified_at)
