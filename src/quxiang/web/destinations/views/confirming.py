"""The three buttons, and what a graduate needs after having pressed one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.qrcodes import qr
from quxiang.web.common.refusals import require
from quxiang.web.common.requests import seen_in
from quxiang.web.destinations.access import SELF
from quxiang.web.destinations.guidance import guidance_of
from quxiang.web.destinations.models import Dispute
from quxiang.web.destinations.selectors import confirmations_of, find_registration
from quxiang.web.destinations.services.confirming import Said
from quxiang.web.destinations.services.confirming import answer as give_answer
from quxiang.web.destinations.services.disputing import answer_of, text_of
from quxiang.web.destinations.states import DisputeState
from quxiang.web.destinations.views.one import graduate_shown


def answer(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Take the graduate's word on exactly what was shown."""
    found = graduate_shown(request, graduate_id)
    said = Said(
        request.POST.get("said", ""), request.POST.get("note", ""),
        to_college=request.POST.get("to_college") == "yes",
    )  # fmt: skip
    give_answer(graduate=found, said=said, seen=seen_in(request), by=reader(request))
    if said.button == "changed":
        return redirect("destinations:edit", found.pk)
    return redirect("destinations:answered", found.pk)


def answered(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show a graduate what was answered, where to confirm nationally, who signed, on calls."""
    found = graduate_shown(request, graduate_id)
    require(found.person.user_id == reader(request).pk, SELF)
    registration = find_registration(found)
    shown = registration and (registration.in_force or registration.current)
    told = guidance_of(found.school_id)
    disputes = list(Dispute.objects.filter(graduate=found).order_by("-pk"))
    context = {
        "graduate": found,
        "shown": shown,
        **(confirmations_of(shown) if shown else {}),
        "told": told,
        "picture": qr(told.address) if told.address else "",
        "awaits": any(each.state == DisputeState.OPEN for each in disputes),
        "disputes": [(each, text_of(each), answer_of(each)) for each in disputes],
    }
    return render(request, "destinations/answered.html", context)
