"""The form without login, and what its author reads later. Nobody's account is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from quxiang.problems import Problem
from quxiang.web.accounts.middleware import public
from quxiang.web.audit.middleware import untold
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.requests import current
from quxiang.web.complaints.models import About, Complaint
from quxiang.web.complaints.protection import drawn, knock, person_of
from quxiang.web.complaints.receipts import grouped
from quxiang.web.complaints.selectors import find_by_receipt, words_of
from quxiang.web.complaints.services.receiving import Filed, receive, supplement
from quxiang.web.complaints.states import ComplaintState
from quxiang.web.orgs.models import School, Unit


@public
@untold
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Take in a complaint; its receipt is shown this once."""
    if request.method != "POST":
        return _form(request, {"about": About.COLLEGE})
    sent = request.POST
    filed = Filed(*(sent.get(name, "") for name in ("about", "college", "text", "name", "contact")))
    try:
        knock("send", current().address)
        shown = person_of(sent.get("seal", ""), sent.get("answer", ""), sent.get("website", ""))
        receipt = receive(school=_school(request), filed=filed, nonce=shown.nonce)
    except InvalidError as error:
        return _form(request, sent, error.problems)
    return render(request, "complaints/received.html", {"receipt": grouped(receipt)})


def _form(request: HttpRequest, typed: Any, problems: Sequence[Problem] = ()) -> HttpResponse:
    question, seal = drawn()
    schools = list(School.objects.order_by("pk"))
    chosen = next((each for each in schools if str(each.pk) == typed.get("school")), schools[:1])
    only = chosen if isinstance(chosen, School) else next(iter(chosen), None)
    colleges = Unit.objects.filter(school=only, kind=Unit.Kind.COLLEGE).order_by("code", "pk")
    context = {
        "typed": typed, "problems": problems, "question": question, "seal": seal,
        "about": About.choices, "colleges": colleges, "schools": schools, "school": only,
    }  # fmt: skip
    return render(request, "complaints/new.html", context, status=422 if problems else 200)


def _school(request: HttpRequest) -> School:
    """Return the school of the form: the only one, or the one chosen."""
    schools = list(School.objects.order_by("pk"))
    wanted = request.POST.get("school", "")
    found = schools if len(schools) == 1 else [s for s in schools if str(s.pk) == wanted]
    if not found:
        raise InvalidError("没有选学校。请选学校后再提交。")
    return found[0]


@public
@untold
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Show how a complaint stands, to whoever has its receipt; take in what they add."""
    if request.method != "POST":
        return render(request, "complaints/follow.html")
    receipt = request.POST.get("receipt", "")
    try:
        knock("follow", current().address)
        found = find_by_receipt(receipt)
        if found is None:
            message = "没有这个查询码对应的举报。"
            raise InvalidError(Problem("receipt", message, "请对照记下的 26 位再输一遍。"))
        if "text" in request.POST:
            supplement(complaint=found, text=request.POST["text"])
            return _followed(request, found, receipt, added=True)
    except InvalidError as error:
        context = {"problems": error.problems, "receipt": receipt}
        return render(request, "complaints/follow.html", context, status=422)
    return _followed(request, found, receipt)


def _followed(
    request: HttpRequest, found: Complaint, receipt: str, *, added: bool = False
) -> HttpResponse:
    context = {
        "complaint": found, "words": words_of(found, own=True), "receipt": receipt, "added": added,
        "closed": found.state == ComplaintState.CLOSED,
        "waiting": found.state == ComplaintState.WAITING,
    }  # fmt: skip
    return render(request, "complaints/followed.html", context)
