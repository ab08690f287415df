"""Draft a notice from ticked cases, and edit its words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import cases_visible_to
from quxiang.web.alerts.models import Case
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in, seen_in
from quxiang.web.notices.access import DRAFTS, get_notice_for, may_draft
from quxiang.web.notices.facts import colleges_of, refuse_unfit
from quxiang.web.notices.forms import DraftForm, WordsForm
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.services import drafting, stepping
from quxiang.web.notices.states import NoticeState
from quxiang.web.notices.wording import first_reply_by
from quxiang.web.orgs.models import Unit
from quxiang.web.orgs.selectors import colleges

NONE = "选中的预警不涉及同一个学院，一份通知只发给一个学院；请只选同一学院的预警。"
#: cases the form shows
SHOWN = 20


def draft(request: HttpRequest) -> HttpResponse:
    """Ask which notice to draft about the ticked cases, then draft it."""
    user = reader(request)
    require(may_draft(user), DRAFTS)
    ids = keys_in(request, "selected")
    rows = cases_visible_to(user).filter(pk__in=ids).select_related("cohort", "college")
    cases = list(rows.order_by("rule", "pk"))
    if len(cases) != len(set(ids)):
        raise Http404
    refuse_unfit(cases)
    units = list(colleges(user.school_id).filter(pk__in=colleges_of(cases)))
    if not units:
        raise InvalidError(NONE)
    if "kind" not in request.POST:
        form = DraftForm(initial={"reply_by": first_reply_by(clock.now())})
        return _asked(request, cases, units, form)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _asked(request, cases, units, form, 422)
    try:
        made = drafting.draft(
            cases=cases, college=_chosen(request, units), by=user, **form.cleaned_data
        )
    except InvalidError as error:
        form.add_error(None, str(error))
        return _asked(request, cases, units, form, 422)
    messages.success(request, "已起草。事实已定格，文字可以修改；核对后编号发出。")
    return redirect("notices:one", made.pk)


def _chosen(request: HttpRequest, units: list[Unit]) -> Unit:
    key = request.POST.get("college", "")
    found = next((each for each in units if str(each.pk) == key), None)
    if found is None and len(units) > 1:
        raise InvalidError("选中的预警涉及几个学院，请选发给哪一个。")
    return found or units[0]


def _asked(
    request: HttpRequest, cases: list[Case], units: list[Unit], form: DraftForm, status: int = 200
) -> HttpResponse:
    context = {
        "cases": cases[:SHOWN], "more": len(cases) - SHOWN, "ids": [each.pk for each in cases],
        "units": units, "form": form, "college": request.POST.get("college", ""),
    }  # fmt: skip
    return render(request, "notices/draft.html", context, status=status)


def edit(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show the words of a draft, or keep what was written."""
    found = get_notice_for(reader(request), notice_id)
    require(may_draft(reader(request)), DRAFTS)
    if request.method == "POST":
        return _edited(request, found)
    if found.state != NoticeState.DRAFTED:
        messages.error(request, "这份通知已不是草稿，文字不能再改。需要更正的，撤回后重新起草。")
        return redirect("notices:one", found.pk)
    given = {name: getattr(found, name) for name in WordsForm(found.kind).fields}
    if found.meet_at is not None:
        given["meet_at"] = clock.local(found.meet_at).replace(tzinfo=None)
    return _editor(request, found, WordsForm(found.kind, initial=given), found.revision)


def _edited(request: HttpRequest, found: CollegeNotice) -> HttpResponse:
    form, seen = WordsForm(found.kind, request.POST), seen_in(request)
    if not form.is_valid():
        return _editor(request, found, form, seen, 422)
    try:
        words = stepping.Words(**form.cleaned_data)
        stepping.edit(notice=found, words=words, seen=seen, by=reader(request))
    except InvalidError as error:
        form.add_error(None, str(error))
        return _editor(request, found, form, seen, 422)
    messages.success(request, "文字已保存；事实没有变。")
    return redirect("notices:one", found.pk)


def _editor(
    request: HttpRequest, found: CollegeNotice, form: WordsForm, seen: int, status: int = 200
) -> HttpResponse:
    context = {"notice": found, "form": form, "seen": seen}
    return render(request, "notices/edit.html", context, status=status)
