"""Staff accounts as a list; graduates' accounts as counts."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.access import get_staff_for, staff_visible_to
from quxiang.web.accounts.forms import PhoneForm, text
from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import managing, phones
from quxiang.web.accounts.services.users import create_user
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Column, ListSpec, Rows, opening
from quxiang.web.roster.access import RUNS_ROSTER, get_graduate_for, may_run_roster


def _searched(rows: Rows, typed: str) -> Rows:
    typed = typed.strip()
    if typed.isascii() and typed.isalpha():
        return rows.filter(initials__contains=f" {typed.lower()}")
    return rows.filter(Q(number__startswith=typed) | Q(name__contains=typed))


def state_of(user: User) -> tuple[str, str]:
    if user.closed_at is not None:
        return "已停用", ""
    return ("已激活", "good") if user.activated_at else ("未激活", "doubt")


def posts_held(user: User) -> str:
    held = (a for a in user.appointments.all() if a.ended_at is None)
    return "、".join(f"{a.unit or ''}{a.post.title}" for a in held)


STAFF = ListSpec(
    name="staff",
    title="教职工账号",
    columns=(
        Column("name", "姓名", order=("name",)),
        Column("number", "工号", order=("number",)),
        Column("posts", "岗位", value=posts_held),
        Column("state", "状态", value=lambda u: state_of(u)[0], tone=lambda u: state_of(u)[1]),
        Column("phone_masked", "手机"),
    ),
    order=("number",),
    search=_searched,
    search_hint="姓名、首字母、工号",
    link=opening("accounts:staff_one"),
    exportable=False,
    empty_title="还没有教职工账号",
    empty_hint="在“导入”里上传教职工与岗位，或在下面逐个添加。",
)  # fmt: skip


class NewStaffForm(forms.Form):
    """A new member of staff."""

    number = text("工号", max_length=30)
    name = text("姓名")
    phone = text("手机号码", max_length=20, required=False)
    identity_tail = text("身份证号后六位", max_length=6, help_text="激活时要核对，只保存散列。")


def staff(request: HttpRequest) -> HttpResponse:
    """List staff accounts; graduates' accounts are told as counts and states only."""
    return _staff(request, NewStaffForm())


def _staff(request: HttpRequest, form: NewStaffForm, status: int = 200) -> HttpResponse:
    rows = staff_visible_to(reader(request)).prefetch_related(
        "appointments__post", "appointments__unit"
    )
    graduates = User.objects.filter(
        school_id=reader(request).school_id, kind=User.Kind.GRADUATE
    ).aggregate(
        every=Count("*"), activated=Count("activated_at"),
        cooling=Count("kind", filter=Q(phone_cools_until__gt=clock.now())),
    )  # fmt: skip
    context = {"page": build(request, STAFF, rows), "graduates": graduates, "form": form}
    return render(request, "accounts/staff.html", context, status=status)


@require_POST
def add_staff(request: HttpRequest) -> HttpResponse:
    """Make an account for a member of staff."""
    staff_visible_to(reader(request))
    form = NewStaffForm(request.POST)
    if form.is_valid():
        try:
            made = create_user(
                school=reader(request).school, kind=User.Kind.STAFF, by=reader(request),
                **form.cleaned_data,
            )  # fmt: skip
        except InvalidError as error:
            form.add_error("number", str(error))
        else:
            return redirect("accounts:staff_one", made.pk)
    return _staff(request, form, 422)


def staff_one(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Show one staff account."""
    found = get_staff_for(reader(request), staff_id)
    context = {"member": found, "state": state_of(found), "posts": posts_held(found)}
    return render(request, "accounts/staff_one.html", context)


@require_POST
def send_code(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Have an activation code sent to a member of staff."""
    found = get_staff_for(reader(request), staff_id)
    managing.send_staff_activation(user=found, by=reader(request))
    messages.success(request, f"激活码已发到 {found.phone_masked}。")
    return redirect("accounts:staff_one", found.pk)


@require_POST
def close(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Close a staff account, or open it again."""
    found = get_staff_for(reader(request), staff_id)
    if found.closed_at is None:
        managing.close(user=found, by=reader(request), reason=request.POST.get("reason", ""))
    else:
        managing.reopen(user=found, by=reader(request))
    return redirect("accounts:staff_one", found.pk)


@require_POST
def send_graduate_code(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Have an activation code sent to a graduate's own number; nobody here sees it."""
    found = get_graduate_for(reader(request), graduate_id)
    managing.send_activation(graduate=found, by=reader(request))
    messages.success(request, "激活码已发到毕业生本人的手机，工作人员看不到。")
    return redirect("roster:graduate", found.pk)


def graduate_phone(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Change a graduate's number for them; the new one cools for 72 hours."""
    found = get_graduate_for(reader(request), graduate_id)
    require(may_run_roster(reader(request)), RUNS_ROSTER)
    user = found.person.user
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if user is None:
                raise InvalidError("这名毕业生还没有账号。")
            phones.change_by_staff(user=user, by=reader(request), **form.cleaned_data)
        except InvalidError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已更改；72 小时内不会向新号码发送验证码，原号码已收到提醒。")
            return redirect("roster:graduate", found.pk)
    shows(request, [found.pk])
    context = {"form": form, "graduate": found}
    return render(request, "accounts/phone.html", context, status=422 if form.errors else 200)
