"""Read the notice and its former versions, acknowledge it, publish the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.privacy import draft, selectors
from quxiang.web.privacy.access import PUBLISHES, get_notice_for, may_publish, notices_visible_to
from quxiang.web.privacy.forms import NoticeForm
from quxiang.web.privacy.models import Notice
from quxiang.web.privacy.services.notices import acknowledge as acknowledge_notice
from quxiang.web.privacy.services.notices import publish as publish_notice


def notice(request: HttpRequest) -> HttpResponse:
    """Show the notice in force, and what in it is new to the reader."""
    return _shown(request, notices_visible_to(reader(request)).first())


def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version of the notice as it was published."""
    return _shown(request, get_notice_for(reader(request), number))


def _shown(request: HttpRequest, shown: Notice | None) -> HttpResponse:
    versions = selectors.versions_for(reader(request))
    context = {
        "notice": shown,
        "sections": selectors.sections_of(shown.text) if shown else (),
        "versions": versions,
        "newest": versions[0][0] if versions else None,
        "news": [each for each, _, new in versions if new],
        "read": next((read for each, read, _ in versions if shown and each.pk == shown.pk), None),
        "publishes": may_publish(reader(request)),
    }
    return render(request, "privacy/notice.html", context)


@require_POST
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the reader read this version."""
    acknowledge_notice(notice=get_notice_for(reader(request), number), by=reader(request))
    messages.success(request, "已记下您阅读过这一版说明。")
    return redirect("home")


def publish(request: HttpRequest) -> HttpResponse:
    """Write the next version from the present one, or from the draft that comes along."""
    require(may_publish(reader(request)), PUBLISHES)
    newest = notices_visible_to(reader(request)).first()
    form = NoticeForm(request.POST or None, initial=_begun(newest))
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_notice(by=reader(request), **form.cleaned_data)
        except InvalidError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, f"已发布第 {made.number} 版，每个人登录后都会看到。")
            return redirect("privacy:notice")
    context = {"form": form, "newest": newest}
    return render(request, "privacy/publish.html", context, status=422 if form.errors else 200)


def _begun(newest: Notice | None) -> dict[str, str | int]:
    if newest is None:
        return {"text": draft.DRAFT, "changes": draft.FIRST_CHANGES, "after": 0}
    return {"text": newest.text, "after": newest.number}
