"""The call desk: one record, what to say, a button for each outcome."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.verification.access import CALLS, get_record_for, may_call
from quxiang.web.verification.forms import NoteForm
from quxiang.web.verification.saying import Said
from quxiang.web.verification.services import desk as services
from quxiang.web.verification.services.desk import held_by, newest_call
from quxiang.web.verification.showing import card_of, waits_of


def desk(request: HttpRequest) -> HttpResponse:
    """Show the record in hand, or how many wait and until when nobody may call."""
    return _shown(request)


def _shown(request: HttpRequest, *, number: str = "", said: str = "") -> HttpResponse:
    user, now = reader(request), clock.now()
    require(may_call(user), CALLS)
    record = held_by(user, now)
    context: dict[str, Any] = {"said": said, "number": number, "typed": request.POST}
    context["differing"] = request.POST.getlist("differing")
    if record is not None:
        shows(request, [record.graduate_id])
        context["card"] = card_of(record, now)
    else:
        context["waits"] = waits_of(user, now)
        call = newest_call(user)
        context["last"] = call
        if call is not None:
            shows(request, [call.record.graduate_id])
    response = render(request, "verification/desk.html", context, status=422 if said else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def take(request: HttpRequest) -> HttpResponse:
    """Take the next record."""
    if services.take_next(by=reader(request)) is None:
        messages.info(request, "现在没有可以核查的记录。")
    return redirect("verification:desk")


def reveal(request: HttpRequest, record_id: int) -> HttpResponse:
    """Show the number of the record in hand; that it was shown is noted with why."""
    record = get_record_for(reader(request), record_id)
    try:
        number = services.reveal(record_id=record.pk, by=reader(request))
    except InvalidError as error:
        return _shown(request, said=str(error))
    return _shown(request, number=number)


def note(request: HttpRequest, record_id: int) -> HttpResponse:
    """Keep what came of the call."""
    record = get_record_for(reader(request), record_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        odd = [str(each) for each in form.errors.get("next_at", ())]
        return _shown(request, said=" ".join(odd) or "填写的内容太长，说明最多 500 字。")
    typed = form.cleaned_data
    said = Said(
        typed["outcome"], request.POST.getlist("differing"), typed["found"], typed["comment"],
        form.moment(),
    )  # fmt: skip
    try:
        services.note(record_id=record.pk, said=said, by=reader(request))
    except InvalidError as error:
        return _shown(request, said=str(error))
    return redirect("verification:desk")


def undo(request: HttpRequest) -> HttpResponse:
    """Take the last call back; the record is in hand again."""
    try:
        services.undo(by=reader(request))
    except InvalidError as error:
        return _shown(request, said=str(error))
    messages.success(request, "已撤回上一条登记，这条记录又回到您手上。")
    return redirect("verification:desk")
