"""The steps of a listing, each by a form with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quxiang.web.accounts.readers import reader
from quxiang.web.assessment.access import get_listing_for
from quxiang.web.assessment.services import stepping
from quxiang.web.assessment.views.listing import shown
from quxiang.web.common.refusals import InvalidError
from quxiang.web.common.requests import seen_in


def _acting(verb: str, does: Callable[..., None], said: str) -> Callable[..., HttpResponse]:
    """Return a view that takes one step and goes back to the listing."""

    def act(request: HttpRequest, listing_id: int) -> HttpResponse:
        found = get_listing_for(reader(request), listing_id)
        more: dict[str, Any] = {"uses": request.POST.getlist("uses")} if verb == "include" else {}
        text, seen = request.POST.get("text", ""), seen_in(request)
        try:
            does(listing=found, text=text, seen=seen, by=reader(request), **more)
        except InvalidError as refusal:
            return shown(request, found, refusal, verb)
        messages.success(request, said)
        return redirect("assessment:one", found.pk)

    return act


ACTS = {
    verb: _acting(verb, does, said)
    for verb, does, said in (
        ("reply", stepping.reply, "已答复，已通知学校决定。"),
        ("withdraw", stepping.withdraw, "已撤回，学院会看到理由。"),
        ("include", stepping.include, "已决定列入，已通知学院可以申诉。"),
        ("drop", stepping.drop, "已决定不列入，已通知学院。"),
        ("appeal", stepping.appeal, "已申诉，由作出决定的人以外的一位决定。"),
        ("uphold", stepping.uphold, "已维持列入，已通知学院。"),
        ("overturn", stepping.overturn, "已移出清单，已通知学院。"),
        ("revoke", stepping.revoke, "已撤销，经过都保留，学院会看到理由。"),
    )
}
