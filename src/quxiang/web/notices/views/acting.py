"""The steps of a notice: issued, answered with a file, returned or accepted, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.views.filing import paper_of
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import site_of
from quxiang.web.evidence.uploads import in_memory
from quxiang.web.notices.access import ANSWERS, DRAFTS, get_notice_for, may_answer, may_draft
from quxiang.web.notices.forms import ReturnForm
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.services import stepping
from quxiang.web.notices.views.listing import shown


def _done(
    request: HttpRequest, found: CollegeNotice, verb: str, act: Callable[[], object], said: str
) -> HttpResponse:
    """Take a step and go back to the notice; a refusal stands on its page with what was typed."""
    try:
        act()
    except InvalidError as refusal:
        return shown(request, found, refusal, verb)
    messages.success(request, said)
    return redirect("notices:one", found.pk)


def _centre(request: HttpRequest, notice_id: int) -> CollegeNotice:
    found = get_notice_for(reader(request), notice_id)
    require(may_draft(reader(request)), DRAFTS)
    return found


def issue(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Number a notice and let it go out."""
    found, seen = _centre(request, notice_id), seen_in(request)
    return _done(
        request, found, "issue",
        lambda: stepping.issue(
            notice=found, site=site_of(request), seen=seen, by=reader(request)
        ),
        "已编号发出，学院负责人已收到提醒。",
    )  # fmt: skip


@in_memory
def answer(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Answer for the college, with a file or without."""
    found, user = get_notice_for(reader(request), notice_id), reader(request)
    require(may_answer(user, found), ANSWERS)
    text, seen = request.POST.get("text", ""), seen_in(request)
    return _done(
        request, found, "answer",
        lambda: stepping.answer(
            notice=found, text=text, paper=paper_of(request), seen=seen, by=user
        ),
        "已答复，等中心处理。",
    )  # fmt: skip


def send_back(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Return an answer with why, and by when another is wanted."""
    found, form = _centre(request, notice_id), ReturnForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return shown(request, found, InvalidError(said), "return")
    seen = seen_in(request)
    return _done(
        request, found, "return",
        lambda: stepping.send_back(
            notice=found, seen=seen, by=reader(request), **form.cleaned_data
        ),
        "已退回，学院须重新答复。",
    )  # fmt: skip


def accept(request: HttpRequest, notice_id: int) -> HttpResponse:
    """End a notice whose answer will do."""
    found, text = _centre(request, notice_id), request.POST.get("text", "")
    seen = seen_in(request)
    return _done(
        request, found, "accept",
        lambda: stepping.accept(notice=found, text=text, seen=seen, by=reader(request)),
        "已办结。",
    )  # fmt: skip


def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take a notice back."""
    found, text = _centre(request, notice_id), request.POST.get("text", "")
    seen = seen_in(request)
    return _done(
        request, found, "withdraw",
        lambda: stepping.withdraw(notice=found, text=text, seen=seen, by=reader(request)),
        "已撤回；看过的学院会看到已撤回和原因。",
    )  # fmt: skip
