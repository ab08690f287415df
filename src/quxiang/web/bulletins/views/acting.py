"""The steps of a bulletin, and the editor of its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.bulletins.access import DRAFTS, get_bulletin_for, may_draft
from quxiang.web.bulletins.forms import WordsForm
from quxiang.web.bulletins.services import stepping
from quxiang.web.bulletins.states import BulletinState
from quxiang.web.bulletins.views.listing import shown
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.documents.views.one import site_of


def edit(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show the words of a draft, or keep what was written."""
    found = get_bulletin_for(reader(request), bulletin_id)
    require(may_draft(reader(request)), DRAFTS)
    if request.method == "POST":
        return _edited(request, found)
    if found.state != BulletinState.DRAFTED:
        messages.error(request, "这份通报已不是草稿，文字不能再改。需要修改的，先退回修改。")
        return redirect("bulletins:one", found.pk)
    given = {name: getattr(found, name) for name in ("title", "opening", "closing")}
    return _editor(request, found, WordsForm(given), found.revision)


def _edited(request: HttpRequest, found: Any) -> HttpResponse:
    form, seen = WordsForm(request.POST), seen_in(request)
    if not form.is_valid():
        return _editor(request, found, form, seen, status=422)
    try:
        stepping.edit(bulletin=found, seen=seen, by=reader(request), **form.cleaned_data)
    except InvalidError as error:
        form.add_error(None, str(error))
        return _editor(request, found, form, seen, status=422)
    messages.success(request, "文字已保存；数字没有变。")
    return redirect("bulletins:one", found.pk)


def _editor(
    request: HttpRequest, found: Any, form: WordsForm, seen: int, status: int = 200
) -> HttpResponse:
    context = {"bulletin": found, "form": form, "seen": seen}
    return render(request, "bulletins/edit.html", context, status=status)


def _acting(verb: str, does: Callable[..., None], said: str) -> Callable[..., HttpResponse]:
    """Return a view that takes one step and goes back to the bulletin."""

    def act(request: HttpRequest, bulletin_id: int) -> HttpResponse:
        found = get_bulletin_for(reader(request), bulletin_id)
        more: dict[str, Any] = {}
        if verb in ("reopen", "withdraw"):
            more["text"] = request.POST.get("text", "")
        if verb == "issue":
            more["site"] = site_of(request)
        try:
            does(bulletin=found, seen=seen_in(request), by=reader(request), **more)
        except InvalidError as refusal:
            return shown(request, found, refusal, verb)
        messages.success(request, said)
        return redirect("bulletins:one", found.pk)

    return act


ACTS = {
    verb: _acting(verb, does, said)
    for verb, does, said in (
        ("sign", stepping.sign, "已签发，等中心发出。"),
        ("reopen", stepping.reopen, "已退回修改；改后须重新签发。"),
        ("issue", stepping.issue, "已编号发出，学院可以看到了。"),
        ("withdraw", stepping.withdraw, "已撤回；看过的学院会看到已撤回和原因。"),
    )
}
