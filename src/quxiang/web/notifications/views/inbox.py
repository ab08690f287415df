"""What was written to oneself."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.notifications.access import inbox_of
from quxiang.web.notifications.attachments import part_of
from quxiang.web.notifications.services.settling import mark_read
from quxiang.web.notifications.texts import TITLES

PER_PAGE = 20


def inbox(request: HttpRequest) -> HttpResponse:
    """Show what was written to its reader, the newest first; codes are not among it."""
    rows = inbox_of(reader(request)).order_by("-created_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed, with_parts = [], set[str]()
    for each in page:  # of one kind the newest brings what it is about: it is as of now
        part = "" if each.template in with_parts else part_of(each)
        with_parts |= {each.template} if part else set()
        listed.append((each, TITLES.get(each.template, each.template), part))
    new = [each.pk for each in page if each.read_at is None]
    return render(request, "notifications/inbox.html", {"page": page, "listed": listed, "new": new})


def read(request: HttpRequest) -> HttpResponse:
    """Note that everything so far was read."""
    mark_read(reader(request))
    return redirect("notifications:inbox")
