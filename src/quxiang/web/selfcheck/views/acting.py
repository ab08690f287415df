"""Write a plan, draft and word the report, hand it over to be signed; word the template."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.orgs.models import Unit
from quxiang.web.selfcheck.access import WORDS, WRITES, get_college_for, may_word, may_write
from quxiang.web.selfcheck.reading import texts_in
from quxiang.web.selfcheck.selectors import template_of
from quxiang.web.selfcheck.services import sending, writing
from quxiang.web.selfcheck.views.reading import cohort_in, shown
from quxiang.web.wordfiles.packing import SIZE, refusal

#: does its work and says what was done, or leads elsewhere
Doing = Callable[[HttpRequest, Unit], str | HttpResponse]


def _act(doing: Doing) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return a view: who may, the work, then the page again with what was done or why not."""

    def view(request: HttpRequest, unit_id: int) -> HttpResponse:
        college = get_college_for(reader(request), unit_id)
        require(may_write(reader(request), college), WRITES)
        try:
            done = doing(request, college)
        except InvalidError as error:
            return shown(request, college, error)
        if isinstance(done, HttpResponse):
            return done
        messages.success(request, done)
        year = cohort_in(request).year
        return redirect(f"{reverse('selfcheck:one', args=[college.pk])}?cohort={year}")

    return view


def _plan(request: HttpRequest, college: Unit) -> str:
    writing.save_plan(
        cohort=cohort_in(request), college=college, text=request.POST.get("plan", ""),
        seen=seen_in(request), by=reader(request),
    )  # fmt: skip
    return "已保存自查方案。"


def _draft(request: HttpRequest, college: Unit) -> str:
    writing.draft(
        cohort=cohort_in(request), college=college, seen=seen_in(request), by=reader(request)
    )
    return "已汇总：结论已定格，数字取自最近一份快照。您改过的文字没有动。"


def _write(request: HttpRequest, college: Unit) -> str:
    writing.write(
        cohort=cohort_in(request), college=college, texts=writing.known(request.POST),
        seen=seen_in(request), by=reader(request),
    )  # fmt: skip
    return "已保存报告文字。"


def _upload(request: HttpRequest, college: Unit) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise refusal("none", "还没有选择文件。", "请选择改好的 Word 文件再上传。")
    if (file.size or 0) > SIZE:
        raise refusal("size", f"文件超过 {SIZE >> 20} MB。", "请去掉大图片后再传。")
    writing.write(
        cohort=cohort_in(request), college=college, texts=texts_in(file.read()),
        seen=seen_in(request), by=reader(request),
    )  # fmt: skip
    return "已按 Word 文件更新各部分文字；其中的数字和方案不从文件里取。"


def _hand_over(request: HttpRequest, college: Unit) -> HttpResponse:
    paper = sending.hand_over(
        cohort=cohort_in(request), college=college, seen=seen_in(request), by=reader(request)
    )
    messages.success(request, "已备好要签的文件，请核对后送签。")
    return redirect("papers:one", paper.pk)


ACTS = {
    "plan": _act(_plan), "draft": _act(_draft), "write": _act(_write), "upload": _act(_upload),
    "hand_over": _act(_hand_over),
}  # fmt: skip


def template(request: HttpRequest) -> HttpResponse:
    """Show the template plans begin with, and keep another version of it."""
    user = reader(request)
    require(may_word(user), WORDS)
    problem, typed = "", ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            made = writing.word_template(text=typed, after=seen_in(request), by=user)
        except InvalidError as error:
            problem = str(error)
        else:
            messages.success(request, f"已保存为{made}，以后开始的自查方案按它起草。")
            return redirect("selfcheck:template")
    found = template_of(user.school_id)
    context = {"template": found, "text": typed or found.text, "problem": problem}
    return render(request, "selfcheck/template.html", context, status=422 if problem else 200)
