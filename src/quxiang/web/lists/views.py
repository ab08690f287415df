"""Keep and forget saved views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.lists.models import SavedView

MOST = 30


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the query of a list under a name; the same name again replaces it."""
    name = request.POST.get("name", "").strip()[:30]
    list_name = request.POST.get("list", "")[:40]
    if name and SavedView.objects.filter(user_id=reader(request).pk).count() < MOST:
        SavedView.objects.update_or_create(
            user_id=reader(request).pk, list_name=list_name, name=name,
            defaults={"query": request.POST.get("query", "")[:1000], "created_at": clock.now()},
        )  # fmt: skip
    return redirect(_back(request))


@require_POST
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    SavedView.objects.filter(pk=view_id, user_id=reader(request).pk).delete()
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=False)
    return target if safe else "/"
