"""First run: an empty installation leads its founder through school, colleges, staff, roster."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.forms import STRONG, password, text
from quxiang.web.accounts.middleware import public
from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.views.login import let_in
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.imports.targets import targets_for
from quxiang.web.notifications.services import send
from quxiang.web.orgs.access import SETS_UP, may_set_up
from quxiang.web.orgs.models import School
from quxiang.web.orgs.selectors import steps_of
from quxiang.web.orgs.services.founding import found
from quxiang.web.roster.forms import CohortForm
from quxiang.web.roster.services.cohorts import open_cohort


class FoundForm(forms.Form):
    """The school and its first officer."""

    code = text("学校代码", max_length=10, help_text="教育部学校标识码或院校代码，例如 10467。")
    name = text("学校名称", max_length=80)
    number = text("您的工号", "username", max_length=30)
    officer = text("您的姓名")
    new_password = password("设置密码", "new-password", STRONG)
    key = text("安装口令", max_length=80, help_text="启动 quxiang serve 时显示，证明您是安装者。")


@public
def begin(request: HttpRequest) -> HttpResponse:
    """Found the school; there is no such page once there is one."""
    if School.objects.exists():
        raise Http404
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if given.pop("key") != settings.SETUP_KEY:
            form.add_error("key", "安装口令不对。它显示在启动 quxiang serve 的窗口里。")
        else:
            officer: User = found(**given)
            return let_in(request, officer)
    return render(request, "orgs/begin.html", {"form": form}, status=422 if form.errors else 200)


def steps(request: HttpRequest) -> HttpResponse:
    """Show what is set up and what comes next."""
    require(may_set_up(reader(request)), SETS_UP)
    form = CohortForm(school_id=reader(request).school_id, initial={"year": clock.today().year})
    return _steps(request, form)


def _steps(request: HttpRequest, form: CohortForm, status: int = 200) -> HttpResponse:
    listed = steps_of(reader(request).school_id)
    ready = all(step.done or step.optional for step in listed)
    own = {"", *(target.name for target in targets_for(reader(request)))}
    context = {"steps": listed, "form": form, "ready": ready, "own": own}
    return render(request, "orgs/steps.html", context, status=status)


@require_POST
def first_cohort(request: HttpRequest) -> HttpResponse:
    """Open a cohort."""
    require(may_set_up(reader(request)), SETS_UP)
    form = CohortForm(request.POST, school_id=reader(request).school_id)
    if not form.is_valid():
        return _steps(request, form, 422)
    open_cohort(school=reader(request).school, by=reader(request), **form.cleaned_data)
    return redirect("orgs:steps")


@require_POST
def test_message(request: HttpRequest) -> HttpResponse:
    """Write oneself a message, to see that the channel works."""
    require(may_set_up(reader(request)), SETS_UP)
    send(reader(request), "test")
    messages.success(request, "测试消息已写入发件箱（默认不真正发出）。")
    return redirect("orgs:steps")
