"""What callers say, in versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import seen_in
from quxiang.web.verification.access import PLANS, may_plan
from quxiang.web.verification.models import Script
from quxiang.web.verification.scripts import FIELDS, ITEMS, script_of, text_of
from quxiang.web.verification.services.wording import save_script


def script(request: HttpRequest) -> HttpResponse:
    """Show the script as it is, and keep another version of it."""
    user = reader(request)
    require(may_plan(user), PLANS)
    kept = script_of(user.school_id)
    text, said = text_of(kept), ""
    if request.method == "POST":
        text, reason = (
            request.POST.get("text", "").replace("\r\n", "\n"),
            request.POST.get("reason", ""),
        )
        try:
            save_script(
                school=user.school, text=text, reason=reason, after=seen_in(request), by=user
            )
            messages.success(request, "话术已保存。以后开始的核查用新的一版，正在进行的不变。")
            return redirect("verification:script")
        except InvalidError as error:
            said = str(error)
    context = {
        "kept": kept, "text": text, "said": said, "items": ITEMS.items(), "fields": FIELDS,
        "versions": Script.objects.filter(school_id=user.school_id).select_related("by")[:20],
    }  # fmt: skip
    return render(request, "verification/script.html", context, status=422 if said else 200)
