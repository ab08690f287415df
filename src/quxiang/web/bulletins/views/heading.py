"""How bulletins are headed and which are drafted by themselves, in versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.bulletins.access import DRAFTS, may_draft
from quxiang.web.bulletins.forms import HeadingForm
from quxiang.web.bulletins.models import BulletinHeading
from quxiang.web.bulletins.services.heading import save_heading
from quxiang.web.bulletins.wording import heading_of
from quxiang.web.common.refusals import InvalidError, require


def heading(request: HttpRequest) -> HttpResponse:
    """Show the heading and its versions, and keep another version of it."""
    user = reader(request)
    require(may_draft(user), DRAFTS)
    if request.method != "POST":
        return _shown(request)
    form = HeadingForm(request.POST)
    if not form.is_valid():
        return _shown(request, form=form, status=422)
    try:
        save_heading(school=user.school, by=user, **form.cleaned_data)
    except InvalidError as error:
        return _shown(request, str(error), form, 422)
    messages.success(request, "已保存，以后签发和起草的按新的一版。")
    return redirect("bulletins:heading")


def _shown(
    request: HttpRequest, said: str = "", form: HeadingForm | None = None, status: int = 200
) -> HttpResponse:
    school = reader(request).school
    now = heading_of(school)
    names = ("organ", "code", "red", "weekly", "fortnightly")
    given = {name: getattr(now, name) for name in names} | {"after": now.number}
    headings = BulletinHeading.objects.filter(school=school).select_related("by")
    context = {
        "said": said, "form": form or HeadingForm(initial=given), "headings": headings,
    }  # fmt: skip
    return render(request, "bulletins/heading.html", context, status=status)
