"""Both visitors' word, reopening, the centre's conclusion, the sheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.accounts.services import fresh
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in, seen_in
from quxiang.web.documents import store
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.evidence.access import may_open
from quxiang.web.release.services import gate
from quxiang.web.visits.access import (
    FILLS,
    OPENS,
    PLANS,
    WHOLE,
    get_visit_for,
    may_fill,
    may_plan,
    sees_whole,
)
from quxiang.web.visits.forms import SettleForm
from quxiang.web.visits.services import reporting, settling
from quxiang.web.visits.views.listing import shown
from quxiang.web.visits.wordfile import word_for
from quxiang.web.wordfiles.selectors import WORD

PURPOSE = "实地走访用表（走访人或中心）"
WRONG = "密码或验证码不对，没有确认。请再输入一次。"
ASK = "确认前请再输入一次登录密码，或验证器上的六位数字。"


def reopen(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Let a report be filled in again, with what is wrong in it."""
    found, user = get_visit_for(reader(request), visit_id), reader(request)
    require(may_fill(user, found) or may_plan(user), FILLS)
    try:
        reporting.reopen(
            visit=found, reason=request.POST.get("reason", ""), seen=seen_in(request), by=user
        )
    except InvalidError as refusal:
        return shown(request, found, refusal, "reopen")
    messages.success(request, "已退回重填，照片都还在。")
    return redirect("visits:one", found.pk)


def confirm(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give one's word, after the password or a code was given within a quarter of an hour."""
    found, user = get_visit_for(reader(request), visit_id), reader(request)
    require(may_fill(user, found), FILLS)
    secret = request.POST.get("secret", "")
    try:
        if not fresh.is_fresh(request) and not (secret and fresh.prove(request, user, secret)):
            raise InvalidError(WRONG if secret else ASK)
        whole = reporting.confirm(
            visit=found, seen=request.POST.get("seen", ""), by=user, site=site_of(request)
        )
    except InvalidError as refusal:
        return shown(request, found, refusal, "confirm")
    if whole:
        messages.success(request, "两人都已确认，走访表已交中心处理；以后由中心查看。")
        return redirect("visits:visits")
    messages.success(request, "已确认，等另一名走访人确认。")
    return redirect("visits:one", found.pk)


def settle(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Conclude from a visit, with what it closes and opens."""
    found = get_visit_for(reader(request), visit_id)
    require(may_plan(reader(request)), PLANS)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return shown(request, found, form=form, verb="settle")
    try:
        said = settling.Settlement(
            **form.cleaned_data, closes=frozenset(keys_in(request, "closes")),
            opens=frozenset(keys_in(request, "opens")),
        )  # fmt: skip
        settling.settle(visit=found, said=said, seen=seen_in(request), by=reader(request))
    except InvalidError as refusal:
        return shown(request, get_visit_for(reader(request), visit_id), refusal, "settle", form)
    messages.success(request, "已办结，走访记录表已附到相关预警；学院可以看到结论。")
    return redirect("visits:one", found.pk)


def sheet(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Open the sheet both visitors confirmed, with everybody and every photo in it."""
    found = get_visit_for(reader(request), visit_id)
    require(sees_whole(reader(request), found) and may_open(reader(request)), OPENS)
    if found.sheet is None:
        raise InvalidError("还没有走访记录表，两名走访人都确认后才生成。")
    subjects = [each.graduate_id for each in found.people.all()]
    shows(request, subjects, found.sheet.label)
    name = f"{found.sheet.get_kind_display()}{found.sheet.label}.pdf"
    content = store.content_of(found.sheet)
    response = file_response(content, "application/pdf", name, inline=True)
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


def word(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give the sheet as Word: to take along before a visit, to read what was found after it."""
    found = get_visit_for(reader(request), visit_id)
    require(sees_whole(reader(request), found), WHOLE)
    content, title = word_for(found)
    shows(request, [each.graduate_id for each in found.people.all()], f"{title} {found.pk}")
    gate(
        reader(request), what=f"{title} {found.name}"[:60], purpose=PURPOSE, columns=["docx"],
        rows=(), book=lambda _: (content, found.asked),
    )  # fmt: skip
    return file_response(content, WORD, f"{title}-{found.name}.docx")
