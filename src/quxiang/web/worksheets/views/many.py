"""The clean ones as a list that is shown, and the one act that concludes on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quxiang.standards import Standard
from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.destinations.changes import said
from quxiang.web.reference.selectors import standard_of
from quxiang.web.worksheets.access import CONCLUDES, may_conclude_any
from quxiang.web.worksheets.binding import list_digest
from quxiang.web.worksheets.clean import clean_for, clean_rows, concludes_many
from quxiang.web.worksheets.models import Side
from quxiang.web.worksheets.selectors import Asked
from quxiang.web.worksheets.services.many import conclude_many
from quxiang.web.worksheets.views.asked import asked_in, query_of

_SHORT = 12


def clean(request: HttpRequest) -> HttpResponse:
    """List the first clean records that lack a conclusion."""
    return _page(request)


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    user, asked = reader(request), asked_in(request)
    require(may_conclude_any(user, asked.side), CONCLUDES[asked.side])
    require(concludes_many(asked.side), CONCLUDES[Side.COLLEGE])
    standard = standard_of(user.school_id, asked.cohort.scheme)
    typed = request.GET.get("after", "")
    after = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    found = clean_for(user, asked.side, _clean(user, asked, standard), standard, after)
    shows(request, [each.graduate.pk for each in found.rows])
    digest = list_digest({each.graduate.pk: each.shown.token for each in found.rows})
    rows = [
        (each.graduate, each.shown, said(standard, each.shown.version, "code"))
        for each in found.rows
        if each.shown.version is not None
    ]
    context = {
        "rows": rows, "count": found.count, "more": found.after, "after": after,
        "digest": digest, "short": digest[:_SHORT], "asked": asked, "query": query_of(asked),
        "problem": problem, "side": asked.side.label,
    }  # fmt: skip
    return render(request, "worksheets/clean.html", context, status=status)


def _clean(user: User, asked: Asked, standard: Standard) -> QuerySet[Any]:
    return clean_rows(user, asked.side, asked.cohort, asked.college, standard)


def conclude(request: HttpRequest) -> HttpResponse:
    """Conclude on the ticked ones; name whom it left out."""
    user, asked = reader(request), asked_in(request)
    listed = {}
    for each in request.POST.getlist("listed"):
        key, _, token = each.partition(":")
        if key.isascii() and key.isdigit() and len(key) < 19:
            listed[int(key)] = token
    try:
        done = conclude_many(
            cohort=asked.cohort, side=asked.side, listed=listed, by=user,
            chosen=set(keys_in(request, "selected")), digest=request.POST.get("digest", ""),
        )  # fmt: skip
    except InvalidError as refusal:
        return _page(request, str(refusal), 422)
    except StaleStateError as refusal:
        return _page(request, str(refusal), 409)
    messages.success(request, f"已记下 {done.count} 条：一致且材料齐。")
    if done.left_out:
        names = "、".join(done.left_out)
        messages.warning(request, f"{names}在清单显示以后有变化，没有记下，请逐条核查。")
    college = f"&college={asked.college.pk}" if asked.college is not None else ""
    return redirect(f"{reverse('worksheets:clean')}?{query_of(asked)}{college}")
